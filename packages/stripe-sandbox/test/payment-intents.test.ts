import { describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { newIntent, refusal, returnUrl, sandboxUnderTest } from './sandbox-under-test.ts';

describe('a payment intent', () => {
  test('is made as the contract expects ids and secrets, with what was given', async () => {
    const { stripe } = await sandboxUnderTest();
    const metadata = { orderId: '23b5222d', userId: '88ac19b5', ['__proto__']: 'x' };
    const made = await stripe.paymentIntents.create({ amount: 488_000, currency: 'LKR', metadata, description: 'Order 7', receipt_email: 'a@b.example' });

    expect(made.id).toMatch(/^pi_[A-Za-z0-9]+$/);
    expect(made.client_secret).toMatch(new RegExp(`^${made.id}_secret_[A-Za-z0-9]+$`));
    expect(made).toMatchObject({
      object: 'payment_intent',
      amount: 488_000,
      amount_received: 0,
      currency: 'lkr',
      status: 'requires_payment_method',
      automatic_payment_methods: { enabled: true, allow_redirects: 'always' },
      capture_method: 'automatic_async',
      description: 'Order 7',
      receipt_email: 'a@b.example',
      livemode: false,
    });
    expect(Object.entries(made.metadata)).toEqual(Object.entries(metadata));
    expect(await stripe.paymentIntents.retrieve(made.id)).toEqual(made);
  });

  test('is paid with a card, and shows its charge where asked', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe, { metadata: { orderId: '7' } });
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa', expand: ['latest_charge.payment_intent', 'payment_method'] });

    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 145_000, last_payment_error: null });
    expect(paid.payment_method).toMatchObject({ object: 'payment_method', card: { brand: 'visa', last4: '4242' } });
    expect(paid.latest_charge).toMatchObject({
      object: 'charge',
      amount: 145_000,
      amount_captured: 145_000,
      captured: true,
      paid: true,
      status: 'succeeded',
      metadata: { orderId: '7' },
      payment_intent: { id, status: 'succeeded' },
    });
  });

  test('is made and paid in one call', async () => {
    const { stripe } = await sandboxUnderTest();
    const paid = await stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr', confirm: true, payment_method: 'pm_card_mastercard', return_url: returnUrl });
    expect(paid.status).toBe('succeeded');
  });

  test('with a payment method waits for its confirmation', async () => {
    const { stripe } = await sandboxUnderTest();
    const made = await newIntent(stripe, { payment_method: 'pm_card_visa' });
    expect(made.status).toBe('requires_confirmation');
    expect((await stripe.paymentIntents.confirm(made.id)).status).toBe('succeeded');
  });

  test('is authorized first and captured later, in part where asked', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe, { capture_method: 'manual' });
    const authorized = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa', expand: ['latest_charge'] });
    expect(authorized).toMatchObject({ status: 'requires_capture', amount_capturable: 145_000, amount_received: 0, latest_charge: { captured: false } });

    expect(await refusal(stripe.paymentIntents.capture(id, { amount_to_capture: 145_001 }))).toMatchObject({ code: 'amount_too_large', param: 'amount_to_capture' });
    const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 100_000, expand: ['latest_charge'] });
    expect(captured).toMatchObject({
      status: 'succeeded',
      amount_capturable: 0,
      amount_received: 100_000,
      latest_charge: { captured: true, amount_captured: 100_000, amount_refunded: 45_000 },
    });
  });

  test('that is canceled gives an authorized amount back', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe, { capture_method: 'manual', payment_method: 'pm_card_visa', confirm: true });
    const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'requested_by_customer', expand: ['latest_charge'] });
    expect(canceled).toMatchObject({
      status: 'canceled',
      amount_capturable: 0,
      cancellation_reason: 'requested_by_customer',
      latest_charge: { refunded: true, amount_refunded: 145_000 },
    });
    expect(canceled.canceled_at).toBeGreaterThanOrEqual(canceled.created);
  });

  test('is changed while it is unpaid; metadata is merged', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe, { metadata: { orderId: '7', note: 'old', gone: 'x' }, description: 'old' });
    const updated = await stripe.paymentIntents.update(id, {
      amount: 20_000,
      currency: 'LKR',
      description: '',
      metadata: { note: 'new', gone: '', more: 'y' },
      payment_method: 'pm_card_visa',
    });
    expect(updated).toMatchObject({ amount: 20_000, currency: 'lkr', description: null, status: 'requires_confirmation' });
    expect(updated.metadata).toEqual({ orderId: '7', note: 'new', more: 'y' });
    expect((await stripe.paymentIntents.update(id, { metadata: '' })).metadata).toEqual({});
  });

  test('takes of the allowed payment methods the cards', async () => {
    const { stripe } = await sandboxUnderTest();
    const made = await newIntent(stripe, { allowed_payment_method_types: ['ideal', 'card'] });
    expect(made).toMatchObject({ allowed_payment_method_types: ['ideal', 'card'], automatic_payment_methods: null, payment_method_types: ['card'] });
  });

  test('that was paid takes new words, and no new amount', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true });
    expect(await stripe.paymentIntents.update(id, { description: 'sent' })).toMatchObject({ description: 'sent', status: 'succeeded' });
    const error = await refusal(stripe.paymentIntents.update(id, { amount: 20_000 }));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state', payment_intent: { id, status: 'succeeded' } });
  });

  test('for automatic payment methods wants to know where a redirected customer comes back to', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr' });
    expect(await refusal(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }))).toMatchObject({ statusCode: 400, param: 'return_url' });
    const never = await stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr', automatic_payment_methods: { enabled: true, allow_redirects: 'never' } });
    expect((await stripe.paymentIntents.confirm(never.id, { payment_method: 'pm_card_visa' })).status).toBe('succeeded');
    expect((await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa', return_url: returnUrl })).status).toBe('succeeded');
  });
});

