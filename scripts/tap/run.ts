import { createWriteStream, type WriteStream } from 'node:fs';
import { connect, type ConsumeMessage } from 'amqplib';
import { allEvents, topology } from '@kada-mandiya/event-contracts';
import { brokerAddress, connectFailure } from '@kada-mandiya/rabbitmq-client';
import { brokerOfRunningShop } from '../shop/running-broker.ts';
import { whyNot, type Environment } from '../topology/named-broker.ts';
import type { Output } from '../topology/run.ts';
import { parseTapCommand, tapHelp, type Tap } from './arguments.ts';
import { painterFor, printEvent } from './print-event.ts';
import { tappedEvent } from './tapped-event.ts';

export interface TapOptions {
  readonly environment: Environment;
  readonly output: Output;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told when events are shown from now on. */
  readonly onOpen?: () => void;
}

/**
 * Runs the command until it is told to end, has seen as many as it should, or the connection is lost.
 *
 * @returns its exit code: 0, or 1 where the broker cannot be tapped
 */
export async function runTap(args: readonly string[], options: TapOptions): Promise<number> {
  const command = parseTapCommand(args);
  if (command.kind === 'help') {
    options.output.log(tapHelp);
    return 0;
  }
  if (command.kind === 'wrong') {
    options.output.error(`tap: ${command.message}\n\n${tapHelp}`);
    return 1;
  }
  try {
    await tap(command, options);
    return 0;
  } catch (error) {
    options.output.error(`tap: ${whyNot(error, options.environment)}`);
    return 1;
  }
}

async function tap(command: Tap, { environment, output, signal, onOpen }: TapOptions): Promise<void> {
  const url = brokerOfRunningShop(environment);
  const address = brokerAddress(url);
  const model = await connect(url, { clientProperties: { connection_name: 'tap' } }).catch((error: unknown) => {
    throw connectFailure(error, address);
  });
  const record = command.record === undefined ? undefined : createWriteStream(command.record, { flags: 'a' });
  try {
    const ended = new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve());
      model.on('error', reject);
      model.on('close', () => reject(new Error('the connection was lost')));
      record?.on('error', reject);
      void listen().catch(reject);

      /** A queue of its own that ends with the connection: nobody else gets an event less. */
      async function listen(): Promise<void> {
        const channel = await model.createChannel();
        channel.on('error', reject);
        const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
        for (const exchange of topology.exchanges) await channel.assertExchange(exchange.name, exchange.type, { durable: exchange.durable, autoDelete: exchange.autoDelete });
        const names = topology.exchanges.filter(({ type }) => type === 'topic').map(({ name }) => name);
        for (const exchange of names) for (const pattern of command.patterns) await channel.bindQueue(queue, exchange, pattern);
        const show = shower(command, { output, record, done: resolve });
        await channel.consume(queue, (message) => (message === null ? undefined : show(message)), { noAck: true });
        if (!command.json) output.error(`tapping ${names.join(', ')} at ${address.printable} for ${command.patterns.join(' ')} (Ctrl-C ends it)`);
        onOpen?.();
      }
    });
    await ended;
  } finally {
    model.removeAllListeners('close');
    await model.close().catch(() => undefined);
    record?.end();
  }
}

interface Showing {
  readonly output: Output;
  readonly record: WriteStream | undefined;
  readonly done: () => void;
}

function shower({ count, json, data, reveal }: Tap, { output, record, done }: Showing): (message: ConsumeMessage) => void {
  const paint = painterFor(process.stdout);
  let seen = 0;
  return ({ content, fields: { routingKey } }) => {
    if (seen === count) return;
    seen += 1;
    const event = tappedEvent({ routingKey, content, at: new Date() }, { contracts: allEvents, reveal });
    output.log(json ? JSON.stringify(event) : printEvent(event, { paint, data }));
    record?.write(`${JSON.stringify({ at: event.at.toISOString(), routingKey, event: event.envelope ?? content.toString('base64') })}\n`);
    if (seen === count) done();
  };
}
