import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { folded, searchTextOf, sortKeyOf, wordsOf } from '../src/search.ts';

describe('words of a search', () => {
  test.each([
    ['tea', ['TEA']],
    ['  Black   tea ', ['BLACK', 'TEA']],
    ['tea\ttea TEA', ['TEA']],
    [' \n ', []],
    ['100%_[x]', ['100%_[X]']],
    ['Straße', ['STRASSE']],
    ['ගම්පෙරළිය තේ', ['ගම්පෙරළිය', 'තේ']],
    ['cafe\u0301', ['CAFÉ']],
  ])('%j', (query, words) => expect(wordsOf(query)).toEqual(words));

  test('are found in their own text, in any case and composition', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), fc.constantFrom('NFC' as const, 'NFD' as const), (name, form) => {
        const text = searchTextOf({ name, sku: 'SKU-1', description: null });
        for (const word of wordsOf(name.normalize(form).toUpperCase())) expect(text).toContain(word);
      }),
    );
  });

  test.each([['ΟΔΟΣ', 'οδός'.normalize('NFD').replaceAll('\u0301', '')], ['ΟΔΟΣ', 'οδοσ'], ['STRASSE', 'straße'], ['tea', 'TEA']])('%s and %s are the same but for their case', (one, other) => expect(folded(one)).toBe(folded(other)));

  test('cannot reach from one field into the next', () => {
    const text = searchTextOf({ name: 'Tea', sku: 'TEA-1', description: 'Bright' });
    expect(['TEA', 'TEA-1', 'BRIGHT'].every((word) => text.includes(word))).toBe(true);
    expect(text).not.toContain('TEATEA');
    expect(text).not.toContain('1BRIGHT');
  });
});

test('a sort key has at most 80 characters, none of them cut', () => {
  expect(sortKeyOf('ceylon Tea')).toBe('CEYLON TEA');
  expect(sortKeyOf('🫖'.repeat(160))).toBe('🫖'.repeat(80));
  expect(Array.from(sortKeyOf('ß'.repeat(160)))).toHaveLength(80);
});
