import { afterEach } from '@jest/globals';
import Stripe from 'stripe';
import { startStripeSandbox, type StripeSandbox, type StripeSandboxOptions } from '../src/index.ts';
import { startReceiver, type Receiver, type Reply } from './receiver.ts';

export const secretKey = 'sk_test_kadamandiya';
export const webhookSecret = 'whsec_kadamandiya';
export const returnUrl = 'https://shop.example/return?order=7';

let cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  const toRun = cleanups;
  cleanups = [];
  await Promise.all(toRun.map((cleanup) => cleanup()));
});

/** Runs after the test, however it ends. */
export function afterTest(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup);
}

export interface SandboxUnderTest {
  readonly sandbox: StripeSandbox;
  readonly stripe: Stripe;
}

/** A sandbox that ends with the test, and the SDK with the secret key. */
export async function sandboxUnderTest(options: Partial<StripeSandboxOptions> = {}): Promise<SandboxUnderTest> {
  const sandbox = await startStripeSandbox({ secretKey, webhookSecret, ...options });
  afterTest(() => sandbox.stop());
  return { sandbox, stripe: clientOf(sandbox, secretKey) };
}

export function clientOf({ port }: Pick<StripeSandbox, 'port'>, key: string): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
}

/** A webhook that ends with the test. */
export async function receiverUnderTest(reply?: Reply, secret: () => string = () => webhookSecret): Promise<Receiver> {
  const receiver = await startReceiver(secret, reply);
  afterTest(() => receiver.close());
  return receiver;
}

/** An intent of Rs 1,450.00 that is paid by card. */
export function newIntent(stripe: Stripe, more: Partial<Stripe.PaymentIntentCreateParams> = {}): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({ amount: 145_000, currency: 'lkr', allowed_payment_method_types: ['card'], ...more });
}

/** The error that Stripe's SDK rejects with. */
export async function refusal(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the request was not refused');
}

/** The id of what may be expanded, and is not. */
export function idOf(reference: string | object | null): string {
  if (typeof reference !== 'string') throw new TypeError('it is no id');
  return reference;
}

/** A request of a browser's form, with the publishable key. */
export function fromBrowser(sandbox: StripeSandbox, path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.publishableKey}`, origin: 'https://shop.example' },
    body: new URLSearchParams(fields),
  });
}

export function cardFields(number: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const card = (name: string): string => `payment_method_data[card][${name}]`;
  return {
    'payment_method_data[type]': 'card',
    [card('number')]: number,
    [card('exp_month')]: '12',
    [card('exp_year')]: String((new Date().getUTCFullYear() % 100) + 3),
    [card('cvc')]: number.startsWith('37') ? '1234' : '123',
    ...more,
  };
}
