import { describe, expect, test } from '@jest/globals';
import type { Product } from '@kada-mandiya/http-contracts/product-service';
import { billOf, type Bill } from '../src/cart/bill.ts';

const ids = { tea: 'e25a5fd5-0245-4a9f-b60d-4fa2e1b9661e', rice: 'd8ddb999-489b-40c2-87ad-75fda51437ce', box: 'c59aa460-eb09-4d97-91da-847468818ab0' };

function product(productId: string, rest: Partial<Product>): Product {
  const moment = '2026-03-02T04:46:55.213Z';
  return { productId, revision: 1, sku: 'SKU-1', name: 'Thing', categoryId: ids.tea, amount: 100, currency: 'LKR', status: 'ACTIVE', createdAt: moment, updatedAt: moment, ...rest };
}

function bill(products: readonly Product[], lines: Readonly<Record<string, number>>): Bill {
  const cart = Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity }));
  return billOf(cart, new Map(products.map((one) => [one.productId, one])));
}

const tea = product(ids.tea, { amount: 89_000 });
const rice = product(ids.rice, { amount: 145_050 });
const box = product(ids.box, { amount: 2_450, currency: 'USD' });

describe('the bill of a cart', () => {
  test('adds up today’s prices', () => {
    expect(bill([tea, rice], { [ids.tea]: 2, [ids.rice]: 3 })).toMatchObject({
      lines: [{ kind: 'sold', total: { amount: 178_000, currency: 'LKR' } }, { kind: 'sold', total: { amount: 435_150, currency: 'LKR' } }],
      totals: [{ amount: 613_150, currency: 'LKR' }],
      pieces: 5,
      obstacle: undefined,
    });
  });

  test('has a total for each currency, and cannot be ordered with two', () => {
    expect(bill([tea, box, rice], { [ids.tea]: 1, [ids.box]: 2, [ids.rice]: 1 })).toMatchObject({
      totals: [{ amount: 234_050, currency: 'LKR' }, { amount: 4_900, currency: 'USD' }],
      pieces: 4,
      obstacle: 'mixed-currencies',
    });
  });

  test.each<[string, readonly Product[]]>([
    ['archived', [tea, { ...rice, status: 'ARCHIVED' }]],
    ['unknown', [tea]],
  ])('leaves out what is %s, and cannot be ordered with it', (_case, products) => {
    expect(bill(products, { [ids.tea]: 1, [ids.rice]: 9 })).toMatchObject({
      lines: [{ kind: 'sold' }, { kind: 'gone', productId: ids.rice }],
      totals: [{ amount: 89_000, currency: 'LKR' }],
      pieces: 1,
      obstacle: 'gone',
    });
  });

  test('of nothing that is sold says so', () => {
    expect(bill([], { [ids.tea]: 1 })).toMatchObject({ totals: [], pieces: 0, obstacle: 'nothing-sold' });
  });
});