type Intents = Stripe['paymentIntents'];
type State = 'canceled' | 'requires_action' | 'requires_capture' | 'requires_confirmation' | 'requires_payment_method' | 'succeeded';

/** How an intent comes into each state. */
const into: Readonly<Record<State, (stripe: Stripe) => Promise<Stripe.PaymentIntent>>> = {
  requires_payment_method: (stripe) => newIntent(stripe),
  requires_confirmation: (stripe) => newIntent(stripe, { payment_method: 'pm_card_visa' }),
  requires_action: (stripe) => newIntent(stripe, { payment_method: 'pm_card_authenticationRequired', confirm: true }),
  requires_capture: (stripe) => newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true, capture_method: 'manual' }),
  succeeded: (stripe) => newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true }),
  canceled: async (stripe) => stripe.paymentIntents.cancel((await newIntent(stripe)).id),
};

const actions: Readonly<Record<string, (intents: Intents, id: string) => Promise<Stripe.PaymentIntent>>> = {
  confirm: (intents, id) => intents.confirm(id, { payment_method: 'pm_card_visa' }),
  capture: (intents, id) => intents.capture(id),
  cancel: (intents, id) => intents.cancel(id),
  'change the amount of': (intents, id) => intents.update(id, { amount: 20_000 }),
};

/** The state after each action; null where it is refused. */
const transitions: readonly (readonly [string, State, State | null])[] = [
  ['confirm', 'requires_payment_method', 'succeeded'],
  ['confirm', 'requires_confirmation', 'succeeded'],
  ['confirm', 'requires_action', 'succeeded'],
  ['confirm', 'requires_capture', null],
  ['confirm', 'succeeded', null],
  ['confirm', 'canceled', null],
  ['capture', 'requires_payment_method', null],
  ['capture', 'requires_confirmation', null],
  ['capture', 'requires_action', null],
  ['capture', 'requires_capture', 'succeeded'],
  ['capture', 'succeeded', null],
  ['capture', 'canceled', null],
  ['cancel', 'requires_payment_method', 'canceled'],
  ['cancel', 'requires_confirmation', 'canceled'],
  ['cancel', 'requires_action', 'canceled'],
  ['cancel', 'requires_capture', 'canceled'],
  ['cancel', 'succeeded', null],
  ['cancel', 'canceled', null],
  ['change the amount of', 'requires_payment_method', 'requires_payment_method'],
  ['change the amount of', 'requires_confirmation', 'requires_confirmation'],
  ['change the amount of', 'requires_action', 'requires_confirmation'],
  ['change the amount of', 'requires_capture', null],
  ['change the amount of', 'succeeded', null],
  ['change the amount of', 'canceled', null],
];

describe('the states of a payment intent', () => {
  test.each(transitions)('%s one that is %s: %s', async (action, from, to) => {
    const { stripe } = await sandboxUnderTest();
    const intent = await into[from](stripe);
    expect(intent.status).toBe(from);
    const attempt = actions[action]?.(stripe.paymentIntents, intent.id) ?? Promise.reject(new Error(`there is no ${action}`));
    if (to !== null) {
      expect(await attempt).toMatchObject({ status: to, next_action: null });
      return;
    }
    expect(await refusal(attempt)).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      payment_intent: { id: intent.id, status: from },
    });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
  });

  test('confirming without any payment method is refused', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe);
    expect(await refusal(stripe.paymentIntents.confirm(id))).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });
});

