import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attemptOf, deliveredTooOften, failedCopy, historyOf, nextPlace } from '../src/consuming/failure-policy.ts';
import { header, type Headers } from '../src/consuming/headers.ts';

const route = {
  queue: 'shop.note',
  deadLetterQueue: 'shop.note.dlq',
  retries: [
    { queue: 'shop.note.retry.1000ms', delayMs: 1000 },
    { queue: 'shop.note.retry.5000ms', delayMs: 5000 },
  ],
};
const now = new Date('2026-03-14T08:00:00.000Z');
const tools = { route, service: 'shop', now };
const failed = { kind: 'failed', reason: 'the store is away' } as const;

function copyOf(headers: Headers, failure: Parameters<typeof failedCopy>[1] = failed) {
  return failedCopy({ content: Buffer.from('{}'), headers, messageId: 'm-1' }, failure, tools);
}

describe('where a message goes', () => {
  test.each([
    { kind: 'failed', attempt: 1, queue: 'shop.note.retry.1000ms', place: 'retry' },
    { kind: 'failed', attempt: 2, queue: 'shop.note.retry.5000ms', place: 'retry' },
    { kind: 'failed', attempt: 3, queue: 'shop.note.dlq', place: 'dead-letter' },
    { kind: 'failed', attempt: 99, queue: 'shop.note.dlq', place: 'dead-letter' },
    { kind: 'invalid', attempt: 1, queue: 'shop.note.dlq', place: 'dead-letter' },
    { kind: 'poison', attempt: 1, queue: 'shop.note.dlq', place: 'dead-letter' },
  ] as const)('$kind, attempt $attempt: $queue', ({ kind, attempt, queue, place }) => {
    expect(nextPlace(route, kind, attempt)).toMatchObject({ queue, kind: place });
  });
});

test.each([
  [{}, 1],
  [{ [header.attempt]: 2 }, 2],
  [{ [header.attempt]: 0 }, 1],
  [{ [header.attempt]: -3 }, 1],
  [{ [header.attempt]: 1.5 }, 1],
  [{ [header.attempt]: '2' }, 1],
  [{ [header.attempt]: Infinity }, 1],
])('the attempt of %j is %i', (headers, attempt) => {
  expect(attemptOf(headers)).toBe(attempt);
});

test.each([
  [{}, false],
  [{ 'x-delivery-count': 20 }, false],
  [{ 'x-delivery-count': 21 }, true],
  [{ 'x-delivery-count': 'many' }, false],
])('%j is over a limit of 20: %s', (headers, expected) => {
  expect(deliveredTooOften(headers, 20)).toBe(expected);
});

