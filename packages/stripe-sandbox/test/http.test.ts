import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { startStripeSandbox } from '../src/index.ts';
import { clientOf, newIntent, refusal, sandboxUnderTest, secretKey } from './sandbox-under-test.ts';

const bearer = { authorization: `Bearer ${secretKey}` };

describe('a key', () => {
  test.each([
    ['sk_test_wrong', 'Invalid API Key provided: *************'],
    ['sk_test_wrongbutlongenough', 'Invalid API Key provided: sk_test_**************ough'],
    [`${secretKey}x`, 'Invalid API Key provided: sk_test_********iyax'],
    ['sk_live_51H', 'Invalid API Key provided: ***********'],
  ])('that is wrong is refused: %s', async (key, message) => {
    const { sandbox } = await sandboxUnderTest();
    const error = await refusal(newIntent(clientOf(sandbox, key)));
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error).toMatchObject({ statusCode: 401, rawType: 'invalid_request_error' });
    expect(error.message).toBe(message);
  });

  test.each([
    ['none', {}, 401],
    ['Basic with the key as user', { authorization: `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}` }, 200],
    ['Basic with another user', { authorization: `Basic ${Buffer.from(`me:${secretKey}`).toString('base64')}` }, 401],
    ['lower case', { authorization: `bearer ${secretKey}` }, 200],
    ['another scheme', { authorization: `Digest ${secretKey}` }, 401],
    ['empty', { authorization: 'Bearer ' }, 401],
  ])('given as %s', async (_, headers, status) => {
    const { sandbox } = await sandboxUnderTest();
    const answer = await fetch(`${sandbox.url}/v1/payment_intents`, { headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer realm="Stripe"' : null);
  });

  test.each(['sk_live_abc', 'pk_test_abc', 'sk_test_', 'sk_test_a b', 'sk_test_a\nb', ''])('of a real account is none of a sandbox: %j', async (key) => {
    await expect(startStripeSandbox({ secretKey: key })).rejects.toThrow(TypeError);
  });
});

describe('an answer', () => {
  test('names its request, its version and what went wrong', async () => {
    const { sandbox } = await sandboxUnderTest();
    const answer = await fetch(`${sandbox.url}/v1/payment_intents/pi_none`, { headers: { ...bearer, 'stripe-version': '2025-09-30.clover' } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('request-id')).toMatch(/^req_[A-Za-z0-9]+$/);
    expect(answer.headers.get('stripe-version')).toBe('2025-09-30.clover');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'resource_missing',
        doc_url: 'https://docs.stripe.com/error-codes/resource-missing',
        message: "No such payment_intent: 'pi_none'",
        param: 'id',
      },
    });
  });

  test('has another request id each time, which the SDK shows', async () => {
    const { stripe } = await sandboxUnderTest();
    const [one, other] = [await stripe.paymentIntents.list(), await stripe.paymentIntents.list()];
    expect(one.lastResponse.requestId).toMatch(/^req_/);
    expect(one.lastResponse.requestId).not.toBe(other.lastResponse.requestId);
    expect((await refusal(stripe.charges.retrieve('ch_none'))).requestId).toMatch(/^req_/);
  });

  test.each([
    ['GET', '/v1/customers'],
    ['GET', '/v2/core/events'],
    ['GET', '/'],
    ['PUT', '/v1/payment_intents'],
    ['DELETE', '/v1/payment_intents/pi_1'],
    ['POST', '/v1/payment_intents/pi_1/confirm/now'],
    ['POST', '/v1/payment_intents//confirm'],
    ['GET', '/v1/payment_intents/pi%201'],
    ['GET', '/v1/payment_intents/'],
  ])('to what the sandbox does not have is 404: %s %s', async (method, path) => {
    const { sandbox } = await sandboxUnderTest();
    const answer = await fetch(`${sandbox.url}${path}`, { method, headers: bearer });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  test('to JSON is a refusal', async () => {
    const { sandbox } = await sandboxUnderTest();
    const answer = await fetch(`${sandbox.url}/v1/payment_intents`, { method: 'POST', headers: { ...bearer, 'content-type': 'application/json' }, body: '{"amount":145000}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  test('to a body without end is a refusal, and the sandbox goes on', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const answer = await fetch(`${sandbox.url}/v1/payment_intents`, { method: 'POST', headers: bearer, body: new URLSearchParams({ description: 'x'.repeat(300_000) }) });
    expect(answer.status).toBe(413);
    expect((await newIntent(stripe)).status).toBe('requires_payment_method');
  });

  test.each(['a[=1', 'metadata[a]=1&metadata=2'])('to a broken form is a refusal: %s', async (body) => {
    const { sandbox } = await sandboxUnderTest();
    const headers = { ...bearer, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await fetch(`${sandbox.url}/v1/payment_intents`, { method: 'POST', headers, body })).status).toBe(400);
  });

  test('to a client that leaves in the middle is not missed', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    await new Promise<void>((resolve) => {
      const socket = connect(sandbox.port, '127.0.0.1', () => {
        socket.write('POST /v1/payment_intents HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\namount=', () => {
          socket.resetAndDestroy();
          resolve();
        });
      });
    });
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });
});

describe('the sandbox', () => {
  test('cannot have a port that is taken, and leaves nothing behind', async () => {
    const { sandbox } = await sandboxUnderTest();
    await expect(startStripeSandbox({ secretKey, port: sandbox.port })).rejects.toThrow('EADDRINUSE');
    await sandbox.stop();
    const next = await startStripeSandbox({ secretKey, port: sandbox.port });
    await next.stop();
  });

  test('that failed says so in its log, and to the client only that it did', async () => {
    const lines: string[] = [];
    const silent = (): void => undefined;
    const logger = { debug: silent, info: silent, warn: silent, error: (_: object, message: string) => lines.push(message), child: () => logger };
    const { stripe } = await sandboxUnderTest({
      logger,
      intercept: () => {
        throw new Error('a secret of the inside');
      },
    });
    const error = await refusal(stripe.paymentIntents.list());
    expect(error).toMatchObject({ statusCode: 500, rawType: 'api_error' });
    expect(error.message).not.toContain('inside');
    expect(lines).toEqual(['a request failed']);
  });

  test('takes a hundred purchases at once, and each is paid once', async () => {
    const { stripe } = await sandboxUnderTest();
    await Promise.all(Array.from({ length: 100 }, () => newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true })));
    const charges = await stripe.charges.list({ limit: 100 });
    expect(charges.has_more).toBe(false);
    expect(new Set(charges.data.map(({ payment_intent }) => payment_intent)).size).toBe(100);
  });
});
