import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventEnvelope } from '@kada-mandiya/contract';
import { serviceNames, type ServiceName } from '../../shop/parts.ts';
import { orderIs, payable, placeOrder, type Visitor } from '../../shop/visitor.ts';
import { buy, cancel, keysOf, notificationsOf, patienceMs, pay, paymentStatusOf, statusOf, toldOf, type Placed } from './purchases.ts';
import { publishAgain, putBack, takeAll, threeTimesShuffled, type TakenMessage } from './queued-events.ts';
import { startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';
import { until } from '../../shop/until.ts';

let stage: ShopUnderTest;
let url: string;

beforeAll(async () => {
  stage = await startShopUnderTest();
  ({ url } = stage.shop.surroundings.broker);
}, 60_000);

afterAll(() => stage.remove());

const ofPayments = ['payment.failed', 'payment.intent.created', 'payment.succeeded'].map((key) => `order-service.${key}`);

describe('a webhook before the intent is known to order-service', () => {
  test('pays the order; the intent that comes later changes nothing', async () => {
    const { productId } = await stage.addProduct();
    const customer = await stage.newCustomer();
    const [order, taken] = await paidUnheard(customer, productId, pay);
    await putBack(url, taken.filter(({ queue }) => queue.endsWith('payment.succeeded')));
    await stage.startService('order-service');
    await orderIs(customer, order.orderId, 'PAID', patienceMs);
    const appliedBefore = stage.consumed('order-service').applied;

    await putBack(url, taken.filter(({ queue }) => queue.endsWith('payment.intent.created')));
    await stage.settled();
    expect(stage.consumed('order-service').applied).toBe(appliedBefore + 1);
    expect(await statusOf(customer, order)).toBe('PAID');
    expect(keysOf(await stage.eventsOf(order)).filter((key) => key === 'order.paid')).toHaveLength(1);
    expect(await toldOf(customer, order)).toEqual(['order-paid LOGGED']);
  });
});

describe('events delivered three times and shuffled', () => {
  test.each([1, 2, 3])('lead to the same as once and in order (seed %i)', async (seed) => {
    const { productId } = await stage.addProduct();
    const customer = await stage.newCustomer();
    const [order, taken] = await paidUnheard(customer, productId, async (shop, visitor, placed) => {
      await pay(shop, visitor, placed, 'declined');
      await until('the failure is known', async () => (await paymentStatusOf(visitor, placed)) === 'FAILED');
      await pay(shop, visitor, placed);
    });
    expect(taken).toHaveLength(3);
    await putBack(url, threeTimesShuffled(taken, seed));
    await stage.startService('order-service');
    await until('all nine were consumed', () => stage.consumed('order-service').duplicates >= 6);
    await stage.settled();

    expect(await statusOf(customer, order)).toBe('PAID');
    const keys = ['order.created', 'payment.intent.created', 'payment.failed', 'payment.succeeded', 'order.paid'];
    expect(keysOf(await stage.eventsOf(order))).toEqual(keys);
    expect(await toldOf(customer, order)).toEqual(['order-paid LOGGED', 'payment-failed LOGGED']);
  });

  test.each([11, 12, 13])('change nothing of what has happened, whichever they are (seed %i)', async (seed) => {
    const { productId } = await stage.addProduct();
    const customer = await stage.newCustomer();
    const orders = [await buy(stage, customer, productId), await declinedOnly(customer, productId), await cancelled(customer, productId)];
    await stage.settled();
    const all = stage.events.slice();
    expect(new Set(keysOf(all)).size).toBe(9);
    const [before, consumedBefore] = [await picture(customer, orders), consumption()];

    await publishAgain(url, threeTimesShuffled(all, seed));
    await stage.settled();

    expect(await picture(customer, orders)).toEqual(before);
    expect(consumption().map(({ applied, failed }) => ({ applied, failed }))).toEqual(consumedBefore.map(({ applied, failed }) => ({ applied, failed })));
    expect(consumption().every(({ duplicates, isConsumer }, index) => !isConsumer || duplicates > (consumedBefore[index]?.duplicates ?? 0))).toBe(true);
    expect(ids(stage.events)).toEqual(ids(all));
    expect(stage.events).toHaveLength(all.length * 4);
  });
});

/** An order, placed and paid, of whose payment order-service has heard nothing; it is stopped, and here is what waits for it. */
async function paidUnheard(customer: Visitor, productId: string, paying: (stage: ShopUnderTest, visitor: Visitor, order: Placed) => Promise<void>): Promise<[Placed, readonly TakenMessage[]]> {
  await stage.stopService('payment-service');
  const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
  await stage.stopService('order-service');
  await stage.startService('payment-service');
  await payable(customer, order.orderId, patienceMs);
  await paying(stage, customer, order);
  await until('payment-service knows of it', async () => (await paymentStatusOf(customer, order)) === 'SUCCEEDED');
  await stage.settled();
  return [order, await takeAll(url, ofPayments)];
}

async function declinedOnly(customer: Visitor, productId: string): Promise<Placed> {
  const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
  await pay(stage, customer, order, 'declined');
  await orderIs(customer, order.orderId, 'PAYMENT_FAILED', patienceMs);
  return order;
}

async function cancelled(customer: Visitor, productId: string): Promise<Placed> {
  const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
  await cancel(customer, order);
  await until('its payment is settled', async () => (await paymentStatusOf(customer, order)) !== 'REQUIRES_PAYMENT');
  return order;
}

/** All that the customer can see of it. */
async function picture(customer: Visitor, orders: readonly Placed[]): Promise<unknown> {
  const told = await Promise.all(orders.map((order) => toldOf(customer, order)));
  return {
    orders: (await customer.api.GET('/orders')).data,
    payments: await Promise.all(orders.map(({ orderId }) => customer.api.GET('/payments/orders/{orderId}', { params: { path: { orderId } } }).then(({ data, error }) => data ?? error.status))),
    told,
    notifications: await notificationsOf(customer),
    profile: (await customer.api.GET('/users/me')).data,
    products: (await customer.api.GET('/products', { params: { query: { limit: 100 } } })).data,
  };
}

function consumption(): readonly { readonly applied: number; readonly duplicates: number; readonly failed: number; readonly isConsumer: boolean }[] {
  const consumers: readonly ServiceName[] = ['user-service', 'order-service', 'payment-service', 'notification-service'];
  return serviceNames.map((name) => ({ ...stage.consumed(name), isConsumer: consumers.includes(name) }));
}

function ids(events: readonly EventEnvelope[]): ReadonlySet<string> {
  return new Set(events.map(({ eventId }) => eventId));
}
