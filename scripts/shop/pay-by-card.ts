import type { Payable } from './visitor.ts';

/** Stripe's own test numbers. */
export const cards = { good: '4242424242424242', declined: '4000000000000002' } as const;

/** The part of Stripe that a browser sees. */
export interface CardDesk {
  readonly url: string;
  readonly publishableKey: string;
}

export type CardOutcome = { readonly kind: 'paid' } | { readonly kind: 'declined'; readonly code: string } | { readonly kind: 'other'; readonly status: string };

/** Does what Stripe.js does in the browser: confirms a payment with a card, the publishable key and the client secret. */
export async function payByCard({ url, publishableKey }: CardDesk, { paymentIntentId, clientSecret }: Payable, number: string): Promise<CardOutcome> {
  const form = new URLSearchParams({
    client_secret: clientSecret,
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': number,
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '34',
    'payment_method_data[card][cvc]': '123',
    use_stripe_sdk: 'true',
  });
  const headers = { authorization: `Bearer ${publishableKey}` };
  const response = await fetch(`${url}/v1/payment_intents/${paymentIntentId}/confirm`, { method: 'POST', headers, body: form });
  const answer: unknown = await response.json();
  if (response.status === 402) return { kind: 'declined', code: textAt(answer, 'error', 'decline_code') ?? textAt(answer, 'error', 'code') ?? 'unknown' };
  if (!response.ok) throw new Error(`Stripe answered ${response.status}: ${textAt(answer, 'error', 'message') ?? 'nothing more'}`);
  const status = textAt(answer, 'status') ?? 'unknown';
  return status === 'succeeded' ? { kind: 'paid' } : { kind: 'other', status };
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined), value);
  return typeof found === 'string' ? found : undefined;
}
