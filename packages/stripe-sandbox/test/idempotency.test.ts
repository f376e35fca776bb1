import { describe, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { createManualClock } from './manual-clock.ts';
import { clientOf, newIntent, refusal, sandboxUnderTest, secretKey, type SandboxUnderTest } from './sandbox-under-test.ts';

const body = { amount: '145000', currency: 'lkr', 'allowed_payment_method_types[]': 'card' };

/** A request without the SDK, whose headers can be seen. */
function post({ sandbox }: SandboxUnderTest, path: string, fields: Readonly<Record<string, string>>, key?: string): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}`, ...(key !== undefined && { 'idempotency-key': key }) },
    body: new URLSearchParams(fields),
  });
}

describe('a request with an idempotency key', () => {
  test('that comes again has the answer of the first, and does nothing', async () => {
    const under = await sandboxUnderTest();
    const first = await post(under, '/v1/payment_intents', body, 'order-7');
    const again = await post(under, '/v1/payment_intents', body, 'order-7');
    expect(await again.text()).toBe(await first.text());
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('idempotency-key')).toBe('order-7');
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect((await under.stripe.paymentIntents.list()).data).toHaveLength(1);
    expect((await under.stripe.events.list()).data).toHaveLength(1);
  });

  test('is the same one in whatever order its parameters come', async () => {
    const under = await sandboxUnderTest();
    await post(under, '/v1/payment_intents', body, 'order-7');
    const again = await post(under, '/v1/payment_intents', { 'allowed_payment_method_types[0]': 'card', currency: 'lkr', amount: '145000' }, 'order-7');
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  test('answers with the old state, though things have moved on', async () => {
    const { stripe } = await sandboxUnderTest();
    const create = (): Promise<Stripe.PaymentIntent> =>
      stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr', allowed_payment_method_types: ['card'] }, { idempotencyKey: 'order-7' });
    const { id } = await create();
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(await create()).toMatchObject({ id, status: 'requires_payment_method' });
  });

  test('with other parameters is refused', async () => {
    const { stripe } = await sandboxUnderTest();
    await stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' }, { idempotencyKey: 'order-7' });
    const error = await refusal(stripe.paymentIntents.create({ amount: 145_001, currency: 'lkr' }, { idempotencyKey: 'order-7' }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  test('at another address is refused', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe);
    const other = await newIntent(stripe);
    await stripe.paymentIntents.cancel(id, {}, { idempotencyKey: 'cancel' });
    expect(await refusal(stripe.paymentIntents.cancel(other.id, {}, { idempotencyKey: 'cancel' }))).toMatchObject({ rawType: 'idempotency_error' });
    expect((await stripe.paymentIntents.retrieve(other.id)).status).toBe('requires_payment_method');
  });

  test('that was declined is declined in the same words, without a second attempt', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe);
    const confirm = (): Promise<unknown> => stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }, { idempotencyKey: 'try-1' });
    const [first, again] = [await refusal(confirm()), await refusal(confirm())];
    expect(again).toMatchObject({ statusCode: 402, code: 'card_declined', charge: first.charge });
    expect((await stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
  });

  test('that the state of things refused stays refused', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe);
    const capture = (): Promise<unknown> => stripe.paymentIntents.capture(id, {}, { idempotencyKey: 'capture' });
    const first = await refusal(capture());
    await stripe.paymentIntents.update(id, { capture_method: 'manual' });
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(await refusal(capture())).toMatchObject({ code: 'payment_intent_unexpected_state', message: first.message });
    expect((await stripe.paymentIntents.capture(id, {}, { idempotencyKey: 'capture-2' })).status).toBe('succeeded');
  });

  test('whose parameters were wrong may be mended', async () => {
    const { stripe } = await sandboxUnderTest();
    const create = (amount: number): Promise<Stripe.PaymentIntent> => stripe.paymentIntents.create({ amount, currency: 'lkr' }, { idempotencyKey: 'order-7' });
    expect(await refusal(create(1))).toMatchObject({ code: 'amount_too_small' });
    expect((await create(145_000)).amount).toBe(145_000);
  });

  test('is one key of a browser and another of a server', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const intent = await newIntent(stripe, { metadata: { orderId: '7' } });
    const params = { client_secret: intent.client_secret, payment_method: 'pm_card_visa' };
    const confirm = (client: Stripe): Promise<unknown> =>
      client.rawRequest('POST', `/v1/payment_intents/${intent.id}/confirm`, params, { additionalHeaders: { 'Idempotency-Key': 'pay' } });
    await confirm(stripe);
    expect(await refusal(confirm(clientOf(sandbox, sandbox.publishableKey)))).toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  test('is forgotten after a day, not before', async () => {
    const clock = createManualClock();
    const { stripe } = await sandboxUnderTest({ clock });
    const create = (): Promise<Stripe.PaymentIntent> => stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' }, { idempotencyKey: 'order-7' });
    const { id } = await create();
    clock.advance(86_400_000);
    expect((await create()).id).toBe(id);
    clock.advance(1);
    expect((await create()).id).not.toBe(id);
  });

  test('has a key of 255 characters at most', async () => {
    const { stripe } = await sandboxUnderTest();
    const create = (length: number): Promise<unknown> => stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' }, { idempotencyKey: 'k'.repeat(length) });
    expect(await refusal(create(256))).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    await create(255);
  });

  test('conflicts with itself while it is being answered', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    const { stripe } = await sandboxUnderTest({
      intercept: async ({ idempotencyKey }) => {
        if (idempotencyKey !== 'order-7') return undefined;
        arrived.resolve(undefined);
        await released.promise;
        return undefined;
      },
    });
    const create = (key: string): Promise<Stripe.PaymentIntent> => stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' }, { idempotencyKey: key });
    const first = create('order-7');
    await arrived.promise;
    expect(await refusal(create('order-7'))).toMatchObject({ statusCode: 409, rawType: 'idempotency_error', code: 'idempotency_key_in_use' });
    expect((await create('order-8')).amount).toBe(145_000);
    released.resolve(undefined);
    expect((await create('order-7')).id).toBe((await first).id);
  });

  test('without a key, each request is one of its own', async () => {
    const under = await sandboxUnderTest();
    await Promise.all([post(under, '/v1/payment_intents', body), post(under, '/v1/payment_intents', body), post(under, '/v1/payment_intents', body, '')]);
    expect((await under.stripe.paymentIntents.list()).data).toHaveLength(3);
  });
});

describe('a request that goes wrong', () => {
  test('without its answer arriving is done once, when the SDK tries again', async () => {
    const attempts: (string | undefined)[] = [];
    const { sandbox } = await sandboxUnderTest({
      intercept: ({ idempotencyKey }) => {
        attempts.push(idempotencyKey);
        return attempts.length === 1 ? 'lose-answer' : undefined;
      },
    });
    const stripe = clientOf(sandbox, secretKey);
    const made = await stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' });
    expect(attempts).toHaveLength(2);
    expect(attempts[1]).toBe(attempts[0]);
    expect((await stripe.paymentIntents.list()).data.map(({ id }) => id)).toEqual([made.id]);
  });

  test('by a fault of Stripe does nothing, and is the answer to its key from then on', async () => {
    let mishaps = 1;
    const { stripe } = await sandboxUnderTest({ intercept: () => (mishaps-- > 0 ? 'fail' : undefined) });
    const create = (idempotencyKey: string): Promise<Stripe.PaymentIntent> => stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' }, { idempotencyKey });
    const first = await refusal(create('order-7'));
    const again = await refusal(create('order-7'));
    expect([first.statusCode, first.headers?.['idempotent-replayed'], again.statusCode, again.headers?.['idempotent-replayed']]).toEqual([500, undefined, 500, 'true']);
    const made = await create('order-7-2');
    expect((await stripe.paymentIntents.list()).data.map(({ id }) => id)).toEqual([made.id]);
  });

  test('before it is done does nothing, and its key stays free', async () => {
    let mishaps = 1;
    const { stripe } = await sandboxUnderTest({ intercept: () => (mishaps-- > 0 ? 'refuse' : undefined) });
    const create = (): Promise<Stripe.PaymentIntent> => stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' }, { idempotencyKey: 'order-7' });
    expect(await refusal(create())).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    const made = await create();
    expect((await stripe.paymentIntents.list()).data.map(({ id }) => id)).toEqual([made.id]);
  });
});
