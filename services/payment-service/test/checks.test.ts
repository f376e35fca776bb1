import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunningPart } from '@kada-mandiya/service-kit';
import { manualClock, type ManualClock } from '@kada-mandiya/service-kit/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startChecks } from '../src/checks.ts';
import { paymentFlow } from '../src/flow.ts';
import { givenUp } from '../src/payment.ts';
import { stripeProvider } from '../src/stripe.ts';
import { newOrder, startPayments, stripeEnv, stripeEvent, type Payments } from './payments.ts';

const minute = 60_000;

describe('a payment that no webhook comes for', () => {
  let payments: Payments;
  let clock: ManualClock;
  let checks: RunningPart;
  beforeEach(async () => {
    payments = await startPayments({ deliver: false });
    clock = manualClock(new Date().toISOString());
    const { STRIPE_SECRET_KEY: secretKey = '', STRIPE_API_URL: apiUrl = '' } = stripeEnv(payments.sandbox);
    const flow = paymentFlow(stripeProvider({ secretKey, apiUrl, webhookSecrets: [] }));
    // The service's own are a minute away. These have a clock for themselves.
    checks = startChecks({ flow, tools: { ...payments.service.tools, now: () => clock.now() }, clock });
  });
  afterEach(async () => {
    await checks.stop({ withinMs: 10_000 });
    await payments.stop();
  });

  /** Lets time pass, minute by minute, and each check end: then it sleeps again. */
  async function pass(minutes: number): Promise<void> {
    for (let count = 0; count < minutes; count += 1) {
      clock.advance(minute);
      while (clock.sleeping === 0) await nextTurn();
    }
  }
  const looks = (): number => payments.asked.filter((request) => request.startsWith('GET /v1/payment_intents/')).length;

  test('is asked for after 15 minutes: it succeeded, and its webhook may come after all', async () => {
    const order = newOrder();
    const correlationId = 'correlation-of-the-order';
    await payments.service.receive('order.created', order, { correlationId });
    await payments.pay(order);
    await pass(14);
    expect(looks()).toBe(0);
    await pass(2);
    expect(await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId)).toMatchObject({ correlationId });
    const { paymentIntentId: id } = (await payments.shown(order)) ?? {};
    const { orderId, userId, amount } = order;
    await payments.send(stripeEvent('payment_intent.succeeded', { id, amount_received: amount, currency: 'lkr', status: 'succeeded', metadata: { orderId, userId } }));
    await payments.settled();

    expect(payments.service.published('payment.succeeded')).toHaveLength(1);
    expect(looks()).toBe(1);
    await pass(60);
    expect(looks()).toBe(1);
  });

  test('was declined: told of once, and a webhook of the same attempt adds nothing', async () => {
    const order = newOrder();
    await payments.service.receive('order.created', order);
    await payments.pay(order, 'pm_card_chargeDeclined');
    await pass(16);
    const { data } = await payments.service.seen('payment.failed', (event) => event.data.orderId === order.orderId);
    expect(data).toMatchObject({ failureCode: 'generic_decline', retryable: true });
    const intent = await payments.stripe.paymentIntents.retrieve(data.paymentIntentId);
    await payments.send(stripeEvent('payment_intent.payment_failed', intent));
    await pass(60);
    await payments.settled();

    expect(payments.service.published('payment.failed')).toHaveLength(1);
    expect(await payments.shown(order)).toMatchObject({ status: 'FAILED' });
  });

  test('is asked for less and less often', async () => {
    await payments.service.receive('order.created', newOrder());
    const counts: number[] = [];
    for (const minutes of [17, 14, 3, 34, 68]) {
      await pass(minutes);
      counts.push(looks());
    }

    expect(counts).toEqual([1, 1, 2, 3, 4]);
  });

  test('is asked for again after Stripe was down, and does not keep the others waiting', async () => {
    const orders = [newOrder(), newOrder()];
    for (const order of orders) await payments.service.receive('order.created', order);
    for (const order of orders) await payments.pay(order);
    const [broken] = await Promise.all(orders.map((order) => payments.shown(order)));
    payments.interfere(({ method, path }) => (method === 'GET' && path.endsWith(broken?.paymentIntentId ?? '') ? 'refuse' : undefined));
    await pass(20);
    await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === orders[1]?.orderId);
    expect(payments.service.logs.filter(({ message }) => message.startsWith('a payment could not be checked'))).toMatchObject([{ level: 'warn', fields: { orderId: orders[0]?.orderId } }]);
    payments.interfere(undefined);
    await pass(17);

    expect(await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === orders[0]?.orderId)).toBeDefined();
  });

  test('and could not be cancelled with its order is cancelled by the next check', async () => {
    const order = newOrder();
    await payments.service.receive('order.created', order);
    // As far as it comes where the service stops before Stripe has answered.
    await payments.service.tools.transaction(async ({ store }) => store.save(givenUp(await store.take(order.orderId), clock.now())));
    const before = await payments.shown(order);
    await pass(2);

    expect(before).not.toHaveProperty('clientSecret');
    expect(await payments.shown(order)).toMatchObject({ status: 'CANCELLED' });
    const { data } = await payments.stripe.paymentIntents.list();
    expect(data.map(({ status }) => status)).toEqual(['canceled']);
  });

  test('more of them than are read at once are all asked for', async () => {
    const orders = Array.from({ length: 25 }, () => newOrder());
    await Promise.all(orders.map((order) => payments.service.receive('order.created', order)));
    await pass(16);

    expect(looks()).toBe(25);
  });
});

test('the service checks by itself', async () => {
  const clock = manualClock();
  const payments = await startPayments({ clock, deliver: false });
  try {
    const order = newOrder();
    await payments.service.receive('order.created', order);
    await payments.pay(order);
    // Once, and not on and on: a relay whose time runs away from it sends nothing.
    clock.advance(16 * minute);

    expect(await payments.service.seen('payment.succeeded')).toMatchObject({ data: { orderId: order.orderId } });
  } finally {
    await payments.stop();
  }
});

test('a webhook is remembered for 30 days, and forgotten then, by the service itself', async () => {
  const clock = manualClock(new Date().toISOString());
  const payments = await startPayments({ clock, deliver: false });
  try {
    const order = newOrder();
    await payments.service.receive('order.created', order);
    const { paymentIntentId: id } = (await payments.shown(order)) ?? {};
    const event = stripeEvent('payment_intent.payment_failed', { id, amount_received: 0, currency: 'lkr', status: 'requires_payment_method', metadata: { orderId: order.orderId, userId: order.userId }, last_payment_error: { code: 'card_declined' } });
    const told = async (): Promise<number> => {
      expect((await payments.send(event, { timestamp: Math.floor(clock.now().getTime() / 1000) })).status).toBe(200);
      await payments.settled();
      return payments.service.published('payment.failed').length;
    };
    expect(await told()).toBe(1);
    clock.advance(30 * 24 * 60 * minute);
    expect(await told()).toBe(1);
    clock.advance(60 * minute);
    while ((await told()) < 2) await nextTurn();
    expect(await told()).toBe(2);
  } finally {
    await payments.stop();
  }
});
