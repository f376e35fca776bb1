import { describe, expect, test } from '@jest/globals';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { Payment } from '@kada-mandiya/http-contracts/payment-service';
import { progressOf, timelineOf } from '#checkout/order-progress.ts';

const declined = { status: 'FAILED', failureMessage: 'Your card was declined.' } as const;

interface Case {
  readonly order: Pick<Order, 'cancellationReason' | 'status'>;
  readonly payment?: Pick<Payment, 'failureMessage' | 'status'>;
  readonly confirmed?: boolean;
  readonly says: RegExp;
  readonly open: boolean;
  readonly payable: boolean;
}

describe('an order', () => {
  test.each<[string, Case]>([
    ['just placed', { order: { status: 'PENDING_PAYMENT' }, says: /^Waiting for payment/, open: true, payable: true }],
    ['whose card was declined', { order: { status: 'PAYMENT_FAILED' }, payment: declined, says: /^Payment failed: Your card was declined\. No money/, open: true, payable: true }],
    ['whose payment failed in some way', { order: { status: 'PAYMENT_FAILED' }, says: /did not go through/, open: true, payable: true }],
    ['just paid in this browser', { order: { status: 'PENDING_PAYMENT' }, confirmed: true, says: /^Payment on its way/, open: true, payable: false }],
    ['declined, then paid in this browser', { order: { status: 'PAYMENT_FAILED' }, payment: declined, confirmed: true, says: /^Payment on its way/, open: true, payable: false }],
    ['paid elsewhere a moment ago', { order: { status: 'PENDING_PAYMENT' }, payment: { status: 'SUCCEEDED' }, says: /^Payment on its way/, open: true, payable: false }],
    ['paid', { order: { status: 'PAID' }, payment: { status: 'SUCCEEDED' }, confirmed: true, says: /^Paid: Thank you/, open: false, payable: false }],
    ['cancelled by its owner', { order: { status: 'CANCELLED', cancellationReason: 'customer-request' }, says: /^Cancelled: You cancelled this order\.$/, open: false, payable: false }],
    ['cancelled for want of payment', { order: { status: 'CANCELLED', cancellationReason: 'payment-failed' }, says: /could not be paid/, open: false, payable: false }],
    ['cancelled while the money came', { order: { status: 'CANCELLED', cancellationReason: 'customer-request' }, payment: { status: 'REFUNDED' }, says: /sent back to your card/, open: false, payable: false }],
  ])('%s', (_, { order, payment, confirmed = false, says, open, payable }) => {
    const progress = progressOf(order, payment, { confirmed });
    expect(`${progress.label}: ${progress.sentence}`).toMatch(says);
    expect([progress.open, progress.payable]).toEqual([open, payable]);
  });

  test.each<[Order['status'], string | undefined, readonly string[]]>([
    ['PENDING_PAYMENT', undefined, ['Placed 08:15']],
    ['PAYMENT_FAILED', undefined, ['Placed 08:15', 'Payment failed 08:20']],
    ['PAID', '08:16', ['Placed 08:15', 'Paid 08:16']],
    ['PAID', undefined, ['Placed 08:15', 'Paid 08:20']],
    ['CANCELLED', undefined, ['Placed 08:15', 'Cancelled 08:20']],
  ])('that is %s has its history', (status, paidAt, history) => {
    const entries = timelineOf({ status, createdAt: '08:15', updatedAt: '08:20', ...(paidAt === undefined ? {} : { paidAt }) });
    expect(entries.map(({ title, at }) => `${title} ${at}`)).toEqual(history);
  });
});
