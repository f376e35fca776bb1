import type { OrderCancelledV1Data, OrderPaidV1Data, PaymentFailedV1Data } from '@kada-mandiya/event-contracts';

/** What a user is told. */
export interface Message {
  readonly kind: string;
  readonly subject: string;
  /** Plain text, at most 5000 characters, as the contract of a notification says. */
  readonly body: string;
  readonly orderId?: string;
}

const mostCharacters = 5000;

/** Every line of the order, as long as they fit, and the total. The name is there where it is known. */
export function orderPaid({ orderId, amount, currency, items }: OrderPaidV1Data, name?: string): Message {
  const greeting = name === undefined ? 'Thank you.' : `Thank you, ${name}.`;
  const total = `Paid: ${money(amount, currency)}`;
  const lines = items.map((item) => `${item.quantity} x ${item.name}: ${money(item.amount, currency)}`);
  const room = mostCharacters - lengthOf(`${greeting}\n\n\n${total}`) - 40;
  return { kind: 'order-paid', subject: 'Your order is paid', body: `${greeting}\n\n${fitting(lines, room)}\n${total}`, orderId };
}

export function paymentFailed({ orderId, amount, currency, failureMessage, retryable }: PaymentFailedV1Data): Message {
  const next = retryable ? 'You can try again with another card.' : 'This order can no longer be paid.';
  const body = `The payment of ${money(amount, currency)} ${retryable ? 'was declined' : 'failed'}: ${failureMessage} ${next}`;
  return { kind: 'payment-failed', subject: 'Your payment did not go through', body, orderId };
}

const reasons = {
  'customer-request': 'as you wished',
  'payment-failed': 'because it could not be paid',
} as const;

export function orderCancelled({ orderId, amount, currency, reason }: OrderCancelledV1Data): Message {
  return { kind: 'order-cancelled', subject: 'Your order is cancelled', body: `Your order over ${money(amount, currency)} is cancelled, ${reasons[reason]}.`, orderId };
}

/** Where Stripe, whose units the contracts count in, and ISO 4217 differ (https://docs.stripe.com/currencies). */
const stripeDigits: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** An amount in minor units as people write it: `LKR 1,450.00`. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  const digits = stripeDigits[currency] ?? format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits).replaceAll('\u00a0', ' ');
}

function fitting(lines: readonly string[], room: number): string {
  const kept: string[] = [];
  let left = room;
  for (const line of lines) {
    left -= lengthOf(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const rest = lines.length - kept.length;
  return [...kept, ...(rest === 0 ? [] : [`and ${rest} more`])].join('\n');
}

/** In code points, as contracts count. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
