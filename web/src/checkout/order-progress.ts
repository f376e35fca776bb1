import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { Payment } from '@kada-mandiya/http-contracts/payment-service';

export interface OrderProgress {
  readonly label: string;
  readonly tone: 'bad' | 'good' | 'info' | 'warn';
  /** What it means for the customer. */
  readonly sentence: string;
  /** Something may still change by itself. */
  readonly open: boolean;
  readonly payable: boolean;
}

type Paid = Pick<Payment, 'failureMessage' | 'status'>;

/** Where an order is. `confirmed`: the customer has just paid, and the bank's word is on its way to us. */
export function progressOf(order: Pick<Order, 'cancellationReason' | 'status'>, payment: Paid | undefined, { confirmed }: { readonly confirmed: boolean }): OrderProgress {
  switch (order.status) {
    case 'PAID':
      return { label: 'Paid', tone: 'good', sentence: 'Thank you. We are packing your order.', open: false, payable: false };
    case 'CANCELLED':
      return { label: 'Cancelled', tone: 'warn', sentence: [reasons[order.cancellationReason ?? 'customer-request'], moneyBack(payment)].join(''), open: false, payable: false };
    case 'PENDING_PAYMENT':
    case 'PAYMENT_FAILED':
      return unpaid(order.status, payment, confirmed);
  }
}

const reasons = {
  'customer-request': 'You cancelled this order.',
  'payment-failed': 'It could not be paid, so it was cancelled.',
} as const;

function moneyBack(payment: Paid | undefined): string {
  return payment?.status === 'REFUNDED' ? ' Your payment was sent back to your card.' : '';
}

function unpaid(status: 'PAYMENT_FAILED' | 'PENDING_PAYMENT', payment: Paid | undefined, confirmed: boolean): OrderProgress {
  if (confirmed || payment?.status === 'SUCCEEDED' || payment?.status === 'PROCESSING') {
    return { label: 'Payment on its way', tone: 'info', sentence: 'Your bank has agreed. We are waiting for its word, which takes a moment.', open: true, payable: false };
  }
  if (status === 'PENDING_PAYMENT') return { label: 'Waiting for payment', tone: 'info', sentence: 'We begin packing when it is paid.', open: true, payable: true };
  const why = payment?.failureMessage ?? 'The payment did not go through.';
  return { label: 'Payment failed', tone: 'bad', sentence: `${why} No money was taken. You can try again, with another card too.`, open: true, payable: true };
}

export interface TimelineEntry {
  readonly title: string;
  /** RFC 3339. */
  readonly at: string;
}

/** What has happened to an order, the first thing first. */
export function timelineOf({ status, createdAt, paidAt, updatedAt }: Pick<Order, 'createdAt' | 'paidAt' | 'status' | 'updatedAt'>): readonly TimelineEntry[] {
  const last: Readonly<Record<Order['status'], readonly TimelineEntry[]>> = {
    PENDING_PAYMENT: [],
    PAYMENT_FAILED: [{ title: 'Payment failed', at: updatedAt }],
    PAID: [{ title: 'Paid', at: paidAt ?? updatedAt }],
    CANCELLED: [{ title: 'Cancelled', at: updatedAt }],
  };
  return [{ title: 'Placed', at: createdAt }, ...last[status]];
}