describe('the parameters of a payment intent', () => {
  const long = 'x'.repeat(501);
  test.each<[Readonly<Record<string, unknown>>, { readonly code?: string; readonly param: string }]>([
    [{ currency: 'lkr' }, { code: 'parameter_missing', param: 'amount' }],
    [{ amount: 145_000 }, { code: 'parameter_missing', param: 'currency' }],
    [{ amount: 'many', currency: 'lkr' }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: 1450.5, currency: 'lkr' }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: '', currency: 'lkr' }, { code: 'parameter_invalid_empty', param: 'amount' }],
    [{ amount: 0, currency: 'lkr' }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: -145_000, currency: 'lkr' }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: '1e6', currency: 'lkr' }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: '9'.repeat(30), currency: 'lkr' }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: 14_999, currency: 'lkr' }, { code: 'amount_too_small', param: 'amount' }],
    [{ amount: 49, currency: 'usd' }, { code: 'amount_too_small', param: 'amount' }],
    [{ amount: 100_000_000, currency: 'lkr' }, { code: 'amount_too_large', param: 'amount' }],
    [{ amount: 145_000, currency: 'xxx' }, { param: 'currency' }],
    [{ amount: 145_000, currency: 'rupee' }, { param: 'currency' }],
    [{ amount: 145_000, currency: 'lkr', colour: 'red' }, { code: 'parameter_unknown', param: 'colour' }],
    [{ amount: 145_000, currency: 'lkr', toString: 'x' }, { code: 'parameter_unknown', param: 'toString' }],
    [{ amount: 145_000, currency: 'lkr', confirm: 'maybe' }, { param: 'confirm' }],
    [{ amount: 145_000, currency: 'lkr', capture_method: 'later' }, { param: 'capture_method' }],
    [{ amount: 145_000, currency: 'lkr', metadata: 'x' }, { param: 'metadata' }],
    [{ amount: 145_000, currency: 'lkr', metadata: { a: { b: 'c' } } }, { param: 'metadata[a]' }],
    [{ amount: 145_000, currency: 'lkr', metadata: { a: long } }, { param: 'metadata[a]' }],
    [{ amount: 145_000, currency: 'lkr', metadata: { ['k'.repeat(41)]: 'a' } }, { param: `metadata[${'k'.repeat(41)}]` }],
    [{ amount: 145_000, currency: 'lkr', metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v'])) }, { param: 'metadata' }],
    [{ amount: 145_000, currency: 'lkr', payment_method_types: ['card'] }, { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' }],
    [{ amount: 145_000, currency: 'lkr', allowed_payment_method_types: ['ideal'] }, { code: 'payment_intent_invalid_parameter', param: 'allowed_payment_method_types' }],
    [{ amount: 145_000, currency: 'lkr', allowed_payment_method_types: 'card' }, { param: 'allowed_payment_method_types' }],
    [{ amount: 145_000, currency: 'lkr', allowed_payment_method_types: { a: 'card' } }, { param: 'allowed_payment_method_types' }],
    [
      { amount: 145_000, currency: 'lkr', automatic_payment_methods: { enabled: true }, allowed_payment_method_types: ['card'] },
      { param: 'allowed_payment_method_types' },
    ],
    [{ amount: 145_000, currency: 'lkr', payment_method: 'pm_nothing' }, { code: 'resource_missing', param: 'payment_method' }],
    [{ amount: 145_000, currency: 'lkr', payment_method: 'constructor' }, { code: 'resource_missing', param: 'payment_method' }],
    [{ amount: 145_000, currency: 'lkr', return_url: returnUrl }, { param: 'return_url' }],
    [{ amount: 145_000, currency: 'lkr', confirm: true, return_url: 'javascript:alert(1)' }, { code: 'url_invalid', param: 'return_url' }],
    [{ amount: 145_000, currency: 'lkr', expand: ['customer'] }, { param: 'expand' }],
    [{ amount: 145_000, currency: 'lkr', expand: ['constructor'] }, { param: 'expand' }],
  ])('%j', async (params, expected) => {
    const { stripe } = await sandboxUnderTest();
    const error = await refusal(stripe.rawRequest('POST', '/v1/payment_intents', { ...params }));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, ...expected });
    expect(error.code).toBe(expected.code);
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
    expect((await stripe.events.list()).data).toEqual([]);
  });

  test.each([
    ['lkr', 15_000],
    ['usd', 50],
    ['jpy', 50],
    ['lkr', 99_999_999],
    ['kwd', 1],
  ])('%s takes %d', async (currency, amount) => {
    const { stripe } = await sandboxUnderTest();
    expect(await stripe.paymentIntents.create({ amount, currency })).toMatchObject({ amount, currency });
  });

  test('metadata at its limits is kept as it is', async () => {
    const { stripe } = await sandboxUnderTest();
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}`.padEnd(40, 'k'), 'ර'.repeat(500)]));
    expect((await newIntent(stripe, { metadata })).metadata).toEqual(metadata);
  });
});
