import { createReadStream } from 'node:fs';
import { decodeRecord, RECORD_HEAD, recordLength, type JournalRecord } from './journal-records.ts';
import { readBinding, readExchange, readPolicyFields, readQueue, textIn } from './journal-topology.ts';
import type { Entry, Exchange, Message, Policy, QueueDeclaration, Binding } from './model.ts';
import type { Place } from './recorder.ts';
import type { VirtualHost } from './vhost.ts';

/** What a journal says is there. */
export interface Recovered {
  readonly exchanges: Map<string, Exchange>;
  readonly bindings: Map<string, Binding>;
  readonly policies: Map<string, Policy>;
  /** By the number that names a queue in the journal. */
  readonly queues: Map<number, RecoveredQueue>;
}

interface RecoveredQueue {
  readonly declaration: QueueDeclaration;
  /** By position. */
  readonly entries: Map<number, { message: Message; expiresAt: number; returns: number }>;
}

/**
 * Reads a journal up to its end or to the first record that is damaged or incomplete.
 * @returns what it says, and how many of its bytes are good.
 */
export async function readJournal(file: string): Promise<{ readonly recovered: Recovered; readonly goodBytes: number }> {
  const recovered: Recovered = { exchanges: new Map(), bindings: new Map(), policies: new Map(), queues: new Map() };
  let goodBytes = 0;
  for await (const whole of recordsOf(file)) {
    const record = decodeRecord(whole);
    if (record === undefined) break;
    replay(recovered, record);
    goodBytes += whole.length;
  }
  return { recovered, goodBytes };
}

/** The complete records of a file. Bytes are put together once for each record, however long it is. */
async function* recordsOf(file: string): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let available = 0;
  let needed = RECORD_HEAD;
  const stream: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1_048_576 });
  for await (const chunk of stream) {
    waiting.push(chunk);
    available += chunk.length;
    if (available < needed) continue;
    let bytes = waiting.length === 1 ? chunk : Buffer.concat(waiting);
    for (needed = RECORD_HEAD; bytes.length >= needed; needed = RECORD_HEAD) {
      const length = recordLength(bytes);
      if (length === undefined) return;
      needed = length;
      if (bytes.length < needed) break;
      yield bytes.subarray(0, length);
      bytes = bytes.subarray(length);
    }
    waiting = [bytes];
    available = bytes.length;
  }
}

function replay(recovered: Recovered, record: JournalRecord): void {
  switch (record.kind) {
    case 'topology':
      replayTopology(recovered, record);
      return;
    case 'published':
      for (const { queue, position, expiresAt } of record.places) {
        recovered.queues.get(queue)?.entries.set(position, { message: record.message, expiresAt, returns: 0 });
      }
      return;
    case 'delivered': {
      // Whoever had it is gone, so it has come back once more.
      const entry = entryAt(recovered, record.place);
      if (entry !== undefined) entry.returns = record.returns + 1;
      return;
    }
    case 'settled':
      recovered.queues.get(record.place.queue)?.entries.delete(record.place.position);
  }
}

function entryAt({ queues }: Recovered, { queue, position }: Place): { returns: number } | undefined {
  return queues.get(queue)?.entries.get(position);
}

function replayTopology(recovered: Recovered, { what, fields }: Extract<JournalRecord, { kind: 'topology' }>): void {
  switch (what) {
    case 'exchange': {
      const exchange = readExchange(fields);
      recovered.exchanges.set(exchange.name, exchange);
      return;
    }
    case 'no-exchange':
      recovered.exchanges.delete(textIn(fields, 'name'));
      return;
    case 'queue':
      recovered.queues.set(Number(fields.id), { declaration: readQueue(fields), entries: new Map() });
      return;
    case 'no-queue':
      recovered.queues.delete(Number(fields.id));
      return;
    case 'binding':
      recovered.bindings.set(JSON.stringify(fields), readBinding(fields));
      return;
    case 'no-binding':
      recovered.bindings.delete(JSON.stringify(fields));
      return;
    case 'policy': {
      const policy = readPolicyFields(fields);
      recovered.policies.set(policy.name, policy);
      return;
    }
    case 'no-policy':
      recovered.policies.delete(textIn(fields, 'name'));
  }
}

/** Makes what was recovered in a virtual host that records nothing yet. */
export function restoreTopology(vhost: VirtualHost, { exchanges, queues, bindings, policies }: Recovered): void {
  for (const policy of policies.values()) vhost.policies.set(policy.name, policy);
  for (const exchange of exchanges.values()) vhost.addExchange(exchange);
  for (const [id, { declaration }] of queues) vhost.addQueue(declaration, undefined, id);
  for (const binding of bindings.values()) vhost.bind(binding);
}

/** Puts the messages back in order. What dies in doing so is recorded as usual. */
export function restoreMessages(vhost: VirtualHost, { queues }: Recovered): void {
  const restored = [...queues.values()].map(({ declaration, entries }) => ({ queue: vhost.queues.get(declaration.name), entries }));
  for (const { queue, entries } of restored) for (const position of entries.keys()) queue?.continueAfter(position);
  for (const { queue, entries } of restored) {
    const inOrder = [...entries].sort(([one], [other]) => one - other);
    for (const [position, fields] of inOrder) {
      const entry: Entry = { ...fields, position, stored: true };
      queue?.restore(entry);
    }
  }
  for (const { queue } of restored) queue?.pump();
}
