import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { captureLog } from './captured-lines.ts';

function line(fields: unknown): Readonly<Record<string, unknown>> {
  const { logger, lines } = captureLog();
  Reflect.apply(logger.info, logger, [fields, 'm']);
  expect(lines()).toHaveLength(1);
  return lines()[0] ?? {};
}

function throwing(): never {
  throw new Error('no');
}

describe('logging never throws and always writes one line', () => {
  test('for cycles, and shows a value twice that only stands twice', () => {
    const a: Record<string, unknown> = { name: 'a' };
    a.self = a;
    const list: unknown[] = [a];
    list.push(list);
    const error: Error & { self?: unknown } = new Error('x');
    error.self = error;
    error.cause = error;
    const shared = { n: 1 };

    expect(line({ a, list, error, twice: [shared, shared] })).toMatchObject({
      a: { name: 'a', self: '[circular]' },
      list: [{ self: '[circular]' }, '[circular]'],
      twice: [{ n: 1 }, { n: 1 }],
    });
  });

  test('for getters, toJSON, proxies and iterators that throw', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const fields = {
      getter: { get bad() { return throwing(); }, good: 1 },
      json: { toJSON: throwing },
      proxy: new Proxy({}, { ownKeys: throwing }),
      revoked: revoked.proxy,
      map: Object.assign(new Map(), { [Symbol.iterator]: throwing }),
      error: Object.defineProperty(new Error('x'), 'message', { get: throwing }),
    };

    expect(line(fields)).toMatchObject({ getter: { bad: '[unreadable]', good: 1 }, json: '[unreadable]', proxy: '[unreadable]' });
  });

  test('for what JSON does not have', () => {
    const fields = { big: 12n, nan: NaN, infinite: [-Infinity], none: undefined, fn: throwing, symbol: Symbol('s'), regexp: /a/, set: new Set([1]) };

    expect(line(fields)).toMatchObject({ big: '12', nan: 'NaN', infinite: ['-Infinity'], regexp: '/a/', set: [1], msg: 'm' });
  });

  test('for properties of prototypes, and leaves the prototype alone', () => {
    const shown = line(JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"a":{"__proto__":{"x":1}}}'));

    expect(JSON.stringify(shown)).toContain('polluted');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test.each([null, undefined, 'text', 7, Symbol('s'), () => 1, [1, 2]])('for fields that are none: %p', (fields) => {
    expect(line(fields)).toMatchObject({ msg: 'm' });
  });

  test('for an error in the place of the fields', () => {
    expect(line(new Error('broken'))).toMatchObject({ error: { message: 'broken' }, msg: 'm' });
  });

  test('for a message that is no text', () => {
    const { logger, lines } = captureLog();

    Reflect.apply(logger.info, logger, [{ a: 1 }, Object.create(null)]);

    expect(lines()[0]).toMatchObject({ a: 1 });
  });

  test('for huge strings, of which it shows the beginning and the length', () => {
    const words = 'word '.repeat(1_000_000);
    const { logger, text, lines } = captureLog();

    logger.info({ words, run: 'x'.repeat(5_000_000) }, words);

    expect(text[0]?.length).toBeLessThan(100_000);
    expect(lines()[0]).toMatchObject({
      words: expect.stringMatching(/^word word .*\[\d+ characters\]$/),
      run: expect.stringContaining('[5000000 characters]'),
    });
  });

  test('does not cut a secret where it could no longer be told', () => {
    const at = 2 * 16_384;
    const tail = `amqp://guest:${'s3cr3t'.repeat(20)}@host`;

    // What stands before is shorter when it is redacted: so the place of the cut is shown.
    const before = `password=${'x'.repeat(990)} `.repeat(32);

    for (const inside of [20, 40, 60]) {
      const { logger, text } = captureLog();
      logger.info({ text: `${before}${'w'.repeat(at - inside - before.length - 1)} ${tail} more` }, '');
      expect(text.join('')).not.toContain('s3cr3t');
    }
  });

  test('for very many and very deep values, of which it shows the first', () => {
    let deep: object = {};
    for (let depth = 0; depth < 10_000; depth += 1) deep = { deep };
    const { logger, text } = captureLog();

    logger.info({ deep, many: Array.from({ length: 1_000_000 }, (_, index) => index), strings: Array(1000).fill('x '.repeat(5000)) }, '');

    expect(text.join('').length).toBeLessThan(1_000_000);
    expect(text.join('')).toContain('[too deep]');
    expect(text.join('')).toMatch(/\[\d+ more\]/);
  });

  test('for any value', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, withNullPrototype: true, withObjectString: true, withBoxedValues: true }), (value) => {
      expect(line({ value })).toMatchObject({ msg: 'm' });
      expect(line(value)).toMatchObject({ level: 'info' });
    }));
  });
});
