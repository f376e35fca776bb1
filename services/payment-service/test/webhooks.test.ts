import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrderCreatedV1Data } from '@kada-mandiya/event-contracts';
import { randomUUID } from 'node:crypto';
import { requested } from '../src/payment.ts';
import { stripeProvider } from '../src/stripe.ts';
import { newOrder, startPayments, stripeEnv, stripeEvent, webhookSecret, type Payments } from './payments.ts';

let payments: Payments;
beforeAll(async () => {
  payments = await startPayments();
});
afterAll(() => payments.stop());

/** An order with its intent's id. */
async function placed(correlationId: string = randomUUID()): Promise<OrderCreatedV1Data & { readonly intentId: string }> {
  const order = newOrder();
  await payments.service.receive('order.created', order, { correlationId });
  const { data } = await payments.service.seen('payment.intent.created', (event) => event.data.orderId === order.orderId);
  return { ...order, intentId: data.paymentIntentId };
}

function published({ orderId }: { readonly orderId: string }): readonly unknown[] {
  const { service } = payments;
  return [...service.published('payment.succeeded'), ...service.published('payment.failed')].filter(({ data }) => data.orderId === orderId).map(({ eventType, data }) => ('failureCode' in data ? `${data.failureCode}${data.retryable ? '' : ', for good'}` : eventType));
}

/** Webhooks overtake each other, and a decline that comes after the success is told to nobody. */
async function toldOf(failureCode: string, { orderId }: { readonly orderId: string }): Promise<void> {
  await payments.service.seen('payment.failed', ({ data }) => data.orderId === orderId && data.failureCode === failureCode);
}

/** What Stripe would send of a payment of that order. */
function succeeded(order: OrderCreatedV1Data & { readonly intentId: string }, fields: object = {}): object {
  const { orderId, userId, amount, intentId } = order;
  return stripeEvent('payment_intent.succeeded', { id: intentId, amount, amount_received: amount, currency: 'lkr', status: 'succeeded', metadata: { orderId, userId }, ...fields });
}

function failedAttempt(order: OrderCreatedV1Data & { readonly intentId: string }, error: object): object {
  const { orderId, userId, amount, intentId } = order;
  return stripeEvent('payment_intent.payment_failed', { id: intentId, amount, amount_received: 0, currency: 'lkr', status: 'requires_payment_method', metadata: { orderId, userId }, last_payment_error: { type: 'card_error', ...error } });
}

