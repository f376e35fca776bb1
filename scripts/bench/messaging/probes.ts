import { z } from 'zod';
import type { Broker } from './brokers.ts';
import { runClient, type Ending, type Task } from './client-process.ts';
import { openDesk, type Desk } from './desk.ts';
import { startProxy } from './tcp-proxy.ts';

/** What a client was seen to do. */
export interface Guarantees {
  /** With an event whose handler throws. */
  readonly failing: string;
  /** With an event that no queue gets. */
  readonly unroutable: string;
  /** After its connection was cut. */
  readonly reconnect: string;
  /** With a message that breaks the contract. */
  readonly invalid: string;
}

interface Client {
  readonly client: string;
  readonly eventsFile: string;
}

const watchMs = { failing: 1500, unroutable: 3000, invalid: 1500, reconnect: 6000 } as const;

/** Tries a client out, one thing after the other, each in a process and on queues of its own. */
export async function probe(broker: Broker, client: Client): Promise<Guarantees> {
  return {
    failing: await onDesk(broker, client, probeFailing),
    unroutable: await onDesk(broker, client, probeUnroutable),
    reconnect: await onDesk(broker, client, probeReconnect),
    invalid: await onDesk(broker, client, probeInvalid),
  };
}

type Start = (mode: keyof typeof watchMs, change?: { readonly url: string }, onReady?: () => void) => Promise<Ending>;

async function onDesk(broker: Broker, client: Client, work: (start: Start, desk: Desk, broker: Broker, client: Client) => Promise<string>): Promise<string> {
  const desk = await openDesk(broker, client.client);
  const start: Start = (mode, change, onReady) => {
    const task: Task = { ...client, ...desk.places, mode, url: broker.url, watchMs: watchMs[mode], ...change };
    return runClient(task, onReady);
  };
  try {
    return await work(start, desk, broker, client);
  } finally {
    await desk.close();
  }
}

const Calls = z.union([z.object({ calls: z.array(z.number()) }), z.object({ result: z.object({ calls: z.array(z.number()) }) })]);

async function probeFailing(start: Start, desk: Desk): Promise<string> {
  const ending = await start('failing');
  const said = Calls.safeParse(ending.said);
  if (!said.success) return `no answer (${firstLine(ending.stderr)})`;
  const { calls } = 'result' in said.data ? said.data.result : said.data;
  const left = await desk.count();
  if (ending.crashed) return left.queue > 0 ? 'the process ends; redelivered to the next' : 'the process ends, the event is lost';
  if (left.deadLetters > 0) return `retried after ${gaps(calls)}, then dead-lettered`;
  if (calls.length > 2) return `looped: ${calls.length} times in ${watchMs.failing} ms`;
  return left.queue > 0 ? 'held until the channel closes' : 'lost';
}

function gaps(calls: readonly number[]): string {
  return calls.slice(1).map((time, index) => `${time - (calls[index] ?? time)} ms`).join(', ');
}

const Seen = z.object({ result: z.object({ seen: z.boolean() }) });

async function probeUnroutable(start: Start): Promise<string> {
  const { said, stderr } = await start('unroutable');
  const answer = Seen.safeParse(said);
  if (!answer.success) return `no answer (${firstLine(stderr)})`;
  return answer.data.result.seen ? 'an error' : 'unseen';
}

const Reconnected = z.object({ result: z.object({ published: z.boolean(), consumed: z.boolean() }) });

async function probeReconnect(start: Start, _desk: Desk, broker: Broker): Promise<string> {
  const proxy = await startProxy(broker.url);
  try {
    const { crashed, said } = await start('reconnect', { url: proxy.url }, () => proxy.cut());
    if (crashed) return 'the process ends';
    const answer = Reconnected.safeParse(said);
    if (!answer.success || !answer.data.result.published) return 'neither';
    return answer.data.result.consumed ? 'publishing and consuming go on' : 'publishing goes on, consuming does not';
  } finally {
    await proxy.close();
  }
}

const Handled = z.object({ result: z.object({ handled: z.boolean() }) });

async function probeInvalid(start: Start, desk: Desk, _broker: Broker, { client }: Client): Promise<string> {
  const broken = { eventType: desk.places.routingKey, version: 1, data: {} };
  // Nest reads only what is wrapped like its own messages.
  await desk.put(client === 'nestjs' ? { pattern: desk.places.routingKey, data: broken } : broken);
  const { said, stderr } = await start('invalid');
  const answer = Handled.safeParse(said);
  if (!answer.success) return `no answer (${firstLine(stderr)})`;
  if (answer.data.result.handled) return 'reaches the handler';
  return (await desk.count()).deadLetters > 0 ? 'dead-lettered, unhandled' : 'not handled';
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => /Error|error/.test(line))?.trim() ?? 'nothing said';
}
