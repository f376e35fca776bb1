import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { captureLog } from './captured-lines.ts';

/** Something that nothing else in a line contains. */
const secret = fc
  .array(fc.constantFrom(...Array.from('0123456789abcdefXYZ')), { minLength: 8, maxLength: 40 })
  .map((letters) => `s3CR3t${letters.join('')}`);

const secretName = fc
  .tuple(
    fc.constantFrom('', 'user', 'db_', 'x-', 'stripe.'),
    fc.constantFrom('password', 'token', 'secret', 'authorization', 'cookie', 'apiKey', 'client_secret', 'Private-Key', 'credentials'),
    fc.constantFrom('', 'Hash', '_v2', '-old'),
  )
  .map((parts) => parts.join(''));

const isPlainName = (name: string): boolean => !name.includes('s3CR3t');
const filler = fc.dictionary(fc.string().filter(isPlainName), fc.jsonValue(), { maxKeys: 3 });

/** The secret as it comes in a text. */
const texts: readonly ((value: string) => string)[] = [
  (value) => `connect ECONNREFUSED amqp://guest:${value}@rabbit:5672`,
  (value) => `amqps://order:${encodeURIComponent(`${value}@/ö`)}@rabbit/%2f?heartbeat=5`,
  (value) => `Server=db,1433;User Id=sa;Password=${value};Encrypt=true`,
  (value) => `POST /login?user=a&password=${value}&x=1 failed`,
  (value) => `Authorization: Bearer ${value}`,
  (value) => `used bearer ${value}`,
  (value) => `set-cookie: sid=${value}; HttpOnly`,
  (value) => `{"a":1,"client_secret":"${value}"} is not what we want`,
  (value) => `pi_3Mtw_secret_${value}`,
  (value) => `sk_live_${value}`,
  (value) => JSON.stringify(JSON.stringify({ refreshToken: value })),
];

type Hide = (value: string) => unknown;

/** A value that holds the secret where its name or its form gives it away. */
const holder: fc.Arbitrary<Hide> = fc.oneof(
  secretName.map((name): Hide => (value) => ({ [name]: value })),
  secretName.map((name): Hide => (value) => ({ [name]: { deep: [value] } })),
  secretName.map((name): Hide => (value) => new Map([[name, value]])),
  secretName.map((name): Hide => (value) => ({ toJSON: () => ({ [name]: value }) })),
  secretName.map((name): Hide => (value) => [[name, value]]),
  secretName.map((name): Hide => (value) => JSON.stringify({ [name]: value })),
  secretName.map((name): Hide => (value) => Object.assign(new Error('refused'), { [name]: value })),
  fc.constantFrom(...texts),
  fc.constantFrom(...texts).map((text): Hide => (value) => new Error(text(value))),
  fc.constantFrom(...texts).map((text): Hide => (value) => new Error('outer', { cause: new AggregateError([new TypeError(text(value))]) })),
  fc.constantFrom(...texts).map((text): Hide => (value) => ({ [text(value)]: true })),
);

/** What stands around a value: objects, lists, sets, events. */
const wrapping = fc.oneof(
  fc.tuple(fc.string().filter(isPlainName), filler).map(([name, others]) => (value: unknown): unknown => ({ ...others, [name]: value })),
  filler.map((others) => (value: unknown): unknown => [others, value]),
  fc.constant((value: unknown): unknown => new Set([value])),
  fc.constant((value: unknown): unknown => ({ eventType: 'order.created', version: 1, data: value })),
);

test('no secret that is given anywhere in nested fields, a child or the message appears in the line', () => {
  fc.assert(
    fc.property(secret, holder, fc.array(wrapping, { maxLength: 6 }), fc.constantFrom(...texts), (value, hide, wrappings, text) => {
      const { logger, text: written } = captureLog();
      const nested = wrappings.reduce((inner, wrap) => wrap(inner), hide(value));

      logger.child({ nested }).error({ nested, error: nested }, text(value));

      expect(written).toHaveLength(1);
      expect(written.join('')).not.toContain(value);
    }),
    { numRuns: 1000 },
  );
});

test('what the contracts mark appears in no event, whatever it is', () => {
  const sensitive = { events: [{ routingKey: 'user.registered', version: 1, sensitive: [['data', 'email'], ['data', '*', 'name']] }] };
  fc.assert(
    fc.property(secret, fc.array(wrapping, { maxLength: 5 }), fc.boolean(), (value, wrappings, asText) => {
      const { logger, text } = captureLog({ sensitive });
      const event = { eventType: 'user.registered', version: 1, data: { email: value, list: { name: [value] } } };

      logger.info({ nested: wrappings.reduce<unknown>((inner, wrap) => wrap(inner), asText ? JSON.stringify(event) : event) }, 'm');

      expect(text.join('')).not.toContain(value);
    }),
    { numRuns: 300 },
  );
});
