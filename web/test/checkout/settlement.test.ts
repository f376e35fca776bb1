import { expect, test } from '@jest/globals';
import type { PaymentIntentResult } from '@stripe/stripe-js';
import { settlementOf, type Settlement } from '#checkout/settlement.ts';
import { intentThatIs } from './fake-stripe.ts';

test.each<[string, PaymentIntentResult, Settlement]>([
  ['paid', { paymentIntent: intentThatIs('succeeded') }, { kind: 'settled' }],
  ['with the bank', { paymentIntent: intentThatIs('processing') }, { kind: 'settled' }],
  ['held', { paymentIntent: intentThatIs('requires_capture') }, { kind: 'settled' }],
  ['paid in another window', { error: { type: 'invalid_request_error', payment_intent: intentThatIs('succeeded') } }, { kind: 'settled' }],
  ['declined', { error: { type: 'card_error', message: 'Your card was declined.' } }, { kind: 'refused', message: 'Your card was declined.' }],
  ['refused without a word', { error: { type: 'api_error' } }, { kind: 'refused', message: 'The payment did not go through. Please try again: an order is never charged twice.' }],
  ['declined on a page of the bank', { paymentIntent: intentThatIs('requires_payment_method', 'Your bank said no.') }, { kind: 'refused', message: 'Your bank said no.' }],
  ['not tried yet', { paymentIntent: intentThatIs('requires_payment_method') }, { kind: 'open' }],
  ['not filled in', { error: { type: 'validation_error', message: 'Your card number is incomplete.' } }, { kind: 'open' }],
])('a payment that is %s', (_, result, settlement) => {
  expect(settlementOf(result)).toEqual(settlement);
});
