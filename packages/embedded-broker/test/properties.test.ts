import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layOut, readHeaders, withHeaders } from '../src/properties.ts';

/** Properties as amqplib writes them into a header frame. */
function encoded(properties: object): Buffer {
  const inAmqplib = createRequire(createRequire(import.meta.url).resolve('amqplib'));
  const defs: unknown = inAmqplib('./lib/defs.js');
  const encode: unknown = typeof defs === 'object' && defs !== null ? Reflect.get(defs, 'encodeProperties') : undefined;
  if (typeof encode !== 'function') throw new Error('amqplib has no encodeProperties');
  const frame: unknown = Reflect.apply(encode, defs, [60, 1, 0, properties]);
  if (!Buffer.isBuffer(frame)) throw new Error('amqplib wrote no frame');
  return frame.subarray(19, -1);
}

const text = fc.string({ maxLength: 20 });
const all = fc.record(
  {
    contentType: text,
    contentEncoding: text,
    headers: fc.dictionary(
      fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== '__proto__'),
      fc.oneof(text, fc.integer(), fc.boolean(), fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.constant(null), fc.array(text), fc.record({ a: text })),
    ),
    deliveryMode: fc.constantFrom(1, 2),
    priority: fc.nat(255),
    correlationId: text,
    replyTo: text,
    expiration: fc.nat().map(String),
    messageId: text,
    timestamp: fc.nat(),
    type: text,
    userId: text,
    appId: text,
  },
  { requiredKeys: [] },
);

describe('the layout of properties', () => {
  test('finds what amqplib wrote', () => {
    fc.assert(
      fc.property(all, (given) => {
        const { persistent, priority, expiration, userId } = layOut(encoded(given));
        expect({ persistent, priority, expiration, userId }).toEqual({
          persistent: given.deliveryMode === 2,
          priority: given.priority ?? 0,
          expiration: given.expiration,
          userId: given.userId,
        });
      }),
    );
  });

  test('refuses properties that are cut short, at whatever byte', () => {
    const whole = encoded({ contentType: 'a', headers: { a: 'b', c: { d: [1, 'e'] } }, userId: 'f', appId: 'g' });
    for (let length = 0; length < whole.length; length++) expect(() => layOut(whole.subarray(0, length))).toThrow(RangeErrorLike);
  });
});

/** Errors of Node's own modules are no instances of the classes that a test sees. */
const RangeErrorLike = /range|bounds|cut short|longer than|field/i;

describe('changed headers', () => {
  test('are changed, and everything else has the same bytes', () => {
    fc.assert(
      fc.property(all, fc.boolean(), (given, dropExpiration) => {
        const { expiration, headers, ...rest } = given;
        const changed = withHeaders(encoded(given), { 'x-set': 'new' }, { dropExpiration });
        const kept = { ...rest, ...(expiration !== undefined && !dropExpiration && { expiration }) };
        expect(changed.equals(encoded({ ...kept, headers: { ...headers, 'x-set': 'new' } }))).toBe(true);
      }),
    );
  });

  test('can be taken away', () => {
    const changed = withHeaders(encoded({ headers: { a: 1, b: 2 } }), { a: undefined });
    expect(readHeaders(changed)).toEqual({ b: 2 });
  });

  test('may be larger than the buffer of amqplib', () => {
    const changed = withHeaders(encoded({}), { large: 'x'.repeat(200_000) });
    expect(readHeaders(changed).large).toHaveLength(200_000);
  });
});