describe('a webhook of Stripe', () => {
  test('of a payment: told once, in the order\'s correlation', async () => {
    const correlationId = randomUUID();
    const order = await placed(correlationId);
    expect(await payments.pay(order)).toBe(true);
    const { orderId, userId, amount, currency, intentId } = order;

    expect(await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === orderId)).toMatchObject({ correlationId, data: { orderId, userId, amount, currency, paymentIntentId: intentId } });
    const shown = await payments.shown(order);
    expect(shown).toMatchObject({ status: 'SUCCEEDED' });
    expect(shown).not.toHaveProperty('clientSecret');
  });

  test('of a decline, and then of a second card: told of in turn, on the same intent', async () => {
    const correlationId = randomUUID();
    const order = await placed(correlationId);
    expect(await payments.pay(order, 'pm_card_chargeDeclinedInsufficientFunds')).toBe(false);
    const { orderId, userId, amount, currency, intentId } = order;
    expect(await payments.service.seen('payment.failed', ({ data }) => data.orderId === orderId)).toMatchObject({
      correlationId,
      data: { orderId, userId, amount, currency, paymentIntentId: intentId, failureCode: 'insufficient_funds', failureMessage: expect.stringMatching(/^\S.*\.$/), retryable: true },
    });
    expect(await payments.shown(order)).toMatchObject({ status: 'FAILED', failureCode: 'insufficient_funds', clientSecret: expect.stringMatching(/^pi_/) });

    expect(await payments.pay(order, 'pm_card_chargeDeclined')).toBe(false);
    await toldOf('generic_decline', order);
    expect(await payments.pay(order)).toBe(true);
    await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === orderId);
    await payments.settled();
    expect(published(order)).toEqual(expect.arrayContaining(['insufficient_funds', 'generic_decline', 'payment.succeeded']));
    expect(published(order)).toHaveLength(3);
    expect(await payments.shown(order)).not.toHaveProperty('failureCode');
  });

  test('again, as often as Stripe likes: no second effect', async () => {
    const order = await placed();
    await payments.pay(order, 'pm_card_chargeDeclined');
    await toldOf('generic_decline', order);
    await payments.pay(order);
    await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId);
    await payments.settled();
    const events = await payments.stripe.events.list({ limit: 100 });
    const ours = events.data.filter(({ data: { object } }) => object.object === 'payment_intent' && object.id === order.intentId);
    expect(ours.length).toBeGreaterThanOrEqual(3);
    for (const { id } of [...ours, ...ours]) payments.sandbox.redeliver(id);
    await payments.settled();

    expect([...published(order)].sort()).toEqual(['generic_decline', 'payment.succeeded']);
  });

  test('twice at once: one effect', async () => {
    const order = await placed();
    const event = succeeded(order);
    const answers = await Promise.all(Array.from({ length: 6 }, () => payments.send(event)));
    await payments.settled();

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(published(order)).toEqual(['payment.succeeded']);
  });

  test('of a failure that has no name at Stripe, twice at once: told of once', async () => {
    const order = await placed();
    const event = failedAttempt(order, { code: 'payment_intent_authentication_failure', message: 'Not authenticated.' });
    await Promise.all(Array.from({ length: 6 }, () => payments.send(event)));
    await payments.settled();

    expect(published(order)).toEqual(['payment_intent_authentication_failure']);
  });

  test('of one failed attempt in two events: told of once', async () => {
    const order = await placed();
    const error = { code: 'card_declined', decline_code: 'lost_card', message: 'Lost.', charge: `ch_${order.intentId}` };
    await payments.send(failedAttempt(order, error));
    await payments.send(failedAttempt(order, error));
    await payments.settled();

    expect(published(order)).toEqual(['lost_card']);
  });

  test.each<[string, object, string, string]>([
    ['a decline code', { code: 'card_declined', decline_code: 'do_not_honor', message: 'No.' }, 'do_not_honor', 'No.'],
    ['an error code alone', { code: 'payment_intent_authentication_failure', message: 'Not authenticated.' }, 'payment_intent_authentication_failure', 'Not authenticated.'],
    ['a code that is none', { code: 'Robert"; drop table payments; --', message: "'; drop table payments; --" }, 'payment_failed', "'; drop table payments; --"],
    ['nothing at all', {}, 'payment_failed', 'The payment failed.'],
    ['more words than are kept', { code: 'card_declined', message: 'a' + '🏮'.repeat(600) }, 'card_declined', 'a' + '🏮'.repeat(499)],
  ])('of a failure with %s', async (_what, error, failureCode, failureMessage) => {
    const order = await placed();
    expect(await payments.send(failedAttempt(order, error))).toMatchObject({ status: 200 });

    expect(await payments.shown(order)).toMatchObject({ status: 'FAILED', failureCode, failureMessage });
    expect(await payments.service.seen('payment.failed', ({ data }) => data.orderId === order.orderId)).toMatchObject({ data: { failureCode, failureMessage, retryable: true } });
  });

  test('of a failure that comes after the success: nobody is told, the payment stays', async () => {
    const order = await placed();
    const failure = failedAttempt(order, { code: 'card_declined', charge: 'ch_late' });
    await payments.send(succeeded(order));
    await payments.send(failure);
    await payments.settled();

    expect(published(order)).toEqual(['payment.succeeded']);
    expect(await payments.shown(order)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('of a bank at work: the secret is no longer shown', async () => {
    const order = await placed();
    await payments.send(stripeEvent('payment_intent.processing', { id: order.intentId, amount_received: 0, currency: 'lkr', status: 'processing', metadata: { orderId: order.orderId, userId: order.userId } }));
    const shown = await payments.shown(order);

    expect(shown).toMatchObject({ status: 'PROCESSING' });
    expect(shown).not.toHaveProperty('clientSecret');
  });

  test('of an intent that was given up at Stripe: the order can never be paid', async () => {
    const order = await placed();
    await payments.stripe.paymentIntents.cancel(order.intentId);
    await payments.service.seen('payment.failed', ({ data }) => data.orderId === order.orderId);
    await payments.settled();

    expect(published(order)).toEqual(['payment_intent_canceled, for good']);
    expect(await payments.shown(order)).toMatchObject({ status: 'CANCELLED' });
  });

  test('of 3-D Secure that fails, and then works', async () => {
    const order = await placed();
    expect(await payments.pay(order, 'pm_card_authenticationRequired')).toBe(false);
    expect(await payments.shown(order)).toMatchObject({ status: 'REQUIRES_PAYMENT' });
    await answerBank(order.intentId, 'failed');
    expect(await payments.service.seen('payment.failed', ({ data }) => data.orderId === order.orderId)).toMatchObject({ data: { failureCode: 'payment_intent_authentication_failure' } });

    expect(await payments.pay(order, 'pm_card_authenticationRequired')).toBe(false);
    await answerBank(order.intentId, 'succeeded');
    expect(await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId)).toBeDefined();
  });

  async function answerBank(intentId: string, outcome: 'failed' | 'succeeded'): Promise<void> {
    const { next_action: next } = await payments.stripe.paymentIntents.retrieve(intentId);
    const url: unknown = next?.redirect_to_url?.url ?? Reflect.get(next?.use_stripe_sdk ?? {}, 'stripe_js');
    const answer = await fetch(String(url), { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams({ outcome }) });
    expect(answer.ok).toBe(true);
  }
});

