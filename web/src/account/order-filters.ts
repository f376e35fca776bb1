import type { OrderStatus } from '@kada-mandiya/http-contracts/order-service';

/** The orders that one may ask for. */
export const statusFilters: readonly { readonly status: OrderStatus | undefined; readonly name: string }[] = [
  { status: undefined, name: 'All' },
  { status: 'PENDING_PAYMENT', name: 'Waiting for payment' },
  { status: 'PAYMENT_FAILED', name: 'Payment failed' },
  { status: 'PAID', name: 'Paid' },
  { status: 'CANCELLED', name: 'Cancelled' },
];

/** The status that an address asks for; `undefined` for all, and for what is no status. */
export function orderStatusOf(text: string): OrderStatus | undefined {
  return statusFilters.find(({ status }) => status === text)?.status;
}
