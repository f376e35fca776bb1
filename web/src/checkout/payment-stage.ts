import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { Payment } from '@kada-mandiya/http-contracts/payment-service';

/**
 * What the payment page shows. `waiting`: there is no payment yet. `payable`: the card form. `settled`: the money is there, on its
 * way or back; the order's page tells. `cancelled`: there is nothing to pay any more.
 */
export type PaymentStage =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'payable'; readonly clientSecret: string; readonly failure: string | undefined }
  | { readonly kind: 'settled' }
  | { readonly kind: 'cancelled' };

/** The payment is the one to ask; the order hears of it later. */
export function paymentStage(order: Pick<Order, 'status'>, payment: Pick<Payment, 'clientSecret' | 'failureMessage' | 'status'> | undefined): PaymentStage {
  if (order.status === 'CANCELLED') return { kind: 'cancelled' };
  if (payment === undefined) return { kind: order.status === 'PAID' ? 'settled' : 'waiting' };
  switch (payment.status) {
    case 'REQUIRES_PAYMENT':
    case 'FAILED':
      return payment.clientSecret === undefined ? { kind: 'waiting' } : { kind: 'payable', clientSecret: payment.clientSecret, failure: payment.failureMessage };
    case 'PROCESSING':
    case 'SUCCEEDED':
    case 'REFUNDED':
      return { kind: 'settled' };
    case 'CANCELLED':
      return { kind: 'cancelled' };
  }
}
