import { describe, expect, test } from '@jest/globals';
import type { ProductInput } from '@kada-mandiya/http-contracts/product-service';
import { bodyOf, edit, etagOf, newCategory, newProduct, replacing, toProductChanged, type ProductChange, type ProductState } from '../src/product.ts';

const [productId, categoryId, otherCategory] = ['e25a5fd5-0245-4a9f-b60d-4fa2e1b9661e', '12644bd1-bd29-4b37-ac06-25fb49b32ae3', 'a1e7d83c-296c-47db-848b-05aeb7daba94'];
const created = new Date('2026-03-02T04:46:55.213Z');
const now = new Date('2026-03-10T05:12:44.018Z');
const tea: ProductState = newProduct({ sku: 'TEA-BOPF-400G', name: 'Ceylon Black Tea', description: 'For tea with milk.', categoryId, amount: 86_000, currency: 'LKR' }, { productId, now: created });

describe('a new product', () => {
  test('is active, at its first revision', () => {
    expect(tea).toEqual({
      productId, revision: 1, sku: 'TEA-BOPF-400G', name: 'Ceylon Black Tea', description: 'For tea with milk.', categoryId, amount: 86_000, currency: 'LKR',
      status: 'ACTIVE', createdAt: created.toISOString(), updatedAt: created.toISOString(),
    });
  });

  test('needs no description, nor does a category', () => {
    expect(newProduct({ sku: 'TEA', name: 'Tea', categoryId, amount: 1, currency: 'LKR' }, { productId, now }).description).toBeNull();
    expect(newCategory({ slug: 'tea', name: 'Tea' }, { categoryId, now })).toEqual({ categoryId, revision: 1, slug: 'tea', name: 'Tea', description: null, status: 'ACTIVE', createdAt: now.toISOString(), updatedAt: now.toISOString() });
  });
});

describe('an edit', () => {
  const changes: [string, ProductChange & { status?: 'ARCHIVED' }, Partial<ProductState>][] = [
    ['the price', { amount: 89_000 }, { amount: 89_000 }],
    ['several fields', { name: 'Tea', sku: 'TEA' }, { name: 'Tea', sku: 'TEA' }],
    ['the category', { categoryId: otherCategory }, { categoryId: otherCategory }],
    ['no description any more', { description: null }, { description: null }],
    ['one field of two', { amount: 86_000, currency: 'USD' }, { currency: 'USD' }],
    ['archived', { status: 'ARCHIVED' }, { status: 'ARCHIVED' }],
    ['replaced, without a description', replacing<ProductInput>({ sku: 'T', name: 'T', categoryId, amount: 1, currency: 'USD' }), { sku: 'T', name: 'T', amount: 1, currency: 'USD', description: null }],
  ];
  test.each(changes)('%s: the next revision', (_what, change, different) => {
    expect(edit(tea, change, { ifMatch: '"1"', now })).toEqual({ kind: 'changed', state: { ...tea, ...different, revision: 2, updatedAt: now.toISOString() } });
  });

  test.each([[{}], [{ amount: 86_000 }], [replacing<ProductInput>({ sku: tea.sku, name: tea.name, description: 'For tea with milk.', categoryId, amount: tea.amount, currency: 'LKR' })]])('of nothing, %j, is none', (change) => {
    expect(edit(tea, change, { ifMatch: '"1"', now })).toEqual({ kind: 'unchanged', state: tea });
  });

  const archived: ProductState = { ...tea, revision: 7, status: 'ARCHIVED' };
  test.each([
    ['"2"', tea, { kind: 'stale', revision: 1 }],
    ['"10"', tea, { kind: 'stale', revision: 1 }],
    ['1', tea, { kind: 'stale', revision: 1 }],
    ['"6"', archived, { kind: 'stale', revision: 7 }],
    ['"7"', archived, { kind: 'archived' }],
  ])('meant for %s is refused', (ifMatch, state, refusal) => {
    expect(edit(state, { amount: 1 }, { ifMatch, now })).toEqual(refusal);
  });

  test('of what is archived is refused even where nothing would change', () => {
    expect(edit(archived, { status: 'ARCHIVED' }, { ifMatch: '"7"', now })).toEqual({ kind: 'archived' });
  });
});

test('outside, a description that is not there is left out, and the event has no times', () => {
  expect(bodyOf({ ...tea, description: null })).not.toHaveProperty('description');
  expect(bodyOf(tea)).toEqual(tea);
  const { createdAt: _, updatedAt: __, ...told } = tea;
  expect(toProductChanged(tea)).toEqual(told);
  expect(toProductChanged({ ...tea, description: null })).not.toHaveProperty('description');
  expect(etagOf(tea)).toBe('"1"');
});
