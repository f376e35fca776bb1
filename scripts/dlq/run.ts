import { connect, type DeadLetter, type DeadLetters, type DeadLetterSelection } from '@kada-mandiya/rabbitmq-client';
import { plural } from '@kada-mandiya/rabbitmq-client/topology-plan';
import { allEvents } from '../../generated/event-contracts/src/registry.ts';
import { table } from '../demo/table.ts';
import { brokerFrom, whyNot, type Environment } from '../topology/named-broker.ts';
import type { Output } from '../topology/run.ts';
import { dlqHelp, parseDlqCommand } from './arguments.ts';
import type { DlqCommand } from './arguments.ts';
import { deadLetterQueues, nearestQueue } from './dead-letter-queues.ts';
import { payloadOf } from './payload.ts';
import type { Marked } from './payload.ts';
import { letterText, shownLetter, visible } from './report.ts';

type Task = Exclude<DlqCommand, { readonly kind: 'help' | 'wrong' }>;

/** How many dead letters of a queue `list` looks at; one may be as large as a message may be. */
const lookedAt = 1_000;

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => silent };

/**
 * Runs the command.
 *
 * @returns its exit code: 0 done, 1 it could not be done, or not for all messages
 */
export async function runDlq(args: readonly string[], environment: Environment, output: Output): Promise<number> {
  const command = parseDlqCommand(args);
  if (command.kind === 'help') {
    output.log(dlqHelp);
    return 0;
  }
  if (command.kind === 'wrong') return refuse(output, `${command.message}\n\n${dlqHelp}`);
  try {
    const messaging = await connect({ url: brokerFrom(environment).amqpUrl, name: 'dlq', logger: silent, connectWithinMs: 0 });
    try {
      return await perform(command, { letters: messaging.deadLetters, output });
    } finally {
      await messaging.close();
    }
  } catch (error) {
    return refuse(output, whyNot(error, environment));
  }
}

interface Desk {
  readonly letters: DeadLetters;
  readonly output: Output;
}

async function perform(command: Task, desk: Desk): Promise<number> {
  const { letters, output } = desk;
  if (command.kind === 'list') return list(desk);
  const refusal = await whyNoQueue(command.queue, letters);
  if (refusal !== undefined) return refuse(output, refusal);
  switch (command.kind) {
    case 'show':
      return show(command, desk);
    case 'redrive':
      return redrive(command, desk);
    case 'purge':
      return purge(command, desk);
  }
}

async function list({ letters, output }: Desk): Promise<number> {
  const counts = await letters.list(deadLetterQueues().map(({ queue }) => queue));
  const rows: string[][] = [];
  for (const { queue, messages } of counts) {
    const found = messages === undefined || messages === 0 ? [] : await letters.read(queue, { limit: lookedAt });
    const byAge = found.toSorted((left, right) => compare(left.failedAt ?? '', right.failedAt ?? ''));
    rows.push([queue, messages === undefined ? 'not there' : String(messages), sinceOf(byAge), visible(byAge.at(-1)?.reason ?? '')]);
  }
  output.log(table(['queue', 'messages', 'oldest', 'last reason'], rows));
  if (counts.some(({ messages }) => messages === undefined)) {
    output.log('\nSome queues are not on the broker: npm run topology -- plan');
  }
  return 0;
}

function sinceOf(byAge: readonly DeadLetter[]): string {
  return visible(byAge.find(({ failedAt }) => failedAt !== undefined)?.failedAt ?? '');
}

/** A dead-letter queue that contracts no longer know may hold messages all the same. */
async function whyNoQueue(queue: string, letters: DeadLetters): Promise<string | undefined> {
  const known = deadLetterQueues();
  const isKnown = known.some((found) => found.queue === queue);
  if (isKnown || queue.endsWith('.dlq')) {
    const [counted] = await letters.list([queue]);
    if (counted?.messages !== undefined) return undefined;
    if (isKnown) return `${queue} is not on the broker: npm run topology -- apply makes it`;
  }
  const nearest = nearestQueue(queue, known);
  const hint = nearest === undefined ? 'npm run dlq -- list names them all' : `did you mean ${nearest}?`;
  return `there is no dead-letter queue ${JSON.stringify(queue)}: ${hint}`;
}

async function show({ queue, limit, json, reveal }: Extract<Task, { kind: 'show' }>, { letters, output }: Desk): Promise<number> {
  const [counted] = await letters.list([queue]);
  const found = await letters.read(queue, { limit });
  for (const letter of found) {
    const shown = shownLetter(letter, payloadOf(letter.content, markedIn(queue, letter), { reveal, events: allEvents }));
    output.log(json ? JSON.stringify(shown) : `${letterText(shown)}\n`);
  }
  if (!json) output.log(`${String(found.length)} of ${plural(counted?.messages ?? 0, 'message')} in ${queue}`);
  return 0;
}

/** Of a queue that no contract knows, nothing is known to be valid. */
function markedIn(queue: string, { kind }: DeadLetter): Marked {
  const event = deadLetterQueues().find((found) => found.queue === queue)?.event;
  return { sensitive: event?.sensitive ?? [], valid: event !== undefined && kind === 'failed' };
}

async function redrive({ queue, limit, events }: Extract<Task, { kind: 'redrive' }>, { letters, output }: Desk): Promise<number> {
  const selection: DeadLetterSelection = {
    ...(limit === undefined ? {} : { limit }),
    ...(events === undefined ? {} : { messageIds: events }),
  };
  const { redriven, kept, missing } = await letters.redrive(queue, selection);
  for (const { messageId = 'a message without an id', reason } of kept) output.log(`stays     ${visible(messageId)}: ${visible(reason)}`);
  output.log(`${String(redriven)} redriven, ${String(kept.length)} kept`);
  if (missing.length > 0) {
    return refuse(output, `not in ${queue}: ${missing.map(visible).join(', ')}; npm run dlq -- show ${queue} shows what is`);
  }
  return kept.length === 0 ? 0 : 1;
}

async function purge({ queue, confirmed }: Extract<Task, { kind: 'purge' }>, { letters, output }: Desk): Promise<number> {
  const [counted] = await letters.list([queue]);
  const messages = counted?.messages ?? 0;
  if (messages > 0 && !confirmed) {
    return refuse(output, `this would delete ${plural(messages, 'message')} of ${queue} for ever; add --yes`);
  }
  const deleted = messages > 0 ? await letters.purge(queue) : 0;
  output.log(deleted === 0 ? `${queue} is empty: nothing to delete` : `${plural(deleted, 'message')} deleted from ${queue}`);
  return 0;
}

function refuse(output: Output, message: string): number {
  output.error(`dlq: ${message}`);
  return 1;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function ignore(): void {
  // The command says itself what it does.
}
