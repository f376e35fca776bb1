import { expect, test } from '@jest/globals';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { Payment } from '@kada-mandiya/http-contracts/payment-service';
import { paymentStage } from '#checkout/payment-stage.ts';

const clientSecret = 'pi_1_secret_2';

test.each<[Order['status'], Payment['status'] | 'none', ReturnType<typeof paymentStage>]>([
  ['PENDING_PAYMENT', 'none', { kind: 'waiting' }],
  ['PENDING_PAYMENT', 'REQUIRES_PAYMENT', { kind: 'payable', clientSecret, failure: undefined }],
  ['PENDING_PAYMENT', 'FAILED', { kind: 'payable', clientSecret, failure: 'Your card was declined.' }],
  ['PAYMENT_FAILED', 'FAILED', { kind: 'payable', clientSecret, failure: 'Your card was declined.' }],
  ['PAYMENT_FAILED', 'SUCCEEDED', { kind: 'settled' }],
  ['PENDING_PAYMENT', 'PROCESSING', { kind: 'settled' }],
  ['PAID', 'SUCCEEDED', { kind: 'settled' }],
  ['PAID', 'none', { kind: 'settled' }],
  ['PENDING_PAYMENT', 'CANCELLED', { kind: 'cancelled' }],
  ['CANCELLED', 'REQUIRES_PAYMENT', { kind: 'cancelled' }],
  ['CANCELLED', 'none', { kind: 'cancelled' }],
  ['PENDING_PAYMENT', 'REFUNDED', { kind: 'settled' }],
])('an order that is %s with a payment that is %s', (status, paymentStatus, stage) => {
  const failed = paymentStatus === 'FAILED' ? { failureMessage: 'Your card was declined.' } : {};
  expect(paymentStage({ status }, paymentStatus === 'none' ? undefined : { status: paymentStatus, clientSecret, ...failed })).toEqual(stage);
});

test('a payment whose secret is not there yet is waited for', () => {
  expect(paymentStage({ status: 'PENDING_PAYMENT' }, { status: 'REQUIRES_PAYMENT' })).toEqual({ kind: 'waiting' });
});
