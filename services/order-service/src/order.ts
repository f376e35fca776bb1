import type { CancellationReason, Order, OrderLine, OrderStatus } from '@kada-mandiya/http-contracts/order-service';

/** An order as its owner sees it. */
export type OrderState = Readonly<Omit<Order, 'items'>> & { readonly items: readonly Readonly<OrderLine>[] };

/** What happens to an order after it was placed. */
export type OrderEvent =
  | { readonly kind: 'intent-created'; readonly paymentIntentId: string }
  | { readonly kind: 'payment-succeeded'; readonly paymentIntentId: string }
  /** An attempt failed; the same intent takes another one. */
  | { readonly kind: 'payment-failed'; readonly paymentIntentId: string }
  /** The intent takes no further attempt. */
  | { readonly kind: 'payment-given-up'; readonly paymentIntentId: string }
  /** By the customer. */
  | { readonly kind: 'cancel-requested' };

/**
 * Where each event leads, in whatever order and however often the events come: a result may overtake the news of its
 * intent, an old failure may follow a success, and a payment may come after all to an order that was given up
 * (payment-service refunds it). `PAID` and `CANCELLED` are final, so each is entered at most once.
 */
const leadsTo: Readonly<Record<OrderStatus, Readonly<Record<OrderEvent['kind'], OrderStatus>>>> = {
  PENDING_PAYMENT: {
    'intent-created': 'PENDING_PAYMENT',
    'payment-succeeded': 'PAID',
    'payment-failed': 'PAYMENT_FAILED',
    'payment-given-up': 'CANCELLED',
    'cancel-requested': 'CANCELLED',
  },
  PAYMENT_FAILED: {
    'intent-created': 'PAYMENT_FAILED',
    'payment-succeeded': 'PAID',
    'payment-failed': 'PAYMENT_FAILED',
    'payment-given-up': 'CANCELLED',
    'cancel-requested': 'CANCELLED',
  },
  PAID: {
    'intent-created': 'PAID',
    'payment-succeeded': 'PAID',
    'payment-failed': 'PAID',
    'payment-given-up': 'PAID',
    'cancel-requested': 'PAID',
  },
  CANCELLED: {
    'intent-created': 'CANCELLED',
    'payment-succeeded': 'CANCELLED',
    'payment-failed': 'CANCELLED',
    'payment-given-up': 'CANCELLED',
    'cancel-requested': 'CANCELLED',
  },
};

/** What an event has made of an order, and what has to be told of it. */
export type Outcome =
  | { readonly kind: 'unchanged'; readonly order: OrderState }
  | { readonly kind: 'changed'; readonly order: OrderState }
  | { readonly kind: 'paid'; readonly order: PaidOrder }
  | { readonly kind: 'cancelled'; readonly order: CancelledOrder };

export type PaidOrder = OrderState & { readonly paymentIntentId: string };
export type CancelledOrder = OrderState & { readonly cancellationReason: CancellationReason };

export function after(order: OrderState, event: OrderEvent, now: Date): Outcome {
  const updatedAt = now.toISOString();
  const status = leadsTo[order.status][event.kind];
  const isEntered = status !== order.status;
  if (isEntered && status === 'PAID' && event.kind === 'payment-succeeded') {
    return { kind: 'paid', order: { ...order, status, paymentIntentId: event.paymentIntentId, paidAt: updatedAt, updatedAt } };
  }
  // An order has one intent for its whole life; whichever event names it first.
  const { paymentIntentId = 'paymentIntentId' in event ? event.paymentIntentId : undefined } = order;
  const next = { ...order, status, ...(paymentIntentId === undefined ? {} : { paymentIntentId }), updatedAt };
  if (isEntered && status === 'CANCELLED') {
    return { kind: 'cancelled', order: { ...next, cancellationReason: event.kind === 'cancel-requested' ? 'customer-request' : 'payment-failed' } };
  }
  return isEntered || paymentIntentId !== order.paymentIntentId ? { kind: 'changed', order: next } : { kind: 'unchanged', order };
}

/** The order as it was when it was placed, whatever has happened since. */
export function asPlaced({ orderId, userId, items, amount, currency, createdAt }: OrderState): OrderState {
  return { orderId, userId, status: 'PENDING_PAYMENT', items, amount, currency, createdAt, updatedAt: createdAt };
}

/** An order as the contract has it over HTTP. */
export function bodyOf({ items, ...order }: OrderState): Order {
  return { ...order, items: [...items] };
}

export function toOrderCreated({ orderId, userId, amount, currency, items }: OrderState): Pick<Order, 'orderId' | 'userId' | 'amount' | 'currency' | 'items'> {
  return { orderId, userId, amount, currency, items: [...items] };
}

export function toOrderPaid({ paymentIntentId, ...order }: PaidOrder): ReturnType<typeof toOrderCreated> & { paymentIntentId: string } {
  return { ...toOrderCreated(order), paymentIntentId };
}

export function toOrderCancelled({ orderId, userId, amount, currency, cancellationReason }: CancelledOrder): Pick<Order, 'orderId' | 'userId' | 'amount' | 'currency'> & { reason: CancellationReason } {
  return { orderId, userId, amount, currency, reason: cancellationReason };
}
