import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Order, OrderStatus } from '@kada-mandiya/http-contracts/order-service';
import fc from 'fast-check';
import { intentOf, newCustomer, orderOf, paymentOf, placeOrder, startShop, toldOf, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

const happenings = ['intent', 'succeeded', 'failed', 'given-up'] as const;
type Happening = (typeof happenings)[number];

/** Tells order-service of it, and gives the event's id. */
async function tell(order: Order, happening: Happening, eventId: string = randomUUID()): Promise<string> {
  const payment = paymentOf(order);
  if (happening === 'intent') await shop.publish('payment.intent.created', payment.intent, { eventId });
  else if (happening === 'succeeded') await shop.publish('payment.succeeded', payment.succeeded, { eventId });
  else await shop.publish('payment.failed', payment.failed(happening === 'failed'), { eventId });
  return eventId;
}

async function inOrder(order: Order, ...all: readonly Happening[]): Promise<void> {
  for (const happening of all) expect(await shop.endingsOf(await tell(order, happening))).toEqual(['applied']);
}

describe('events of a payment', () => {
  test.each<[readonly Happening[], OrderStatus, readonly string[]]>([
    [['intent'], 'PENDING_PAYMENT', []],
    [['intent', 'succeeded'], 'PAID', ['order.paid']],
    [['succeeded', 'intent'], 'PAID', ['order.paid']],
    [['succeeded'], 'PAID', ['order.paid']],
    [['intent', 'failed'], 'PAYMENT_FAILED', []],
    [['failed', 'intent'], 'PAYMENT_FAILED', []],
    [['failed', 'failed', 'succeeded'], 'PAID', ['order.paid']],
    [['succeeded', 'failed'], 'PAID', ['order.paid']],
    [['succeeded', 'given-up'], 'PAID', ['order.paid']],
    [['succeeded', 'succeeded'], 'PAID', ['order.paid']],
    [['intent', 'given-up'], 'CANCELLED', ['order.cancelled']],
    [['failed', 'given-up', 'given-up'], 'CANCELLED', ['order.cancelled']],
    [['given-up', 'succeeded'], 'CANCELLED', ['order.cancelled']],
  ])('%j: %s', async (all, status, told) => {
    const customer = newCustomer();
    const order = await placeOrder(shop, customer);
    await inOrder(order, ...all);
    expect(await orderOf(shop, customer, order)).toMatchObject({ status, paymentIntentId: intentOf(order) });
    expect(await toldOf(shop, order)).toEqual(['order.created', ...told]);
  });

  test('make order.paid, with all that a confirmation says, under the correlation id of the order', async () => {
    const customer = newCustomer();
    const order = await placeOrder(shop, customer);
    const created = await shop.seen('order.created', ({ data }) => data.orderId === order.orderId);
    await inOrder(order, 'succeeded');
    const { orderId, userId, amount, currency, items } = order;
    expect(await shop.seen('order.paid', ({ data }) => data.orderId === orderId)).toMatchObject({ correlationId: created.correlationId, data: { orderId, userId, amount, currency, items, paymentIntentId: intentOf(order) } });
    const paid = await orderOf(shop, customer, order);
    expect(paid.paidAt).toBe(paid.updatedAt);
    expect(shop.logs).toContainEqual({ level: 'info', fields: { orderId, from: 'PENDING_PAYMENT', to: 'PAID', because: 'payment-succeeded' }, message: 'an order moved on' });
  });

  test('make order.cancelled where the payment is given up', async () => {
    const customer = newCustomer();
    const order = await placeOrder(shop, customer);
    await inOrder(order, 'given-up');
    const { orderId, userId, amount, currency } = order;
    expect((await shop.seen('order.cancelled', ({ data }) => data.orderId === orderId)).data).toEqual({ orderId, userId, amount, currency, reason: 'payment-failed' });
    expect(await orderOf(shop, customer, order)).toMatchObject({ status: 'CANCELLED', cancellationReason: 'payment-failed' });
  });

  test('that come to a cancelled order leave it cancelled', async () => {
    const customer = newCustomer();
    const order = await placeOrder(shop, customer);
    await shop.client.call('cancelMyOrder', { params: order }, customer);
    await inOrder(order, 'intent', 'succeeded', 'failed', 'given-up');
    const after = await orderOf(shop, customer, order);
    expect(after).toMatchObject({ status: 'CANCELLED', cancellationReason: 'customer-request', paymentIntentId: intentOf(order) });
    expect(after).not.toHaveProperty('paidAt');
    expect(await toldOf(shop, order)).toEqual(['order.created', 'order.cancelled']);
  });

  test('of another amount, another currency or no order fail, and change nothing', async () => {
    const customer = newCustomer();
    const order = await placeOrder(shop, customer);
    const { succeeded, intent, failed } = paymentOf(order);
    expect(await shop.receive('payment.succeeded', { ...succeeded, amount: order.amount - 1 })).toBe('failed');
    expect(await shop.receive('payment.succeeded', { ...succeeded, currency: 'USD' })).toBe('failed');
    expect(await shop.receive('payment.intent.created', { ...intent, amount: order.amount + 1 })).toBe('failed');
    expect(await shop.receive('payment.failed', { ...failed(false), amount: 1 })).toBe('failed');
    expect(await shop.receive('payment.succeeded', { ...succeeded, orderId: randomUUID() })).toBe('failed');
    expect(await orderOf(shop, customer, order)).toEqual(order);
    expect(await toldOf(shop, order)).toEqual(['order.created']);
    // And the next good one is applied.
    await inOrder(order, 'succeeded');
  });

  test('three times each, shuffled, end as the first of each would: at most one order.paid or order.cancelled', async () => {
    const delivery = fc
      .subarray([...happenings], { minLength: 1 })
      .chain((all) => fc.shuffledSubarray(all.flatMap((happening) => [happening, happening, happening]), { minLength: all.length * 3 }));
    await fc.assert(
      fc.asyncProperty(delivery, fc.boolean(), async (all, cancels) => {
        const customer = newCustomer();
        const order = await placeOrder(shop, customer);
        if (cancels) await shop.client.call('cancelMyOrder', { params: order }, customer);
        const ids = Object.fromEntries(happenings.map((happening) => [happening, randomUUID()]));
        for (const happening of all) await tell(order, happening, ids[happening]);
        for (const happening of new Set(all)) expect((await shop.endingsOf(ids[happening] ?? '', 3)).toSorted()).toEqual(['applied', 'duplicate', 'duplicate']);

        const { status } = await orderOf(shop, customer, order);
        // Each key has a queue of its own: which of two keys comes first is not known, which results are possible is.
        const possible = new Set<OrderStatus>();
        if (cancels || all.includes('given-up')) possible.add('CANCELLED');
        if (!cancels && all.includes('succeeded')) possible.add('PAID');
        if (possible.size === 0) possible.add(all.includes('failed') ? 'PAYMENT_FAILED' : 'PENDING_PAYMENT');
        expect(possible).toContain(status);
        expect(await toldOf(shop, order)).toEqual(['order.created', ...(status === 'PAID' ? ['order.paid'] : status === 'CANCELLED' ? ['order.cancelled'] : [])]);
      }),
      { numRuns: 40 },
    );
  });
});
