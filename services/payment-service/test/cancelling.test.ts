import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrderCreatedV1Data } from '@kada-mandiya/event-contracts';
import { randomUUID } from 'node:crypto';
import { cancellationOf, newOrder, startPayments, stripeEvent, type Payments } from './payments.ts';

let payments: Payments;
beforeAll(async () => {
  payments = await startPayments();
});
afterAll(() => payments.stop());

async function intentsOf({ orderId }: OrderCreatedV1Data): Promise<readonly { readonly id: string; readonly status: string }[]> {
  const { data } = await payments.stripe.paymentIntents.list({ limit: 100 });
  return data.filter(({ metadata }) => metadata.orderId === orderId);
}

async function refundsOf(intentId: string): Promise<readonly number[]> {
  return (await payments.stripe.refunds.list({ payment_intent: intentId })).data.map(({ amount }) => amount);
}

function resultsOf({ orderId }: OrderCreatedV1Data): readonly string[] {
  const { service } = payments;
  return [...service.published('payment.succeeded'), ...service.published('payment.failed')].filter(({ data }) => data.orderId === orderId).map(({ eventType }) => eventType);
}

/** An order whose intent was made, and told of. */
async function placed(): Promise<{ readonly order: OrderCreatedV1Data; readonly intentId: string }> {
  const order = newOrder();
  await payments.service.receive('order.created', order);
  const { data } = await payments.service.seen('payment.intent.created', (event) => event.data.orderId === order.orderId);
  return { order, intentId: data.paymentIntentId };
}

