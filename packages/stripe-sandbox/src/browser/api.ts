import type { PaymentIntent, StripeError } from '@stripe/stripe-js';

/** A card, as the form has it. */
export interface Card {
  readonly number: string;
  readonly month: number;
  readonly year: number;
  readonly cvc: string;
}

/** What became of a request: as Stripe.js hands it on, but for `undefined` in the other place. */
export type IntentOutcome = { readonly intent: PaymentIntent } | { readonly error: StripeError };

export interface PublicApi {
  retrieve(clientSecret: string): Promise<IntentOutcome>;
  confirm(clientSecret: string, card: Card, returnUrl: string | undefined): Promise<IntentOutcome>;
  /** Tells the customer's bank what the customer said. */
  answerBank(address: string, outcome: 'failed' | 'succeeded'): Promise<IntentOutcome>;
}

/** The part of the API that a browser may use, with a publishable key. */
export function createPublicApi(apiUrl: string, publishableKey: string): PublicApi {
  const intentAt = (clientSecret: string, action = ''): URL => new URL(`/v1/payment_intents/${intentIdOf(clientSecret)}${action}`, apiUrl);
  return {
    retrieve(clientSecret) {
      const address = intentAt(clientSecret);
      address.search = new URLSearchParams({ key: publishableKey, client_secret: clientSecret }).toString();
      return ask(address, { method: 'GET' });
    },
    confirm(clientSecret, card, returnUrl) {
      return post(intentAt(clientSecret, '/confirm'), {
        key: publishableKey,
        client_secret: clientSecret,
        use_stripe_sdk: 'true',
        ...(returnUrl !== undefined && { return_url: returnUrl }),
        'payment_method_data[type]': 'card',
        'payment_method_data[card][number]': card.number,
        'payment_method_data[card][exp_month]': String(card.month),
        'payment_method_data[card][exp_year]': String(card.year),
        'payment_method_data[card][cvc]': card.cvc,
      });
    },
    answerBank: (address, outcome) => post(new URL(address, apiUrl), { outcome }),
  };
}

/** `pi_1` of `pi_1_secret_2`. */
export function intentIdOf(clientSecret: string): string {
  return /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/.exec(clientSecret)?.[1] ?? '';
}

function post(address: URL, fields: Readonly<Record<string, string>>): Promise<IntentOutcome> {
  const body = new URLSearchParams(fields).toString();
  return ask(address, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
}

/** As a simple request of CORS: no preflight goes before it. */
async function ask(address: URL, init: { readonly method: string; readonly headers?: Record<string, string>; readonly body?: string }): Promise<IntentOutcome> {
  try {
    const answer = await fetch(address, { ...init, headers: { ...init.headers, accept: 'application/json' }, credentials: 'omit' });
    const body: unknown = await answer.json();
    if (isIntent(body)) return { intent: body };
    const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
    return { error: isError(error) ? error : { type: 'api_error', message: 'The answer is none of the payment API.' } };
  } catch {
    const message = 'We are experiencing issues connecting to our payments provider. Please check your internet connection and try again.';
    return { error: { type: 'api_connection_error', message } };
  }
}

function isIntent(value: unknown): value is PaymentIntent {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'object') === 'payment_intent';
}

function isError(value: unknown): value is StripeError {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string';
}
