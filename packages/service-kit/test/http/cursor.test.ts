import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cursorOf, pageOf, positionOf, type CursorScope } from '../../src/http/cursor.ts';

// UTF-8 cannot hold half a surrogate pair; a database does not either.
const text = fc.string({ unit: 'binary', maxLength: 80 });
const scope = fc.array(fc.oneof(text, fc.constantFrom(null, undefined)), { maxLength: 4 });
const position = fc.array(text, { maxLength: 3 });

describe('a cursor', () => {
  test('gives back its position, whatever stands in it, in characters that need no escape', () => {
    fc.assert(
      fc.property(scope, position, (where, at) => {
        const cursor = cursorOf(where, at);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(positionOf(where, cursor)).toEqual(at);
      }),
    );
  });

  test('has no position once a character was changed, added or taken away', () => {
    const cursor = cursorOf(['products', 'tea'], ['CEYLON', 'e25a5fd5']);
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    const altered = Array.from(cursor, (_, index) => [
      cursor.slice(0, index) + cursor.slice(index + 1),
      ...letters.flatMap((letter) => [cursor.slice(0, index) + letter + cursor.slice(index), cursor.slice(0, index) + letter + cursor.slice(index + 1)]),
    ]).flat();
    for (const one of altered) if (one !== cursor) expect([one, positionOf(['products', 'tea'], one)]).toEqual([one, undefined]);
  });

  test('is good for its own list and filters only', () => {
    const cursor = cursorOf(['products', 'tea', undefined], ['CEYLON', 'e25a5fd5']);
    const others: readonly CursorScope[] = [['products', 'te', 'a'], ['products', undefined, 'tea'], ['products', 'tea'], ['categories', 'tea', undefined], []];
    expect(others.map((other) => positionOf(other, cursor))).toEqual(others.map(() => undefined));
    expect(positionOf(['products', 'tea', undefined], cursor)).toEqual(['CEYLON', 'e25a5fd5']);
  });

  test.each(['', 'A', 'AAAA', 'AAAAAAAAAAAA', 'eyJhZnRlciI6IkNleWxvbiBDaW5uYW1vbiBRdWlsbHMgMTAwIGcifQ', '%00', 'a b', '=='])('%p is none', (garbage) => {
    expect(positionOf(['products'], garbage)).toBeUndefined();
  });

  test('stands on a page that another follows, and on no other', () => {
    const page = (count: number): unknown => {
      const rows = Array.from({ length: count }, (_, index) => String(index));
      return pageOf(rows, { limit: 2, scope: ['rows'], position: (row) => [row] });
    };
    expect(page(0)).toEqual({ items: [], nextCursor: null });
    expect(page(2)).toEqual({ items: ['0', '1'], nextCursor: null });
    expect(page(3)).toEqual({ items: ['0', '1'], nextCursor: cursorOf(['rows'], ['1']) });
  });
});