describe('order.cancelled', () => {
  test('cancels an open intent, which is no failure', async () => {
    const { order } = await placed();
    expect(await payments.service.receive('order.cancelled', cancellationOf(order))).toBe('applied');
    await payments.settled();

    expect(await intentsOf(order)).toMatchObject([{ status: 'canceled' }]);
    const shown = await payments.shown(order);
    expect(shown).toMatchObject({ status: 'CANCELLED' });
    expect(shown).not.toHaveProperty('clientSecret');
    expect(resultsOf(order)).toEqual([]);
  });

  test('after a decline cancels the intent, so that no other card is tried', async () => {
    const { order } = await placed();
    await payments.pay(order, 'pm_card_chargeDeclined');
    await payments.service.seen('payment.failed', ({ data }) => data.orderId === order.orderId);
    await payments.service.receive('order.cancelled', cancellationOf(order));

    expect(await intentsOf(order)).toMatchObject([{ status: 'canceled' }]);
    expect(await payments.shown(order)).toMatchObject({ status: 'CANCELLED' });
  });

  test('before order.created: no intent is ever made', async () => {
    const order = newOrder();
    expect(await payments.service.receive('order.cancelled', cancellationOf(order))).toBe('applied');
    expect(await payments.service.receive('order.created', order)).toBe('applied');
    await payments.settled();

    expect(await intentsOf(order)).toEqual([]);
    expect(await payments.shown(order)).toBeUndefined();
    expect(payments.service.published('payment.intent.created').filter(({ data }) => data.orderId === order.orderId)).toEqual([]);
  });

  test('while Stripe makes the intent: it is cancelled, and nobody gets to know its secret', async () => {
    const order = newOrder();
    const { promise: cancelled, resolve } = Promise.withResolvers<undefined>();
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<undefined>();
    payments.interfere(async ({ path, method }) => {
      if (method !== 'POST' || path !== '/v1/payment_intents') return undefined;
      isAsked(undefined);
      return cancelled;
    });
    const created = payments.service.receive('order.created', order);
    await asked;
    expect(await payments.service.receive('order.cancelled', cancellationOf(order))).toBe('applied');
    resolve(undefined);
    expect(await created).toBe('applied');
    payments.interfere(undefined);
    await payments.settled();

    expect(await intentsOf(order)).toMatchObject([{ status: 'canceled' }]);
    expect(await payments.shown(order)).toMatchObject({ status: 'CANCELLED' });
    expect(payments.service.published('payment.intent.created').filter(({ data }) => data.orderId === order.orderId)).toEqual([]);
    expect(resultsOf(order)).toEqual([]);
  });

  test('after the payment: it goes back in full', async () => {
    const { order, intentId } = await placed();
    await payments.pay(order);
    await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId);
    await payments.service.receive('order.cancelled', cancellationOf(order));
    await payments.settled();

    expect(await refundsOf(intentId)).toEqual([order.amount]);
    expect(await payments.shown(order)).toMatchObject({ status: 'REFUNDED' });
    expect(resultsOf(order)).toEqual(['payment.succeeded']);
  });

  test('after a payment whose webhook is still on its way: it goes back, and nobody is told that it came', async () => {
    const { order, intentId } = await placed();
    payments.sandbox.deliverTo('http://127.0.0.1:9/nobody');
    await payments.pay(order);
    expect(await payments.service.receive('order.cancelled', cancellationOf(order))).toBe('applied');
    expect(await payments.shown(order)).toMatchObject({ status: 'REFUNDED' });
    payments.sandbox.deliverTo(`${payments.service.url}/webhooks/stripe`);
    await payments.send(stripeEvent('payment_intent.succeeded', { id: intentId, amount_received: order.amount, currency: 'lkr', status: 'succeeded', metadata: { orderId: order.orderId, userId: order.userId } }));
    await payments.settled();

    expect(await refundsOf(intentId)).toEqual([order.amount]);
    expect(resultsOf(order)).toEqual([]);
  });

  test('while the bank is at work: the payment goes back once it comes', async () => {
    const { order, intentId } = await placed();
    const about = { id: intentId, currency: 'lkr', metadata: { orderId: order.orderId, userId: order.userId } };
    await payments.send(stripeEvent('payment_intent.processing', { ...about, amount_received: 0, status: 'processing' }));
    await payments.service.receive('order.cancelled', cancellationOf(order));
    expect(await payments.shown(order)).toMatchObject({ status: 'PROCESSING' });
    await payments.pay(order);
    await payments.settled();

    expect(await payments.shown(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await refundsOf(intentId)).toEqual([order.amount]);
    expect(resultsOf(order)).toEqual([]);
  });

  test('while the bank is at work, and then a decline: the intent is cancelled', async () => {
    const { order, intentId } = await placed();
    const about = { id: intentId, currency: 'lkr', metadata: { orderId: order.orderId, userId: order.userId } };
    await payments.send(stripeEvent('payment_intent.processing', { ...about, amount_received: 0, status: 'processing' }));
    await payments.service.receive('order.cancelled', cancellationOf(order));
    await payments.pay(order, 'pm_card_chargeDeclined');
    await payments.settled();

    expect(await intentsOf(order)).toMatchObject([{ status: 'canceled' }]);
    expect(await payments.shown(order)).toMatchObject({ status: 'CANCELLED' });
    expect(resultsOf(order)).toEqual([]);
  });

  test('while Stripe is down fails, is told again, and works then', async () => {
    const { order } = await placed();
    payments.interfere(() => 'refuse');
    const eventId = randomUUID();
    expect(await payments.service.receive('order.cancelled', cancellationOf(order), { eventId })).toBe('failed');
    expect(await payments.shown(order)).not.toHaveProperty('clientSecret');
    payments.interfere(undefined);
    for (let times = 2; (await payments.service.endingsOf(eventId, times)).at(-1) === 'failed'; ) times += 1;

    expect(await payments.shown(order)).toMatchObject({ status: 'CANCELLED' });
  });

  test('of which the answer to the refund was lost: one refund', async () => {
    const { order, intentId } = await placed();
    await payments.pay(order);
    await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId);
    let isLost = false;
    payments.interfere(({ path }) => {
      if (path !== '/v1/refunds' || isLost) return undefined;
      isLost = true;
      return 'lose-answer';
    });
    expect(await payments.service.receive('order.cancelled', cancellationOf(order))).toBe('applied');
    payments.interfere(undefined);

    expect(isLost).toBe(true);
    expect(await refundsOf(intentId)).toEqual([order.amount]);
  });

  test('of a payment that was refunded by hand before: that counts', async () => {
    const { order, intentId } = await placed();
    await payments.pay(order);
    await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId);
    await payments.stripe.refunds.create({ payment_intent: intentId });
    expect(await payments.service.receive('order.cancelled', cancellationOf(order))).toBe('applied');

    expect(await payments.shown(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await refundsOf(intentId)).toEqual([order.amount]);
  });

  test('and order.created and the payment, each three times, shuffled: nothing stays open or taken', async () => {
    const orders = Array.from({ length: 8 }, () => newOrder());
    const told = orders.flatMap((order) => {
      const [created, cancelled] = [randomUUID(), randomUUID()];
      return [
        ...Array.from({ length: 3 }, () => ({ id: created, tell: () => payments.service.publish('order.created', order, { eventId: created }) })),
        ...Array.from({ length: 3 }, () => ({ id: cancelled, tell: () => payments.service.publish('order.cancelled', cancellationOf(order), { eventId: cancelled }) })),
      ];
    });
    const shuffled = told.map((one) => ({ one, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
    await Promise.all(shuffled.map(({ tell }) => tell()));
    for (const { id } of shuffled) expect(await payments.service.endingsOf(id, 3)).toEqual(expect.arrayContaining(['applied', 'duplicate', 'duplicate']));
    await payments.settled();

    for (const order of orders) {
      expect((await intentsOf(order)).every(({ status }) => status === 'canceled')).toBe(true);
      expect(['CANCELLED', undefined]).toContain((await payments.shown(order))?.status);
      expect(resultsOf(order)).toEqual([]);
    }
  });
});
