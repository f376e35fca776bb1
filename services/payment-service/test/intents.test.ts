import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryPlace } from '@kada-mandiya/database/testing';
import { topology } from '@kada-mandiya/event-contracts';
import { startTestBus } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { newOrder, startPayments, type Payments } from './payments.ts';

describe('order.created', () => {
  let payments: Payments;
  beforeAll(async () => {
    payments = await startPayments();
  });
  afterAll(() => payments.stop());

  test('makes an intent over the amount of the event, with the order and its user in the metadata', async () => {
    const order = newOrder({ amount: 157_000 });
    const correlationId = randomUUID();
    expect(await payments.service.receive('order.created', order, { correlationId })).toBe('applied');
    const told = await payments.service.seen('payment.intent.created', ({ data }) => data.orderId === order.orderId);
    const intent = await payments.stripe.paymentIntents.retrieve(told.data.paymentIntentId);

    expect(intent).toMatchObject({ amount: 157_000, currency: 'lkr', metadata: { orderId: order.orderId, userId: order.userId }, status: 'requires_payment_method' });
    expect(told.data).toEqual({ orderId: order.orderId, paymentIntentId: intent.id, clientSecret: intent.client_secret, amount: 157_000, currency: 'LKR' });
    expect(told.correlationId).toBe(correlationId);
    expect(await payments.shown(order)).toMatchObject({ paymentIntentId: intent.id, clientSecret: intent.client_secret, amount: 157_000, currency: 'LKR', status: 'REQUIRES_PAYMENT' });
  });

  test('three times, and once more under another id, at once: one intent, told of once', async () => {
    const orders = Array.from({ length: 5 }, () => newOrder());
    const told = orders.flatMap((order) => {
      const eventId = randomUUID();
      return [eventId, eventId, eventId, randomUUID()].map((id) => ({ order, id }));
    });
    const shuffled = told.map((one) => ({ one, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
    await Promise.all(shuffled.map(({ order, id }) => payments.service.publish('order.created', order, { eventId: id })));
    for (const { id } of told) await payments.service.endingsOf(id, told.filter((other) => other.id === id).length);
    await payments.settled();

    const intents = await payments.stripe.paymentIntents.list({ limit: 100 });
    for (const { orderId } of orders) {
      expect(payments.service.published('payment.intent.created').filter(({ data }) => data.orderId === orderId)).toHaveLength(1);
      expect(intents.data.filter(({ metadata }) => metadata.orderId === orderId)).toHaveLength(1);
    }
  });

  test('of which the answer was lost: the intent that Stripe has made then', async () => {
    const lost = new Set<string>();
    payments.interfere(({ idempotencyKey = '' }) => {
      if (lost.has(idempotencyKey)) return undefined;
      lost.add(idempotencyKey);
      return 'lose-answer';
    });
    const order = newOrder();
    expect(await payments.service.receive('order.created', order)).toBe('applied');
    payments.interfere(undefined);

    const intents = await payments.stripe.paymentIntents.list({ limit: 100 });
    const [intent, ...others] = intents.data.filter(({ metadata }) => metadata.orderId === order.orderId);
    expect(others).toEqual([]);
    expect(await payments.shown(order)).toMatchObject({ paymentIntentId: intent?.id });
  });

  test('while Stripe is down fails, is told again, and works then', async () => {
    payments.interfere(() => 'refuse');
    const order = newOrder();
    const eventId = randomUUID();
    expect(await payments.service.receive('order.created', order, { eventId })).toBe('failed');
    expect(await payments.shown(order)).toBeUndefined();
    payments.interfere(undefined);

    expect(await payments.service.seen('payment.intent.created', ({ data }) => data.orderId === order.orderId)).toBeDefined();
    const endings = await payments.service.endingsOf(eventId, 2);
    expect(endings.at(-1)).toBe('applied');
  });

  test('over an amount that Stripe does not take fails, and leaves no payment to pay', async () => {
    const order = newOrder({ amount: 1 });
    expect(await payments.service.receive('order.created', order)).toBe('failed');
    expect(await payments.shown(order)).toBeUndefined();
  });

  test('keeps the client secret out of the log', async () => {
    const order = newOrder();
    await payments.service.receive('order.created', order);
    const secret = (await payments.shown(order))?.clientSecret ?? '';

    expect(secret).toMatch(/^pi_\w+_secret_\w+$/);
    expect(JSON.stringify(payments.service.logs)).not.toContain(secret);
  });
});

test('two replicas that hear of the same orders at once make one intent for each', async () => {
  const bus = await startTestBus({ topology });
  const place = await temporaryPlace(process.env.SQLSERVER_URL);
  const one = await startPayments({ bus, place });
  const other = await startPayments({ bus, place, sandbox: one.sandbox, deliver: false });
  try {
    const orders = Array.from({ length: 8 }, () => newOrder());
    await Promise.all(orders.flatMap((order) => Array.from({ length: 4 }, () => one.service.publish('order.created', order))));
    await Promise.all(orders.map((order) => one.pay(order)));
    for (const { orderId } of orders) await one.service.seen('payment.succeeded', ({ data }) => data.orderId === orderId);
    await Promise.all([one.settled(), other.settled()]);

    expect(bus.published('payment.intent.created')).toHaveLength(8);
    expect(bus.published('payment.succeeded')).toHaveLength(8);
    const intents = await one.stripe.paymentIntents.list({ limit: 100 });
    expect(new Set(intents.data.map(({ metadata }) => metadata.orderId)).size).toBe(intents.data.length);
  } finally {
    await other.stop();
    await one.stop();
    await bus.stop();
    await place.remove();
  }
});
