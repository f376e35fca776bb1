import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashOf, isInForce, largestAmount, place, smallestAmount, type PricedProduct } from '../src/placing.ts';

const [orderId, userId] = ['23b5222d-452c-4bab-a3db-622e20c87508', '88ac19b5-d8f5-431f-b2a2-058e41c73065'];
const now = new Date('2026-03-14T08:15:27.310Z');
const rice: PricedProduct = { productId: 'rice', name: 'Red Raw Rice 5 kg', amount: 145_000, currency: 'LKR', status: 'ACTIVE' };
const dhal: PricedProduct = { productId: 'dhal', name: 'Mysore Dhal 1 kg', amount: 38_000, currency: 'LKR', status: 'ACTIVE' };
const sweet: PricedProduct = { productId: 'sweet', name: 'Kithul Treacle', amount: 125_000, currency: 'LKR', status: 'ARCHIVED' };
const dear: PricedProduct = { productId: 'dear', name: 'Sapphire', amount: 99_999_999, currency: 'LKR', status: 'ACTIVE' };
const cheap: PricedProduct = { productId: 'cheap', name: 'Bag', amount: 100, currency: 'LKR', status: 'ACTIVE' };
const foreign: PricedProduct = { productId: 'foreign', name: 'Imported', amount: 500, currency: 'USD', status: 'ACTIVE' };
const products = [sweet, foreign, dear, cheap, dhal, rice];

const placed = (...items: [productId: string, quantity: number][]): ReturnType<typeof place> =>
  place({ orderId, userId, items: items.map(([productId, quantity]) => ({ productId, quantity })), products, now });

describe('placing', () => {
  test('prices the items from the copies, in their order', () => {
    expect(placed(['rice', 1], ['dhal', 2])).toEqual({
      kind: 'placed',
      order: {
        orderId, userId, status: 'PENDING_PAYMENT', amount: 221_000, currency: 'LKR', createdAt: now.toISOString(), updatedAt: now.toISOString(),
        items: [
          { productId: 'rice', name: 'Red Raw Rice 5 kg', unitAmount: 145_000, quantity: 1, amount: 145_000 },
          { productId: 'dhal', name: 'Mysore Dhal 1 kg', unitAmount: 38_000, quantity: 2, amount: 76_000 },
        ],
      },
    });
  });

  test.each<[[string, number][], string, number[]]>([
    [[['rice', 1], ['dhal', 1], ['rice', 1], ['rice', 2]], 'product-repeated', [2, 3]],
    [[['none', 1], ['none', 1]], 'product-repeated', [1]],
    [[['rice', 1], ['none', 1]], 'product-unknown', [1]],
    [[['none', 1], ['sweet', 1]], 'product-unknown', [0]],
    [[['rice', 1], ['sweet', 1]], 'product-unavailable', [1]],
    [[['rice', 1], ['foreign', 1], ['dhal', 1]], 'currency-mixed', [1]],
    [[['foreign', 1], ['rice', 1], ['dhal', 1]], 'currency-mixed', [1, 2]],
    [[['cheap', 99]], 'amount-too-small', []],
    [[['dear', 2]], 'amount-too-large', []],
    [[['dear', 1], ['cheap', 1]], 'amount-too-large', []],
  ])('%j is refused: %s, %j', (items, reason, places) => {
    expect(placed(...items)).toMatchObject({ kind: 'refused', reason, items: places });
  });

  test('takes what a card can pay, to the cent', () => {
    expect(placed(['dear', 1])).toMatchObject({ kind: 'placed', order: { amount: largestAmount } });
    const at = (amount: number, currency: string): string => place({ orderId, userId, items: [{ productId: 'cheap', quantity: 1 }], products: [{ ...cheap, amount, currency }], now }).kind;
    for (const currency of ['LKR', 'USD', 'EUR', 'HUF']) expect([at(smallestAmount(currency) - 1, currency), at(smallestAmount(currency), currency)]).toEqual(['refused', 'placed']);
    expect([smallestAmount('LKR'), smallestAmount('USD'), smallestAmount('XYZ')]).toEqual([15_000, 50, 1]);
  });

  test('adds up', () => {
    const stock = fc.uniqueArray(fc.record({ productId: fc.uuid(), name: fc.constant('x'), amount: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 99_999_999 })), currency: fc.constant('LKR'), status: fc.constant('ACTIVE' as const) }), { selector: ({ productId }) => productId, minLength: 1, maxLength: 50, size: 'max' });
    fc.assert(
      fc.property(stock, fc.infiniteStream(fc.integer({ min: 1, max: 99 })), (all, quantities) => {
        const items = all.map(({ productId }) => ({ productId, quantity: Number(quantities.next().value) }));
        const sum = all.reduce((total, { amount }, index) => total + BigInt(amount) * BigInt(items[index]?.quantity ?? 0), 0n);
        const result = place({ orderId, userId, items, products: all.toReversed(), now });
        if (result.kind === 'placed') {
          expect(BigInt(result.order.amount)).toBe(sum);
          expect(result.order.items.map(({ productId, quantity }) => ({ productId, quantity }))).toEqual(items);
          for (const { amount, unitAmount, quantity } of result.order.items) expect(amount).toBe(unitAmount * quantity);
        } else expect([result.reason, sum < 15_000n || sum > 99_999_999n]).toEqual([sum < 15_000n ? 'amount-too-small' : 'amount-too-large', true]);
      }),
    );
  });
});

describe('an idempotency key', () => {
  const placement = { userId, idempotencyKey: 'k', bodyHash: 'h', orderId, placedAt: now.toISOString() };
  test.each([[0, true], [86_399_999, true], [86_400_000, false], [-5_000, true]])('%i ms later is in force: %p', (ms, isIn) => {
    expect(isInForce(placement, new Date(now.getTime() + ms))).toBe(isIn);
  });

  test('goes with what the body says, not with how', () => {
    const hash = hashOf([{ productId: 'a', quantity: 1 }, { productId: 'b', quantity: 2 }]);
    expect(hash).toHaveLength(43);
    expect(hashOf([{ quantity: 1, productId: 'a' }, { quantity: 2, productId: 'b' }])).toBe(hash);
    const others = [[{ productId: 'b', quantity: 2 }, { productId: 'a', quantity: 1 }], [{ productId: 'a', quantity: 1 }], [{ productId: 'a', quantity: 2 }, { productId: 'b', quantity: 1 }], []];
    for (const other of others) expect(hashOf(other)).not.toBe(hash);
  });
});
