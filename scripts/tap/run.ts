import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { allEvents, topology } from '@kada-mandiya/event-contracts';
import { brokerAddress, ConnectError } from '@kada-mandiya/rabbitmq-client';
import { brokerOfRunningShop } from '../shop/running-broker.ts';
import { whyNot, type Environment } from '../topology/named-broker.ts';
import type { Output } from '../topology/run.ts';
import { withHelp } from '../wrong-arguments.ts';
import { parseTapCommand, tapHelp, type Tap } from './arguments.ts';
import { ConnectionLostError, listen } from './listen.ts';
import { painterFor, printEvent } from './print-event.ts';
import { recordOf, tappedEvent } from './tapped-event.ts';

/** Between two attempts to find a broker again. */
const retryMs = 1000;

export interface TapOptions {
  readonly environment: Environment;
  readonly output: Output;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told when events are shown from now on, and again after each time that the broker was away. */
  readonly onOpen?: () => void;
}

/**
 * Runs the command until it is told to end or has seen as many as it should. A broker that goes away later is waited for.
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
    options.output.error(`tap: ${withHelp('tap', command.message)}`);
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
  const { exchanges } = topology;
  const names = exchanges.filter(({ type }) => type === 'topic').map(({ name }) => name);
  const ended = new AbortController();
  const failure = Promise.withResolvers<never>();
  const record = command.record === undefined ? undefined : createWriteStream(command.record, { flags: 'a' });
  record?.on('error', failure.reject);
  const open = (): void => {
    if (!command.json) output.error(`tapping ${names.join(', ')} at ${brokerAddress(url).printable} for ${command.patterns.join(' ')} (Ctrl-C ends it)`);
    onOpen?.();
  };
  const listening = { url, exchanges, patterns: command.patterns, onMessage: shower(command, { output, record, done: () => ended.abort() }), onOpen: open, signal: AbortSignal.any([signal, ended.signal]) };
  try {
    await Promise.race([failure.promise, listenOn(listening, output)]);
  } finally {
    ended.abort();
    record?.end();
  }
}

/** Listens again when a broker that went away is back. One that was never there is an error. */
async function listenOn(listening: Parameters<typeof listen>[0], output: Output): Promise<void> {
  const { signal } = listening;
  const opened = new AbortController();
  const onOpen = (): void => {
    opened.abort();
    listening.onOpen();
  };
  while (!signal.aborted) {
    try {
      await listen({ ...listening, onOpen });
      return;
    } catch (error) {
      if (!opened.signal.aborted || !(error instanceof ConnectError || error instanceof ConnectionLostError)) throw error;
      if (error instanceof ConnectionLostError) output.error('tap: the broker went away; waiting until it is back (Ctrl-C ends it)');
      await setTimeout(retryMs, undefined, { signal }).catch(() => undefined);
    }
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
    output.log(json ? JSON.stringify(event) : printEvent(event, { paint, data, columns: process.stdout.columns }));
    record?.write(`${JSON.stringify(recordOf(routingKey, content, event.at))}\n`);
    if (seen === count) done();
  };
}
