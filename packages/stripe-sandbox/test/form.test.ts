import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalForm, decodeForm, type FormNode } from '../src/form.ts';

type Plain = string | { readonly [name: string]: Plain };

const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => !/[[\]]/.test(text));
const { tree } = fc.letrec<{ tree: Plain }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  ),
}));
const form = fc.dictionary(name, tree, { maxKeys: 5 });

/** As Stripe's libraries write it: every part of a name in brackets, brackets encoded or not. */
function encode(value: Plain, path: string, encoded: boolean): string[] {
  if (typeof value === 'string') {
    const written = encodeURIComponent(path);
    return [`${encoded ? written : written.replaceAll('%5B', '[').replaceAll('%5D', ']')}=${encodeURIComponent(value)}`];
  }
  return Object.entries(value).flatMap(([key, below]) => encode(below, `${path}[${key}]`, encoded));
}

function plain(node: FormNode): unknown {
  return typeof node === 'string' ? node : Object.fromEntries([...node].map(([key, value]) => [key, plain(value)]));
}

describe('a form', () => {
  test('is decoded to what was encoded', () => {
    fc.assert(
      fc.property(form, fc.boolean(), (values, encoded) => {
        const text = Object.entries(values).flatMap(([key, value]) => encode(value, key, encoded)).join('&');
        expect(plain(decodeForm(text))).toEqual(plain(asNode(values)));
      }),
    );
  });

  test('never throws anything but a refusal, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ab[\]=&%+0]{0,40}$/)), (text) => {
        try {
          expect(decodeForm(text)).toBeInstanceOf(Map);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ApiError', status: 400 });
        }
      }),
    );
  });

  test('has one canonical text in whatever order its pairs come', () => {
    fc.assert(
      fc.property(form, (values) => {
        const pairs = Object.entries(values).flatMap(([key, value]) => encode(value, key, true));
        expect(canonicalForm(decodeForm(pairs.toReversed().join('&')))).toBe(canonicalForm(decodeForm(pairs.join('&'))));
      }),
    );
  });

  test('with other values has another canonical text', () => {
    const texts = ['a=1', 'a=2', 'b=1', 'a[b]=1', 'a[b][c]=1', 'a=1&b=1', 'a[0]=1', 'a=', ''];
    expect(new Set(texts.map((text) => canonicalForm(decodeForm(text)))).size).toBe(texts.length);
  });

  test.each([
    ['a+b=c+d', { 'a b': 'c d' }],
    ['a[]=x&a[]=y', { a: { 0: 'x', 1: 'y' } }],
    ['a[0][b]=x&a[1][b]=y', { a: { 0: { b: 'x' }, 1: { b: 'y' } } }],
    ['a=1&a=2', { a: '2' }],
    ['a[b]=', { a: { b: '' } }],
    ['metadata[__proto__]=x', { metadata: JSON.parse('{"__proto__":"x"}') as unknown }],
    ['a%5Bb%5D=%E0%B6%BB', { a: { b: 'ර' } }],
    ['', {}],
  ])('%s', (text, expected) => {
    expect(plain(decodeForm(text))).toEqual(expected);
  });

  test.each([
    ['a[=1'],
    ['a]=1'],
    ['[a]=1'],
    ['=1'],
    ['a[b]c=1'],
    ['a[[b]]=1'],
    ['a=1&a[b]=2'],
    ['a[b]=2&a=1'],
    [`a${'[b]'.repeat(8)}=1`],
    [Array.from({ length: 1001 }, (_, index) => `a${index}=1`).join('&')],
  ])('refuses %.20s', (text) => {
    expect(() => decodeForm(text)).toThrow(expect.objectContaining({ status: 400 }));
  });

  function asNode(value: Plain): FormNode {
    return typeof value === 'string' ? value : new Map(Object.entries(value).map(([key, below]) => [key, asNode(below)]));
  }
});
