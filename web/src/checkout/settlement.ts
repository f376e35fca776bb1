import type { PaymentIntentResult } from '@stripe/stripe-js';

/** What became of an attempt to pay. `settled`: the money is there or on its way. */
export type Settlement = { readonly kind: 'settled' } | { readonly kind: 'open' } | { readonly kind: 'refused'; readonly message: string };

const unknown = 'The payment did not go through. Please try again: an order is never charged twice.';

/** What Stripe.js says of a payment, in Stripe's words where it was refused. */
export function settlementOf({ paymentIntent, error }: PaymentIntentResult): Settlement {
  // Who pays in two windows is told in the second one that it is paid.
  const intent = paymentIntent ?? error.payment_intent;
  if (intent?.status === 'succeeded' || intent?.status === 'processing' || intent?.status === 'requires_capture') return { kind: 'settled' };
  // What is not filled in is said at its field, by Stripe.js itself.
  if (error?.type === 'validation_error') return { kind: 'open' };
  if (error !== undefined) return { kind: 'refused', message: error.message ?? unknown };
  const failed = paymentIntent.last_payment_error;
  return failed === null ? { kind: 'open' } : { kind: 'refused', message: failed.message ?? unknown };
}
