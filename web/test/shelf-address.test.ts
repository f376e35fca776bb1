import { describe, expect, test } from '@jest/globals';
import { pagesAround, shelfAddress, shelfViewOf, type ShelfView } from '../src/catalogue/shelf-address.ts';
import type { SearchParameters } from '../src/paging/list-view.ts';

const start: ShelfView = { q: '', category: undefined, trail: [] };

/** What Next makes of an address. */
function parametersOf(address: string): SearchParameters {
  const query = new URL(address, 'http://shop').searchParams;
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).length > 1 ? query.getAll(name) : (query.get(name) ?? '')]));
}

describe('the address of a shelf', () => {
  test.each<[string, ShelfView]>([
    ['/products', start],
    ['/products?q=black+tea', { ...start, q: 'black tea' }],
    ['/products?category=spices', { ...start, category: 'spices' }],
    ['/products?q=50%25+%26+more&category=tea&cursor=A&cursor=B', { q: '50% & more', category: 'tea', trail: ['A', 'B'] }],
  ])('%s is read and written', (address, view) => {
    expect(shelfViewOf(parametersOf(address))).toEqual(view);
    expect(shelfAddress(view)).toBe(address);
  });

  test.each<[string, SearchParameters, Partial<ShelfView>]>([
    ['white space around the search', { q: '  tea ' }, { q: 'tea' }],
    ['a search that is longer than the API takes', { q: 'x'.repeat(300) }, { q: 'x'.repeat(100) }],
    ['two searches', { q: ['tea', 'rice'] }, { q: 'tea' }],
    ['an empty category', { category: '' }, { category: undefined }],
    ['cursors that can be none', { cursor: ['A', '', 'a b', 'B'] }, { trail: ['A', 'B'] }],
  ])('copes with %s', (_case, parameters, view) => {
    expect(shelfViewOf(parameters)).toEqual({ ...start, ...view });
  });
});

describe('the pages beside a page', () => {
  test.each<[string, ShelfView, string | null, string | undefined, string | undefined]>([
    ['none, of the only one', start, null, undefined, undefined],
    ['the next, of the first', { ...start, q: 'tea' }, 'A', undefined, '/products?q=tea&cursor=A'],
    ['the first and the next, of the second', { ...start, trail: ['A'] }, 'B', '/products', '/products?cursor=A&cursor=B'],
    ['the one before, of the last', { ...start, category: 'tea', trail: ['A', 'B'] }, null, '/products?category=tea&cursor=A', undefined],
  ])('are %s', (_case, view, nextCursor, previous, next) => {
    expect(pagesAround(view, nextCursor)).toEqual({ previous, next });
  });

  test('lead on however far one goes, in addresses that do not grow for ever', () => {
    let view = start;
    for (let page = 0; page < 200; page += 1) {
      const { next = '' } = pagesAround(view, `cursor-${page}`);
      view = shelfViewOf(parametersOf(next));
    }
    expect(view.trail.at(-1)).toBe('cursor-199');
    expect(view.trail.at(-2)).toBe('cursor-198');
    expect(shelfAddress(view).length).toBeLessThan(500);
  });
});
