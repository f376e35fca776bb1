import { describe, expect, test } from '@jest/globals';
import type { Product, ProductInput } from '@kada-mandiya/http-contracts/product-service';
import { categoryKind } from '#admin/category-kind.ts';
import { typedIn } from '#admin/form-state.ts';
import { productKind } from '#admin/product-kind.ts';
import { save } from '#admin/save.ts';

const categoryId = '12644bd1-bd29-4b37-ac06-25fb49b32ae3';
const product: Product = {
  productId: 'e25a5fd5-0245-4a9f-b60d-4fa2e1b9661e',
  revision: 2,
  sku: 'TEA-BOPF-400G',
  name: 'Ceylon Black Tea BOPF 400 g',
  categoryId,
  amount: 89_000,
  currency: 'LKR',
  status: 'ACTIVE',
  createdAt: '2026-03-02T04:15:00.000Z',
  updatedAt: '2026-03-02T04:15:00.000Z',
};
const typed = productKind.valuesOf(product);

describe('a product in a form', () => {
  test('stands there as people write it, and comes back as it was', () => {
    expect(typed).toEqual({ name: product.name, sku: product.sku, categoryId, amount: '890.00', currency: 'LKR', description: '' });
    expect(productKind.inputOf(typed)).toEqual({ input: { name: product.name, sku: product.sku, categoryId, amount: 89_000, currency: 'LKR' } });
  });

  test.each([
    ['1,450.00', 'LKR', 145_000],
    ['1450', 'LKR', 145_000],
    ['1,450.5', 'LKR', 145_050],
    ['1450', 'JPY', 1450],
    ['1.234', 'KWD', 1234],
  ])('%s %s is %d of the smallest unit', (amount, currency, expected) => {
    expect(productKind.inputOf({ ...typed, amount, currency })).toMatchObject({ input: { amount: expected } });
  });

  test.each([
    ['', 'LKR', 'amount'],
    ['0', 'LKR', 'amount'],
    ['-5', 'LKR', 'amount'],
    ['1450.123', 'LKR', 'amount'],
    ['14,50', 'LKR', 'amount'],
    ['1450.5', 'JPY', 'amount'],
    ['Rs 5', 'LKR', 'amount'],
    ['1e3', 'LKR', 'amount'],
    ['5', 'rupees', 'currency'],
    ['5', '', 'currency'],
  ])('%j %j is no price, and that stands at %s', (amount, currency, field) => {
    const read = productKind.inputOf({ ...typed, amount, currency });
    expect('faults' in read ? Object.keys(read.faults) : read).toEqual([field]);
  });

  test('what is typed is trimmed, with line breaks as the API has them', () => {
    const form = new FormData();
    form.set('name', '  Rice and Pulses ');
    form.set('description', 'One.\r\nTwo.');
    expect(categoryKind.inputOf(typedIn(categoryKind, form))).toEqual({ input: { name: 'Rice and Pulses', slug: '', description: 'One.\nTwo.' } });
  });
});

describe('saving', () => {
  const stale = { refusal: { code: 'revision-stale', message: 'It has changed.', fields: {} } };
  const never = (): Promise<never> => Promise.reject(new Error('was asked'));

  test('gives the thing as it is then', async () => {
    const sent: ProductInput[] = [];
    const send = (input: ProductInput): Promise<{ readonly data: Product }> => Promise.resolve({ data: { ...product, revision: sent.push(input) + 2 } });
    expect(await save({ kind: productKind, typed, send, present: never })).toEqual({ saved: { ...product, revision: 3 } });
    expect(sent).toMatchObject([{ amount: 89_000 }]);
  });

  test('sends nothing that cannot be said', async () => {
    const outcome = await save({ kind: productKind, typed: { ...typed, amount: 'much' }, send: never });
    expect(outcome).toMatchObject({ state: { values: { amount: 'much' }, refusal: { fields: { amount: expect.stringContaining('1,450.00') as unknown } } } });
  });

  test('says in the form’s words what was refused, and keeps what was typed', async () => {
    const refusal = { code: 'sku-taken', message: 'Another product has the SKU TEA-BOPF-400G.', fields: { sku: 'is taken' } };
    const outcome = await save({ kind: productKind, typed, send: () => Promise.resolve({ refusal }), present: never });
    expect(outcome).toEqual({ state: { values: typed, refusal: { ...refusal, fields: { sku: 'SKU is taken.' } } } });
  });

  test('where somebody was faster: says how it differs now, and is ready to be sent for that state', async () => {
    const other = '53217ed2-0b2c-45eb-b08d-0a1ebe1fcd4c';
    const outcome = await save({
      kind: productKind,
      typed: { ...typed, categoryId: other },
      send: () => Promise.resolve(stale),
      present: () => Promise.resolve({ data: { ...product, revision: 5, amount: 95_000, description: 'Brisk.' } }),
      nameOf: (field, value) => (field === 'categoryId' ? { [categoryId]: 'Tea', [other]: 'Household' }[value] ?? value : value),
    });
    const differences = [
      { label: 'Category', stored: 'Tea', typed: 'Household' },
      { label: 'Price', stored: '950.00', typed: '890.00' },
      { label: 'Description', stored: 'Brisk.', typed: '' },
    ];
    expect(outcome).toMatchObject({ state: { values: { categoryId: other, amount: '890.00' }, overtaken: { etag: '"5"', differences } } });
  });

  test('where somebody was faster, and what they made of it cannot be read: nothing is ready to be sent', async () => {
    const gone = { refusal: { message: 'No answer.', fields: {} } };
    const outcome = await save({ kind: productKind, typed, send: () => Promise.resolve(stale), present: () => Promise.resolve(gone) });
    expect(outcome).toMatchObject({ state: { values: typed } });
    expect(outcome).not.toHaveProperty('state.overtaken');
  });
});
