import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stableHash, stableHasher } from '../../src/output/stable-hash.ts';

test('equal data has equal hashes, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(stableHash(reversed(value))).toBe(stableHash(value));
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reversed(item)]));
}

test('different data has different hashes', () => {
  const values = [
    null, undefined, true, 'true', 1, '1', 0, -0, '', [], {}, new Map(), [[]], [null], [undefined], { a: undefined }, { a: null },
    { a: 1, b: 2 }, { a: 2, b: 1 }, new Map([['a', 1]]), { a: 1 }, new Map([[1, 1]]), new Map([['1', 1]]), [1, 2], [2, 1],
    ['a', 'b'], ['a,b'], ['a","b'], { 'a:1,b': 2 }, '#', 'x'.repeat(300), ['x'.repeat(300)], [['x'.repeat(300)]],
    JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 2}'),
  ];
  expect(new Set(values.map(stableHash)).size).toBe(values.length);
});

test('a hasher that has seen the parts finds the same hashes', () => {
  const shared = { text: 'x'.repeat(500) };
  const hasher = stableHasher();
  expect(hasher([shared, shared])).toBe(stableHash([{ ...shared }, { ...shared }]));
  expect(hasher({ shared })).toBe(stableHash({ shared }));
});

test.each([
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
  ['a class instance', new URL('http://a')],
  ['a set', new Set([1])],
])('%s is refused', (_name, value) => {
  expect(() => stableHash({ value })).toThrow('no plain data');
});

test('a cycle is refused', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = [cycle];
  expect(() => stableHash(cycle)).toThrow('a cycle');
});
