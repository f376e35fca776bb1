import { describe, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { testCards } from '../src/index.ts';
import { hasValidCheckDigit } from '../src/cards.ts';
import { cardFields, fromBrowser, newIntent, refusal, sandboxUnderTest } from './sandbox-under-test.ts';

type Failure = readonly [code: string, declineCode: string | undefined];
const declines: readonly (readonly [string, string, ...Failure])[] = [
  ['4000000000000002', 'pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['4000000000000002', 'pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['4000000000009995', 'pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['4000000000009995', 'pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['4000000000009987', 'pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['4000000000009979', 'pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['4000000000006975', 'pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
  ['4000000000000069', 'pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ['4000000000000127', 'pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined],
  ['4000000000000119', 'pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
  ['4000000000000341', 'pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
  ['4100000000000019', 'pm_card_radarBlock', 'card_declined', 'fraudulent'],
];

const payments: readonly (readonly [string, string | undefined, string, string])[] = [
  ['4242424242424242', 'pm_card_visa', 'visa', 'credit'],
  ['4000056655665556', 'pm_card_visa_debit', 'visa', 'debit'],
  ['5555555555554444', 'pm_card_mastercard', 'mastercard', 'credit'],
  ['2223003122003222', undefined, 'mastercard', 'credit'],
  ['5200828282828210', 'pm_card_mastercard_debit', 'mastercard', 'debit'],
  ['5105105105105100', 'pm_card_mastercard_prepaid', 'mastercard', 'prepaid'],
  ['378282246310005', 'pm_card_amex', 'amex', 'credit'],
  ['6011111111111117', 'pm_card_discover', 'discover', 'credit'],
  ['3056930009020004', 'pm_card_diners', 'diners', 'credit'],
  ['3566002020360505', 'pm_card_jcb', 'jcb', 'credit'],
  ['6200000000000005', 'pm_card_unionpay', 'unionpay', 'credit'],
  ['4000000000003055', 'pm_card_threeDSecureOptional', 'visa', 'credit'],
];

describe('a card that pays', () => {
  test.each(payments)('%s %s', async (number, token, brand, funding) => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const typed = await newIntent(stripe);
    const answer = await fromBrowser(sandbox, `/v1/payment_intents/${typed.id}/confirm`, cardFields(number, { client_secret: typed.client_secret ?? '' }));
    expect(await answer.json()).toMatchObject({ status: 'succeeded' });

    const named = await newIntent(stripe, { payment_method: token ?? 'pm_card_visa', confirm: true });
    for (const { id } of token === undefined ? [typed] : [typed, named]) {
      const { payment_method: method } = await stripe.paymentIntents.retrieve(id, { expand: ['payment_method'] });
      expect(method).toMatchObject({ card: { brand, funding, last4: number.slice(-4) } });
    }
  });
});

describe('a card that is declined', () => {
  test.each(declines)('%s %s', async (number, token, code, declineCode) => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const intent = await newIntent(stripe, { metadata: { orderId: '7' } });
    const error = await refusal(stripe.paymentIntents.confirm(intent.id, { payment_method: token }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ rawType: 'card_error', statusCode: 402, code, payment_intent: { id: intent.id, status: 'requires_payment_method' } });
    // The SDK has the empty string for none.
    expect(error.decline_code).toBe(declineCode ?? '');

    const declined = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(declined).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      amount_received: 0,
      last_payment_error: { type: 'card_error', code, charge: error.charge, payment_method: { card: { last4: number.slice(-4) } } },
      latest_charge: { id: error.charge, status: 'failed', paid: false, captured: false, failure_code: code, metadata: { orderId: '7' } },
    });
    expect(declined.last_payment_error?.decline_code).toBe(declineCode);
    expect(error.message).toBe(declined.last_payment_error?.message);

    const typed = await fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, cardFields(number, { client_secret: intent.client_secret ?? '' }));
    expect(typed.status).toBe(402);
    expect(await typed.json()).toMatchObject({ error: { type: 'card_error', code, payment_intent: { id: intent.id, status: 'requires_payment_method' } } });

    expect(await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  test('while the intent is made leaves an intent that can be paid', async () => {
    const { stripe } = await sandboxUnderTest();
    const error = await refusal(newIntent(stripe, { payment_method: 'pm_card_chargeDeclined', confirm: true }));
    const [intent] = (await stripe.paymentIntents.list()).data;
    expect(intent).toMatchObject({ id: error.payment_intent?.id, status: 'requires_payment_method' });
  });
});

describe('what a card form gets wrong', () => {
  const month = 'payment_method_data[card][exp_month]';
  const year = 'payment_method_data[card][exp_year]';
  const cvc = 'payment_method_data[card][cvc]';
  const thisYear = new Date().getUTCFullYear();
  test.each<[string, Record<string, string>, string, string]>([
    ['a wrong check digit', cardFields('4242424242424241'), 'incorrect_number', 'number'],
    ['letters', cardFields('4242abcd42424242'), 'invalid_number', 'number'],
    ['too few digits', cardFields('42424242'), 'invalid_number', 'number'],
    ['month 13', cardFields('4242424242424242', { [month]: '13' }), 'invalid_expiry_month', 'exp_month'],
    ['month 0', cardFields('4242424242424242', { [month]: '0' }), 'invalid_expiry_month', 'exp_month'],
    ['last year', cardFields('4242424242424242', { [year]: String(thisYear - 1) }), 'invalid_expiry_year', 'exp_year'],
    ['a year far away', cardFields('4242424242424242', { [year]: String(thisYear + 51) }), 'invalid_expiry_year', 'exp_year'],
    ['a code of two digits', cardFields('4242424242424242', { [cvc]: '12' }), 'invalid_cvc', 'cvc'],
    ['a code of four digits on a Visa card', cardFields('4242424242424242', { [cvc]: '1234' }), 'invalid_cvc', 'cvc'],
    ['a code of three digits on an American Express card', cardFields('378282246310005', { [cvc]: '123' }), 'invalid_cvc', 'cvc'],
    ['a card that is no test card', cardFields('4111111111111111'), 'card_declined', ''],
  ])('%s', async (_, fields, code, param) => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const intent = await newIntent(stripe);
    const answer = await fromBrowser(sandbox, `/v1/payment_intents/${intent.id}/confirm`, { ...fields, client_secret: intent.client_secret ?? '' });
    expect(await answer.json()).toMatchObject({ error: { code, param } });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
    expect((await stripe.events.list()).data.map(({ type }) => type)).toEqual(['payment_intent.created']);
  });

  test('an expiry in this year, but before this month', async () => {
    const clock = { now: () => new Date('2026-06-30T23:59:59Z'), sleep: () => new Promise<void>(() => undefined) };
    const { stripe } = await sandboxUnderTest({ clock });
    const withMonth = (exp_month: number): Promise<Stripe.PaymentMethod> =>
      stripe.paymentMethods.create({ type: 'card', card: { number: '4242424242424242', exp_month, exp_year: 2026, cvc: '123' } });
    expect(await refusal(withMonth(5))).toMatchObject({ statusCode: 402, code: 'invalid_expiry_month', param: 'exp_month' });
    expect((await withMonth(6)).card).toMatchObject({ exp_month: 6, exp_year: 2026 });
  });
});

describe('a payment method', () => {
  test('keeps neither the number nor the security code', async () => {
    const { stripe } = await sandboxUnderTest();
    const card = { number: '4242 4242-4242 4242', exp_month: 7, exp_year: new Date().getUTCFullYear() + 1, cvc: '987' };
    const made = await stripe.paymentMethods.create({ type: 'card', card, billing_details: { name: 'Nimal', address: { city: 'Kandy' } } });
    expect(made).toMatchObject({ type: 'card', card: { last4: '4242', exp_month: 7, checks: { cvc_check: 'pass' } }, billing_details: { name: 'Nimal', address: { city: 'Kandy', line1: null } } });
    const stored = await stripe.paymentMethods.retrieve(made.id);
    expect(stored).toEqual(made);
    expect(JSON.stringify(stored)).not.toMatch(/4242424242|987/);
    expect((await newIntent(stripe, { payment_method: made.id, confirm: true })).status).toBe('succeeded');
  });
});

test('all test cards have right check digits, and names and numbers of their own', () => {
  expect(testCards.filter(({ number }) => !hasValidCheckDigit(number))).toEqual([]);
  expect(new Set(testCards.map(({ number }) => number)).size).toBe(testCards.length);
  const tokens = testCards.flatMap(({ token }) => token ?? []);
  expect(new Set(tokens).size).toBe(tokens.length);
});
