import { describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { cardFields, clientOf, fromBrowser, newIntent, refusal, sandboxUnderTest, secretKey, type SandboxUnderTest } from './sandbox-under-test.ts';

async function withIntent(): Promise<SandboxUnderTest & { readonly browser: Stripe; readonly intent: Stripe.PaymentIntent }> {
  const { sandbox, stripe } = await sandboxUnderTest();
  const intent = await newIntent(stripe, { metadata: { orderId: '7', userId: '8' }, description: 'Order 7' });
  return { sandbox, stripe, browser: clientOf(sandbox, sandbox.publishableKey), intent };
}

describe('a browser', () => {
  test('has a key that fits the contract, and is the same after a restart', async () => {
    const [first, second] = [await sandboxUnderTest(), await sandboxUnderTest()];
    expect(first.sandbox.publishableKey).toMatch(/^pk_test_[A-Za-z0-9]+$/);
    expect(second.sandbox.publishableKey).toBe(first.sandbox.publishableKey);
    expect(first.sandbox.publishableKey).not.toContain(secretKey.slice(8));
  });

  test('sees and confirms the intent whose secret it knows, without its metadata', async () => {
    const { sandbox, stripe, browser, intent } = await withIntent();
    const client_secret = intent.client_secret ?? '';
    const seen = await browser.paymentIntents.retrieve(intent.id, { client_secret });
    expect(seen).toMatchObject({ id: intent.id, status: 'requires_payment_method', amount: 145_000, description: 'Order 7', client_secret });
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['metadata']));

    const answer = await fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, cardFields('4242424242424242', { client_secret }));
    expect(answer.status).toBe(200);
    const confirmed = (await answer.json()) as Stripe.PaymentIntent;
    expect(confirmed.status).toBe('succeeded');
    expect(Object.keys(confirmed)).not.toEqual(expect.arrayContaining(['metadata']));
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  test('is told of a decline without the metadata', async () => {
    const { sandbox, intent } = await withIntent();
    const answer = await fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, cardFields('4000000000009995', { client_secret: intent.client_secret ?? '' }));
    const body = await answer.text();
    expect(answer.status).toBe(402);
    expect(body).toContain('insufficient_funds');
    expect(body).not.toContain('orderId');
  });

  test('that comes too late is told so, without the metadata', async () => {
    const { sandbox, intent } = await withIntent();
    const confirm = (): Promise<Response> => fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, cardFields('4242424242424242', { client_secret: intent.client_secret ?? '' }));
    await confirm();
    const answer = await confirm();
    const body = await answer.text();
    expect(answer.status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'payment_intent_unexpected_state', payment_intent: { id: intent.id, status: 'succeeded' } } });
    expect(body).not.toContain('orderId');
  });

  test('may send its key as a parameter', async () => {
    const { sandbox, intent } = await withIntent();
    const query = new URLSearchParams({ key: sandbox.publishableKey, client_secret: intent.client_secret ?? '' }).toString();
    const answer = await fetch(`${sandbox.url}/v1/payment_intents/${intent.id}?${query}`);
    expect(answer.status).toBe(200);
  });

  test('without the right secret sees and does nothing', async () => {
    const { sandbox, stripe, browser, intent } = await withIntent();
    const other = await newIntent(stripe);
    for (const client_secret of [`${intent.id}_secret_wrong`, other.client_secret ?? '']) {
      expect(await refusal(browser.paymentIntents.retrieve(intent.id, { client_secret }))).toMatchObject({ statusCode: 400, code: 'payment_intent_invalid_parameter', param: 'client_secret' });
      const answer = await fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, cardFields('4242424242424242', { client_secret }));
      expect(answer.status).toBe(400);
    }
    expect(await refusal(browser.paymentIntents.retrieve(intent.id))).toMatchObject({ statusCode: 400, code: 'parameter_missing', param: 'client_secret' });
    expect((await fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, cardFields('4242424242424242'))).status).toBe(400);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
  });

  test.each<[string, (browser: Stripe, id: string) => Promise<unknown>]>([
    ['create an intent', (browser) => newIntent(browser)],
    ['list intents', (browser) => browser.paymentIntents.list()],
    ['change the amount', (browser, id) => browser.paymentIntents.update(id, { amount: 20_000 })],
    ['capture', (browser, id) => browser.paymentIntents.capture(id)],
    ['cancel', (browser, id) => browser.paymentIntents.cancel(id)],
    ['refund', (browser, id) => browser.refunds.create({ payment_intent: id })],
    ['list refunds', (browser) => browser.refunds.list()],
    ['list charges', (browser) => browser.charges.list()],
    ['list events', (browser) => browser.events.list()],
    ['list webhook endpoints', (browser) => browser.webhookEndpoints.list()],
    ['make a webhook endpoint', (browser) => browser.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['*'] })],
  ])('cannot %s', async (_, call) => {
    const { stripe, browser, intent } = await withIntent();
    expect(await refusal(call(browser, intent.id))).toMatchObject({ type: 'StripePermissionError', statusCode: 403, code: 'secret_key_required' });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
  });

  test('makes payment methods', async () => {
    const { browser, stripe, intent } = await withIntent();
    const method = await browser.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    expect((await stripe.paymentIntents.confirm(intent.id, { payment_method: method.id })).status).toBe('succeeded');
  });
});

describe('a page of another origin', () => {
  const preflight = { method: 'OPTIONS', headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } };

  test('may ask, and may read refusals', async () => {
    const { sandbox } = await sandboxUnderTest();
    const before = await fetch(`${sandbox.url}/v1/payment_intents/pi_1/confirm`, preflight);
    expect(before.status).toBe(204);
    expect(before.headers.get('access-control-allow-origin')).toBe('*');
    expect(before.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(before.headers.get('access-control-allow-methods')).toContain('POST');
    const answer = await fromBrowser(sandbox, '/v1/payment_intents/pi_1/confirm', {});
    expect(answer.status).toBe(404);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('may ask only if it is one of those allowed, where these are named', async () => {
    const { sandbox } = await sandboxUnderTest({ allowedOrigins: ['https://shop.example'] });
    const from = async (origin: string): Promise<string | null> => {
      const answer = await fetch(`${sandbox.url}/v1/payment_intents/pi_1`, { ...preflight, headers: { ...preflight.headers, origin } });
      return answer.headers.get('access-control-allow-origin');
    };
    expect(await from('https://shop.example')).toBe('https://shop.example');
    expect(await from('https://evil.example')).toBeNull();
    expect(await from('null')).toBeNull();
  });
});
