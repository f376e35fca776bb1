import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { EventEnvelope } from '@kada-mandiya/contract';
import { allEvents, topology } from '@kada-mandiya/event-contracts';
import { createLogger } from '@kada-mandiya/logger';
import { connect, type Publisher } from '@kada-mandiya/rabbitmq-client';
import { z } from 'zod';
import { brokerOfRunningShop } from '../shop/running-broker.ts';
import { whyNot, type Environment } from '../topology/named-broker.ts';
import type { Output } from '../topology/run.ts';
import type { ReplayCommand } from './arguments.ts';

const Line = z.object({ at: z.iso.datetime(), routingKey: z.string(), event: z.looseObject({ version: z.number() }) });

type FromFile = Extract<ReplayCommand, { readonly kind: 'replay-file' }>;

/** A file that is none of ours has many wrong lines: so many are told, the rest is counted. */
const toldLines = 10;

/**
 * Publishes recorded events again, in their order and under the same ids.
 *
 * @returns the exit code: 0 all were published, 1 some lines are no events, or it could not be done
 */
export async function replayFile(command: FromFile, environment: Environment, output: Output): Promise<number> {
  const { file, routingKey } = command;
  if (routingKey !== undefined && !allEvents.some((event) => event.routingKey === routingKey)) {
    output.error(`replay: the contracts have no ${routingKey}`);
    return 1;
  }
  const logger = createLogger({ service: 'replay', level: 'error', destination: process.stderr });
  try {
    const messaging = await connect({ url: brokerOfRunningShop(environment), name: 'replay', topology, logger, connectWithinMs: 0 });
    try {
      const { sent, others, wrong } = await publishFrom(command, messaging.publisher());
      for (const number of wrong.slice(0, toldLines)) output.error(`replay: line ${number} of ${file} is no event of the contracts; it was left out`);
      if (wrong.length > toldLines) output.error(`replay: and ${wrong.length - toldLines} more lines of it`);
      if (sent + others + wrong.length === 0) output.error(`replay: ${file} is empty`);
      else output.log(`${sent} of ${sent + others + wrong.length} events of ${file} published again`);
      return wrong.length === 0 && sent + others > 0 ? 0 : 1;
    } finally {
      await messaging.close();
    }
  } catch (error) {
    output.error(`replay: ${whyNot(error, environment)}`);
    return 1;
  }
}

interface Replayed {
  readonly sent: number;
  /** Events that were not asked for. */
  readonly others: number;
  /** The numbers of the lines that are no events. */
  readonly wrong: readonly number[];
}

async function publishFrom(command: FromFile, publisher: Publisher): Promise<Replayed> {
  const sent: Promise<void>[] = [];
  const wrong: number[] = [];
  let others = 0;
  for await (const { number, text } of linesOf(command.file)) {
    const recorded = eventIn(text, command);
    if (recorded === 'other') others += 1;
    else if (recorded === undefined) wrong.push(number);
    else sent.push(publisher.publish(recorded.contract, recorded.event));
  }
  await Promise.all(sent);
  return { sent: sent.length, others, wrong };
}

async function* linesOf(file: string): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() !== '') yield { number, text };
  }
}

/** `other`: an event that was not asked for. */
function eventIn(text: string, { routingKey, since }: FromFile): { readonly contract: (typeof allEvents)[number]; readonly event: EventEnvelope } | 'other' | undefined {
  const line = Line.safeParse(parsed(text));
  if (!line.success) return undefined;
  const { at, event } = line.data;
  if ((routingKey !== undefined && line.data.routingKey !== routingKey) || (since !== undefined && new Date(at) < since)) return 'other';
  const contract = allEvents.find((one) => one.routingKey === line.data.routingKey && one.version === event.version);
  return contract?.isStrict(event) === true ? { contract, event } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
