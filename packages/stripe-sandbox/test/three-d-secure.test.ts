import { describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { StripeSandbox } from '../src/index.ts';
import { cardFields, fromBrowser, newIntent, refusal, returnUrl, sandboxUnderTest } from './sandbox-under-test.ts';

/** Where the customer's bank asks. */
function bankOf({ next_action: action }: Pick<Stripe.PaymentIntent, 'next_action'>): string {
  const sdk: unknown = action?.use_stripe_sdk === undefined ? undefined : Reflect.get(action.use_stripe_sdk, 'stripe_js');
  return action?.redirect_to_url?.url ?? String(sdk);
}

function answerTheBank(url: string, outcome: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams({ outcome }) });
}

async function waiting(stripe: Stripe, card: string): Promise<Stripe.PaymentIntent> {
  return newIntent(stripe, { payment_method: card, confirm: true, return_url: returnUrl });
}

const typesOf = async (stripe: Stripe): Promise<readonly string[]> => (await stripe.events.list()).data.map(({ type }) => type).toSorted();

describe('a card whose bank asks', () => {
  test.each([
    'pm_card_authenticationRequired',
    'pm_card_authenticationRequiredOnSetup',
    'pm_card_threeDSecure2Required',
    'pm_card_threeDSecureRequired',
  ])('%s pays when the customer agrees', async (card) => {
    const { stripe } = await sandboxUnderTest();
    const intent = await waiting(stripe, card);
    expect(intent).toMatchObject({ status: 'requires_action', amount_received: 0, latest_charge: null, next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl } } });

    const answer = await answerTheBank(bankOf(intent), 'succeeded');
    expect(await answer.json()).toMatchObject({ id: intent.id, status: 'succeeded', next_action: null });
    const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 145_000, latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } } });
    expect(await typesOf(stripe)).toEqual(['charge.succeeded', 'payment_intent.created', 'payment_intent.requires_action', 'payment_intent.succeeded']);
  });

  test('does not pay when the customer fails to authenticate; another card does', async () => {
    const { stripe } = await sandboxUnderTest();
    const intent = await waiting(stripe, 'pm_card_authenticationRequired');
    const answer = await answerTheBank(bankOf(intent), 'failed');
    expect(await answer.json()).toMatchObject({ status: 'requires_payment_method', next_action: null });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      payment_method: null,
      latest_charge: null,
      last_payment_error: { type: 'invalid_request_error', code: 'payment_intent_authentication_failure', payment_method: { card: { last4: '3184' } } },
    });
    expect(await typesOf(stripe)).toEqual(['payment_intent.created', 'payment_intent.payment_failed', 'payment_intent.requires_action']);
    expect((await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })).status).toBe('succeeded');
  });

  test.each([
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_threeDSecureRequiredChargeDeclined', 'generic_decline'],
  ])('%s is declined after the customer agreed', async (card, decline_code) => {
    const { stripe } = await sandboxUnderTest();
    const intent = await waiting(stripe, card);
    await answerTheBank(bankOf(intent), 'succeeded');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code: 'card_declined', decline_code } });
  });

  test('is asked once: what is over cannot be answered', async () => {
    const { stripe } = await sandboxUnderTest();
    const paid = await waiting(stripe, 'pm_card_authenticationRequired');
    await answerTheBank(bankOf(paid), 'succeeded');
    const canceled = await waiting(stripe, 'pm_card_authenticationRequired');
    await stripe.paymentIntents.cancel(canceled.id);
    const changed = await waiting(stripe, 'pm_card_authenticationRequired');
    await stripe.paymentIntents.update(changed.id, { amount: 20_000 });
    const askedAgain = await waiting(stripe, 'pm_card_authenticationRequired');
    const second = await stripe.paymentIntents.confirm(askedAgain.id, { payment_method: 'pm_card_authenticationRequired' });

    for (const over of [paid, canceled, changed, askedAgain]) {
      const before = await stripe.paymentIntents.retrieve(over.id);
      const answer = await answerTheBank(bankOf(over), 'succeeded');
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { code: 'payment_intent_unexpected_state' } });
      expect(await stripe.paymentIntents.retrieve(over.id)).toEqual(before);
    }
    await answerTheBank(bankOf(second), 'succeeded');
    expect((await stripe.paymentIntents.retrieve(askedAgain.id)).status).toBe('succeeded');
  });

  test.each([['nothing-like-it', 400], ['', 400]])('takes no other answer: %s', async (outcome, status) => {
    const { stripe } = await sandboxUnderTest();
    const intent = await waiting(stripe, 'pm_card_authenticationRequired');
    expect((await answerTheBank(bankOf(intent), outcome)).status).toBe(status);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_action');
  });

  test('is confirmed anew without an idempotency key standing in the way', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe);
    const first = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_authenticationRequired' }, { idempotencyKey: 'confirm-1' });
    await answerTheBank(bankOf(first), 'failed');
    const second = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_authenticationRequired' }, { idempotencyKey: 'confirm-2' });
    expect(bankOf(second)).not.toBe(bankOf(first));
    expect(second.status).toBe('requires_action');
  });
});

describe('the page of the bank', () => {
  const askedFrom = async (sandbox: StripeSandbox, stripe: Stripe, fields: Readonly<Record<string, string>>): Promise<string> => {
    const intent = await newIntent(stripe, { metadata: { orderId: '7' } });
    const answer = await fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, cardFields('4000002760003184', { client_secret: intent.client_secret ?? '', ...fields }));
    const body: unknown = await answer.json();
    expect(body).toMatchObject({ status: 'requires_action' });
    return bankOf(body as Pick<Stripe.PaymentIntent, 'next_action'>);
  };

  test.each([
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
  ])('asks, and sends the customer back: %s', async (outcome, redirectStatus) => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const url = await askedFrom(sandbox, stripe, { return_url: returnUrl });
    const page = await fetch(url);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'; base-uri 'none'; form-action 'self' https://shop.example");
    expect(html).toContain('1450.00 LKR');
    expect(html).toContain('name="outcome" value="succeeded"');
    expect(html).toContain('name="outcome" value="failed"');

    const answer = await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ outcome }) });
    expect(answer.status).toBe(303);
    const back = new URL(answer.headers.get('location') ?? '');
    const [intent] = (await stripe.paymentIntents.list()).data;
    expect(`${back.origin}${back.pathname}`).toBe('https://shop.example/return');
    expect(Object.fromEntries(back.searchParams)).toEqual({ order: '7', payment_intent: intent?.id, payment_intent_client_secret: intent?.client_secret, redirect_status: redirectStatus });
  });

  test('stays where the shop shows it itself', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const url = await askedFrom(sandbox, stripe, { return_url: returnUrl, use_stripe_sdk: 'true' });
    const answer = await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ outcome: 'succeeded' }) });
    expect(answer.status).toBe(200);
    expect((await fetch(url)).status).toBe(400);
  });

  test('that nobody was sent to is not there', async () => {
    const { sandbox } = await sandboxUnderTest();
    expect((await fetch(`${sandbox.url}/3d-secure/payatt_unknown`)).status).toBe(404);
    const answer = await answerTheBank(`${sandbox.url}/3d-secure/payatt_unknown`, 'succeeded');
    expect(answer.status).toBe(404);
  });

  test('refuses a return address that is no page', async () => {
    const { stripe } = await sandboxUnderTest();
    expect(await refusal(newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true, return_url: 'data:text/html,x' }))).toMatchObject({ code: 'url_invalid' });
  });
});