test('a webhook of an intent that the service does not know of yet, since it stopped when Stripe had made it: told of both, in turn', async () => {
  const order = newOrder();
  const { STRIPE_SECRET_KEY: secretKey = '', STRIPE_API_URL: apiUrl = '' } = stripeEnv(payments.sandbox);
  await payments.service.tools.transaction(({ store }) => store.begin(requested(order, 'correlation-of-the-order', new Date())));
  const { intentId } = await stripeProvider({ secretKey, apiUrl, webhookSecrets: [] }).createIntent(order);
  await payments.stripe.paymentIntents.confirm(intentId, { payment_method: 'pm_card_visa' });
  const [created, paid] = await Promise.all([
    payments.service.seen('payment.intent.created', ({ data }) => data.orderId === order.orderId),
    payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId),
  ]);
  // The event comes again when the service is back.
  await payments.service.receive('order.created', order);
  await payments.settled();

  expect(created).toMatchObject({ correlationId: 'correlation-of-the-order', data: { paymentIntentId: intentId } });
  expect(paid).toMatchObject({ correlationId: 'correlation-of-the-order', data: { paymentIntentId: intentId } });
  expect(payments.service.published('payment.intent.created').filter(({ data }) => data.orderId === order.orderId)).toHaveLength(1);
  expect(published(order)).toEqual(['payment.succeeded']);
});

describe('an amount that is not the order\'s', () => {
  test('was changed at Stripe: goes back in full, and the order can no longer be paid', async () => {
    const order = await placed();
    await payments.stripe.paymentIntents.update(order.intentId, { amount: 20_000 });
    await payments.pay(order);
    await payments.service.seen('payment.failed', ({ data }) => data.orderId === order.orderId);
    await payments.settled();

    expect(published(order)).toEqual(['amount_mismatch, for good']);
    expect(await payments.shown(order)).toMatchObject({ status: 'REFUNDED' });
    const refunds = await payments.stripe.refunds.list({ payment_intent: order.intentId });
    expect(refunds.data.map(({ amount }) => amount)).toEqual([20_000]);
  });

  test('while the refund does not work: Stripe is told to come again, and then it does', async () => {
    const order = await placed();
    await payments.stripe.paymentIntents.update(order.intentId, { amount: 20_000 });
    payments.interfere(({ path }) => (path === '/v1/refunds' ? 'refuse' : undefined));
    const event = succeeded(order, { amount_received: 20_000 });
    expect(await payments.send(event)).toMatchObject({ status: 500 });
    expect(await payments.shown(order)).toMatchObject({ status: 'SUCCEEDED' });
    payments.interfere(undefined);
    await payments.stripe.paymentIntents.confirm(order.intentId, { payment_method: 'pm_card_visa' });
    expect(await payments.send(event)).toMatchObject({ status: 200 });
    await payments.settled();

    expect(await payments.shown(order)).toMatchObject({ status: 'REFUNDED' });
    expect(published(order)).toEqual(['amount_mismatch, for good']);
  });
});