describe('the copy of a failed message', () => {
  test('goes through the default exchange to the queue of its attempt, and must arrive', () => {
    const { copy, place } = copyOf({});
    expect(place).toEqual({ queue: 'shop.note.retry.1000ms', kind: 'retry', delayMs: 1000 });
    expect(copy).toMatchObject({ exchange: '', routingKey: 'shop.note.retry.1000ms', mandatory: true, messageId: 'm-1' });
    expect(copy.headers).toEqual({
      [header.attempt]: 2,
      [header.kind]: 'failed',
      [header.reason]: 'the store is away',
      [header.firstFailedAt]: now.toISOString(),
      [header.failedAt]: now.toISOString(),
      [header.queue]: 'shop.note',
      [header.service]: 'shop',
      [header.history]: [{ attempt: 1, at: now.toISOString(), kind: 'failed', reason: 'the store is away' }],
    });
  });

  test('says where an invalid message is wrong', () => {
    const { copy } = copyOf({}, { kind: 'invalid', reason: 'no', path: 'data.items.0' });
    expect(copy.headers).toMatchObject({ [header.kind]: 'invalid', [header.path]: 'data.items.0' });
  });

  test('carries foreign headers, but none that would send it elsewhere or count deliveries', () => {
    const { copy } = copyOf({ traceparent: '00-1', CC: ['other'], BCC: ['other'], 'x-death': [], 'x-delivery-count': 3 });
    expect(copy.headers).toMatchObject({ traceparent: '00-1' });
    for (const name of ['CC', 'BCC', 'x-death', 'x-delivery-count']) expect(copy.headers).not.toHaveProperty([name]);
  });

  test.each([
    { name: 'too large', value: 'x'.repeat(40_000) },
    { name: 'larger encoded than written', value: Array.from({ length: 5000 }, () => 1) },
    { name: 'not a number', value: NaN },
    { name: 'minus infinity', value: -Infinity },
    { name: 'a table that amqplib takes for a typed value', value: { nested: { '!': 'money', value: 1 } } },
    { name: 'a name that has become too long', value: { ['\uFFFD'.repeat(100)]: 1 } },
  ])('leaves away a header that cannot be encoded: $name', ({ value }) => {
    const { copy } = copyOf({ odd: value });
    expect(copy.headers).not.toHaveProperty('odd');
    expect(copy.headers).toMatchObject({ [header.headersDropped]: true });
  });

  test('keeps what can be encoded beside what cannot', () => {
    const at = { '!': 'timestamp', value: 1_773_476_127 };
    const { copy } = copyOf({ odd: NaN, traceparent: '00-1', at, tags: ['a', null, true] });
    expect(copy.headers).toMatchObject({ traceparent: '00-1', at, tags: ['a', null, true] });
  });

  test('grows its history over all attempts and ends in the dead-letter queue', () => {
    let headers: Headers = {};
    const places: string[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { copy, place } = copyOf(headers, { kind: 'failed', reason: `reason ${attempt}` });
      places.push(place.queue);
      headers = copy.headers ?? {};
    }
    expect(places).toEqual(['shop.note.retry.1000ms', 'shop.note.retry.5000ms', 'shop.note.dlq']);
    expect(historyOf(headers).map(({ attempt, reason }) => [attempt, reason])).toEqual([
      [1, 'reason 1'],
      [2, 'reason 2'],
      [3, 'reason 3'],
    ]);
    expect(attemptOf(headers)).toBe(3);
  });
});

/** amqplib's own encoder, which throws for what it cannot send; its package exports hide it. */
function encodeHeaders(headers: unknown): void {
  const inAmqplib = createRequire(createRequire(import.meta.url).resolve('amqplib'));
  const codec: unknown = inAmqplib('./lib/codec.js');
  if (typeof codec !== 'object' || codec === null || !('encodeTable' in codec)) throw new Error('no codec');
  if (typeof codec.encodeTable !== 'function') throw new Error('no encoder');
  Reflect.apply(codec.encodeTable, codec, [Buffer.alloc(65_536), headers, 0]);
}

test('whatever headers come, the copy is bounded and goes to a queue of the contract', () => {
  const ours = fc.constantFrom(...Object.values(header), 'x-delivery-count', 'CC', 'foreign');
  const attempts = fc.array(fc.record({ attempt: fc.integer(), at: fc.string(), kind: fc.string(), reason: fc.string() }));
  const anything = fc.oneof(fc.jsonValue(), attempts, fc.integer(), fc.string({ maxLength: 2000 }));
  const queues = [route.deadLetterQueue, ...route.retries.map(({ queue }) => queue)];
  fc.assert(
    fc.property(fc.dictionary(ours, anything), fc.string(), (headers, reason) => {
      const { copy, place } = copyOf(headers, { kind: 'failed', reason });
      expect(queues).toContain(place.queue);
      expect(copy.routingKey).toBe(place.queue);
      expect(() => encodeHeaders(copy.headers)).not.toThrow();
      expect(historyOf(copy.headers ?? {}).length).toBeLessThanOrEqual(20);
      expect(copy.headers).not.toHaveProperty('CC');
      const attempt = attemptOf(headers);
      expect(attemptOf(copy.headers ?? {})).toBe(place.kind === 'retry' ? attempt + 1 : attempt);
    }),
  );
});
