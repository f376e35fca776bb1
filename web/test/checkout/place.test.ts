import { describe, expect, test } from '@jest/globals';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import { noAnswer, type Refusal } from '#api/problem.ts';
import type { Cart } from '#cart/cart.ts';
import { payPath, place, refusedBy, without } from '#checkout/place.ts';

const rice = 'd8ddb999-489b-40c2-87ad-75fda51437ce';
const dhal = 'f763449e-8b94-491b-a42f-effd8578f3f1';
const cart: Cart = [
  { productId: rice, quantity: 1 },
  { productId: dhal, quantity: 2 },
];
const key = '6baff168-e56f-4c21-ac73-9537fb409545';
const order: Order = {
  orderId: '23b5222d-452c-4bab-a3db-622e20c87508',
  userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065',
  status: 'PENDING_PAYMENT',
  items: [{ productId: rice, name: 'Red Raw Rice 5 kg', unitAmount: 145_000, quantity: 1, amount: 145_000 }],
  amount: 145_000,
  currency: 'LKR',
  createdAt: '2026-03-14T08:15:27.310Z',
  updatedAt: '2026-03-14T08:15:27.310Z',
};
const refusal = (code: string, fields: Refusal['fields'] = {}): Refusal => ({ message: `The service says ${code}.`, fields, code });

describe('placing an order', () => {
  test('sends what and how many under the key of the form, and no price', async () => {
    const sent: unknown[] = [];
    const placed = await place({ cart, key, post: (...request) => (sent.push(request), Promise.resolve({ data: order })) });
    expect(placed).toEqual({ order });
    expect(sent).toEqual([[{ items: [{ productId: rice, quantity: 1 }, { productId: dhal, quantity: 2 }] }, key]]);
  });

  test('waits for the first request where the form was sent twice, and has its order', async () => {
    const answers = [{ refusal: refusal('idempotency-key-in-use') }, { refusal: refusal('idempotency-key-in-use') }, { data: order }];
    const waited: number[] = [];
    const keys = new Set<string>();
    const placed = await place({
      cart,
      key,
      post: (_, used) => (keys.add(used), Promise.resolve(answers.shift() ?? { data: order })),
      wait: (ms) => (waited.push(ms), Promise.resolve()),
    });
    expect([placed, waited, [...keys]]).toEqual([{ order }, [100, 200], [key]]);
  });

  test('does not wait for ever', async () => {
    let attempts = 0;
    const placed = await place({ cart, key, post: () => ((attempts += 1), Promise.resolve({ refusal: refusal('idempotency-key-in-use') })), wait: () => Promise.resolve() });
    expect(placed).toMatchObject({ refused: { key, message: expect.stringContaining('placed already') } });
    expect(attempts).toBe(6);
  });
});

describe('a refusal', () => {
  test.each<[string, Refusal, { message: RegExp; lines: Record<string, string> }]>([
    ['names the line that is no longer sold', refusal('product-unavailable', { 'items/1/productId': 'is no longer sold' }), { message: /no longer sold\. Take it out/, lines: { [dhal]: 'This is no longer sold.' } }],
    ['names the line that nobody knows', refusal('product-unknown', { 'items/0/productId': 'names no product' }), { message: /not known here/, lines: { [rice]: 'This names no product.' } }],
    ['of the quantity stands at its line', refusal('request-invalid', { 'items/1/quantity': 'must be at most 99' }), { message: /The service says/, lines: { [dhal]: 'This must be at most 99.' } }],
    ['of the total has the words of the service', refusal('amount-out-of-range'), { message: /The service says amount-out-of-range/, lines: {} }],
    ['of several currencies says what to do', refusal('currency-mixed'), { message: /one currency at a time/, lines: {} }],
    ['of a line that is not there stands at none', refusal('product-unavailable', { 'items/7/productId': 'is no longer sold', items: 'is wrong' }), { message: /no longer sold/, lines: {} }],
    ['for want of an answer says so', noAnswer, { message: /does not answer/, lines: {} }],
  ])('%s, and the next attempt has the same key', (_, refused, { message, lines }) => {
    expect(refusedBy(refused, cart, key)).toEqual({ message: expect.stringMatching(message), lines, key });
  });

  test('of the key itself gives the next attempt another', () => {
    const { key: next, message } = refusedBy(refusal('idempotency-key-reused', {}), cart, key);
    expect(next).toMatch(/^[0-9a-f-]{36}$/);
    expect(next).not.toBe(key);
    expect(message).toMatch(/out of date/);
  });
});

test.each<[string, Cart, Cart]>([
  ['nothing', cart, []],
  ['a line that came in meanwhile', [...cart, { productId: order.orderId, quantity: 3 }], [{ productId: order.orderId, quantity: 3 }]],
  ['pieces that came in meanwhile', [{ productId: dhal, quantity: 5 }], [{ productId: dhal, quantity: 3 }]],
  ['nothing where less is left than was ordered', [{ productId: dhal, quantity: 1 }], []],
])('of the cart stays %s', (_, now, left) => {
  expect(without(now, cart)).toEqual(left);
});

test.each([
  ['145000', ''],
  ['', ''],
  ['144000', '?seen=144000'],
  ['-1', ''],
  ['1e9', ''],
  ['99999999999', ''],
])('who saw %j is told on the payment page where it is another amount now', (seen, query) => {
  expect(payPath(order, seen)).toBe(`/orders/${order.orderId}/pay${query}`);
});