describe('a webhook that means nothing here is acknowledged, and does nothing', () => {
  test.each<[string, (order: OrderCreatedV1Data & { readonly intentId: string }) => object]>([
    ['another type', ({ intentId, orderId, userId }) => stripeEvent('payment_intent.created', { id: intentId, metadata: { orderId, userId } })],
    ['a type like a property of every object', ({ intentId, orderId, userId }) => stripeEvent('constructor', { id: intentId, metadata: { orderId, userId } })],
    ['another object', (order) => succeeded(order, { object: 'charge' })],
    ['another intent with our metadata', (order) => succeeded(order, { id: 'pi_somebodyElses' })],
    ['another user in the metadata', (order) => succeeded(order, { metadata: { orderId: order.orderId, userId: randomUUID() } })],
    ['an order that nobody knows', (order) => succeeded(order, { metadata: { orderId: randomUUID(), userId: order.userId } })],
    ['no metadata', (order) => succeeded(order, { metadata: {} })],
    ['SQL in the metadata', (order) => succeeded(order, { metadata: { orderId: "'; drop table payments; --", userId: order.userId } })],
    ['a connected account', (order) => ({ ...succeeded(order), account: 'acct_1' })],
  ])('%s', async (_what, event) => {
    const order = await placed();
    expect(await payments.send(event(order))).toMatchObject({ status: 200, body: { received: true } });
    await payments.settled();

    expect(published(order)).toEqual([]);
    expect(await payments.shown(order)).toMatchObject({ status: 'REQUIRES_PAYMENT' });
  });
});

describe('a webhook that is not Stripe\'s is refused', () => {
  const now = (): number => Math.floor(Date.now() / 1000);

  test.each<[string, { readonly secret?: string; readonly timestamp?: number }]>([
    ['with another secret', { secret: 'whsec_forged' }],
    ['older than five minutes', { timestamp: now() - 310 }],
  ])('%s', async (_what, signing) => {
    const order = await placed();

    expect(await payments.send(succeeded(order), signing)).toMatchObject({ status: 400, body: { code: 'signature-invalid' } });
    expect(await payments.shown(order)).toMatchObject({ status: 'REQUIRES_PAYMENT' });
  });

  test('but taken within them', async () => {
    const order = await placed();

    expect(await payments.send(succeeded(order), { timestamp: now() - 280 })).toMatchObject({ status: 200 });
    expect(await payments.shown(order)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('with a good signature over another body: white space counts too', async () => {
    const order = await placed();
    const payload = JSON.stringify(succeeded(order));
    const signature = payments.stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });

    for (const rawBody of [payload.replace(':488000', ':488001'), `${payload} `]) {
      expect(await payments.service.client.send('receiveStripeWebhook', { headers: { 'stripe-signature': signature }, rawBody })).toMatchObject({ status: 400, body: { code: 'signature-invalid' } });
    }
    expect(await payments.shown(order)).toMatchObject({ status: 'REQUIRES_PAYMENT' });
  });

  test.each(['t=1,v1=00', 'v1=00', 'nonsense', "'; drop table payments; --"])('with the signature %s', async (signature) => {
    const order = await placed();

    expect(await payments.service.client.send('receiveStripeWebhook', { headers: { 'stripe-signature': signature }, body: succeeded(order) })).toMatchObject({ status: 400, body: { code: 'signature-invalid' } });
  });

  test('without a signature, as no event, as no JSON, too large', async () => {
    const { client } = payments.service;
    const order = await placed();

    expect(await client.send('receiveStripeWebhook', { body: succeeded(order) })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect(await payments.send({ ...succeeded(order), id: "'; drop table handled; --" })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect(await client.send('receiveStripeWebhook', { headers: { 'stripe-signature': 't=1,v1=00' }, rawBody: '{"id":' })).toMatchObject({ status: 400 });
    expect(await client.send('receiveStripeWebhook', { headers: { 'stripe-signature': 't=1,v1=00' }, rawBody: 'id=1', contentType: 'application/x-www-form-urlencoded' })).toMatchObject({ status: 415 });
    expect(await client.send('receiveStripeWebhook', { headers: { 'stripe-signature': 't=1,v1=00' }, rawBody: `"${'a'.repeat(70_000)}"` })).toMatchObject({ status: 413 });
  });
});

test('while the signing secret is being changed, both are good', async () => {
  const both = await startPayments({ sandbox: payments.sandbox, deliver: false, env: { STRIPE_WEBHOOK_SECRET: 'whsec_next, whsec_shop' } });
  try {
    for (const secret of ['whsec_next', 'whsec_shop']) expect(await both.send(stripeEvent('charge.updated', { object: 'charge' }), { secret })).toMatchObject({ status: 200 });
    expect(await both.send(stripeEvent('charge.updated', { object: 'charge' }), { secret: 'whsec_last' })).toMatchObject({ status: 400 });
  } finally {
    await both.stop();
  }
});
