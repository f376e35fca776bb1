import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { receive, type Receipt } from '../src/consuming/receiving.ts';
import { createEnvelope } from '../src/envelope.ts';
import { noteFixture, type NoteWritten } from './note-event.ts';

const { event } = noteFixture();
const good = createEnvelope(event, { number: 1, text: 'a' });

function received(content: unknown, properties: { contentType?: unknown; contentEncoding?: unknown } = {}): Receipt<NoteWritten> {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const message = { content: bytes, contentType: 'application/json', contentEncoding: undefined, ...properties };
  return receive(event, message, { maxMessageBytes: 10_000 });
}

function without(name: string): object {
  return Object.fromEntries(Object.entries(good).filter(([each]) => each !== name));
}

test('a valid event is taken as it is', () => {
  expect(received(good)).toEqual({ kind: 'valid', event: good });
});

test('what it does not know is ignored', () => {
  const open = { ...good, later: 1, data: { ...good.data, later: true } };
  expect(received(open)).toEqual({ kind: 'valid', event: open });
});

describe('a contract that decodes', () => {
  const message = (content: unknown) => ({ content: Buffer.from(JSON.stringify(content)), contentType: 'application/json', contentEncoding: undefined });
  const decoded = { ...good, data: { number: 2, text: 'decoded' } };
  const limits = { maxMessageBytes: 10_000 };

  test('is not asked again about what it has decoded', () => {
    const decoding = { ...event, decode: () => decoded, is: (_: unknown): _ is NoteWritten => false };
    expect(receive(decoding, message(good), limits)).toEqual({ kind: 'valid', event: decoded });
  });

  test('is asked the usual way about what it has not', () => {
    const decoding = { ...event, decode: () => undefined };
    expect(receive(decoding, message(good), limits)).toEqual({ kind: 'valid', event: good });
    expect(receive(decoding, message({ ...good, eventId: 1 }), limits)).toMatchObject({ kind: 'refused', path: 'eventId' });
  });

  test.each([
    ['of another key', { ...decoded, eventType: 'another.key' }],
    ['of another version', { ...decoded, version: 2 as 1 }],
  ])('may be laxer than itself: an event %s is not taken from it', (_, other) => {
    expect(receive({ ...event, decode: () => other }, message({ ...good, eventType: 'another.key' }), limits).kind).toBe('refused');
  });

  test('sees no bytes that are not UTF-8, and none that are too many', () => {
    const asked: Uint8Array[] = [];
    const decode = (bytes: Uint8Array): undefined => void asked.push(bytes);
    receive({ ...event, decode }, { ...message(good), content: Buffer.from([0xff]) }, limits);
    receive({ ...event, decode }, message(good), { maxMessageBytes: 10 });
    expect(asked).toEqual([]);
  });
});

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('content type %s', (contentType) => {
  expect(received(good, { contentType }).kind).toBe('valid');
});

test.each([2, 7])('version %i belongs to others', (version) => {
  expect(received({ ...good, version, data: 'of that version' })).toEqual({ kind: 'other-version', version });
});

describe('refused, with the reason and the place', () => {
  test.each([
    { name: 'no body', content: Buffer.alloc(0), reason: 'the body is not JSON' },
    { name: 'garbage', content: Buffer.from([0xff, 0xfe, 0]), reason: 'the body is not UTF-8' },
    { name: 'text', content: Buffer.from('hello'), reason: 'the body is not JSON' },
    { name: 'null', content: null, reason: 'the body is not a JSON object' },
    { name: 'an array', content: [good], reason: 'the body is not a JSON object' },
    { name: 'too large', content: Buffer.alloc(10_001, 32), reason: 'the body has 10001 bytes, more than 10000' },
  ])('$name', ({ content, reason }) => {
    expect(received(content)).toEqual({ kind: 'refused', reason });
  });

  test.each([
    { contentType: undefined, reason: 'the content type is missing, not application/json' },
    { contentType: 'text/plain', reason: 'the content type is "text/plain", not application/json' },
    { contentType: 'application/jsonp', reason: 'the content type is "application/jsonp", not application/json' },
    { contentEncoding: 'gzip', reason: 'the content encoding is "gzip", not utf-8' },
  ])('$reason', ({ reason, ...properties }) => {
    expect(received(good, properties)).toEqual({ kind: 'refused', reason });
  });

  test.each([
    { name: 'a forged event type', content: { ...good, eventType: 'order.paid' }, path: 'eventType' },
    { name: 'no event type', content: without('eventType'), path: 'eventType' },
    { name: 'no event id', content: without('eventId'), path: 'eventId' },
    { name: 'no correlation id', content: without('correlationId'), path: 'correlationId' },
    { name: 'a version that is none', content: { ...good, version: 'one' }, path: 'version' },
    { name: 'version 0', content: { ...good, version: 0 }, path: 'version' },
    { name: 'another version without an id', content: { ...without('eventId'), version: 2 }, path: 'eventId' },
    { name: 'wrong data', content: { ...good, data: { number: 'one', text: '' } }, path: 'data.number' },
  ])('$name', ({ content, path }) => {
    expect(received(content)).toMatchObject({ kind: 'refused', path });
  });

  test('nested so deeply that a check runs out of stack', () => {
    const deep: typeof event = {
      ...event,
      is: (value): value is NoteWritten => {
        throw new RangeError(`Maximum call stack size exceeded ${typeof value}`);
      },
    };
    const message = { content: Buffer.from('{}'), contentType: 'application/json', contentEncoding: undefined };
    expect(receive(deep, message, { maxMessageBytes: 10 })).toMatchObject({ kind: 'refused' });
  });
});

test('no bytes make it throw, and only a valid event is valid', () => {
  const bytes = fc.oneof(fc.uint8Array(), fc.json().map((json) => Buffer.from(json)));
  const almost = fc
    .record({ ...fields(good), version: fc.oneof(fc.constant(1), fc.jsonValue()) }, { requiredKeys: [] })
    .map((value) => Buffer.from(JSON.stringify(value)));
  fc.assert(
    fc.property(fc.oneof(bytes, almost), (content) => {
      const receipt = received(Buffer.from(content));
      if (receipt.kind === 'valid') expect(event.is(receipt.event)).toBe(true);
      else expect(['refused', 'other-version']).toContain(receipt.kind);
    }),
  );
});

function fields(value: object): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(value).map(([name, right]) => [name, fc.oneof(fc.constant(right), fc.jsonValue())]),
  );
}
