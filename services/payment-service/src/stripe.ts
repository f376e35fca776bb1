import { isPaymentFailureCode, isUuid } from '@kada-mandiya/http-contracts/payment-service';
import { setTimeout } from 'node:timers/promises';
import Stripe from 'stripe';
import type { Failure, Intent, PayableOrder, Report } from './payment.ts';

export interface StripeOptions {
  readonly secretKey: string;
  /** Any of them may have signed a webhook. */
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: string;
}

/** A webhook event about an intent that says it is for an order of ours. */
export interface IntentEvent {
  readonly eventId: string;
  readonly orderId: string;
  readonly userId: string;
  readonly report: Report;
}

/** What a webhook turned out to be. */
type Webhook =
  | { readonly kind: 'intent'; readonly event: IntentEvent }
  /** Stripe's, but it means nothing here. */
  | { readonly kind: 'foreign'; readonly eventId: string; readonly type: string }
  | { readonly kind: 'forged' };

/** All that the shop asks of Stripe. Calls throw Stripe's errors; each may be repeated without a second effect. */
export interface PaymentProvider {
  createIntent(order: PayableOrder): Promise<Intent>;
  /** Gives the intent's status then, which is another than `canceled` where it was too late. */
  cancel(intentId: string): Promise<Stripe.PaymentIntent.Status>;
  /** All that was paid. */
  refund(intentId: string): Promise<void>;
  look(intentId: string, now: Date): Promise<Report>;
  /** Checks the signature over the bytes, and that it is not older than five minutes. */
  webhook(bytes: Uint8Array, signature: string, now: Date): Webhook;
}

export function stripeProvider({ secretKey, webhookSecrets, apiUrl }: StripeOptions): PaymentProvider {
  const { hostname, port, protocol } = new URL(apiUrl);
  const stripe = new Stripe(secretKey, {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    protocol: protocol === 'http:' ? 'http' : 'https',
    ...(port === '' ? {} : { port }),
    // Within the ten seconds or so that Stripe waits for the answer to a webhook, which may need a call.
    timeout: 8000,
    maxNetworkRetries: 2,
    telemetry: false,
  });
  return {
    async createIntent({ orderId, userId, amount, currency }) {
      const intent = await underKey(`order-${orderId}`, (options) =>
        stripe.paymentIntents.create(
          {
            amount,
            currency: currency.toLowerCase(),
            metadata: { orderId, userId },
            description: `Order ${orderId}`,
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          },
          options,
        ),
      );
      if (intent.client_secret === null) throw new Error(`Stripe gave no client secret with ${intent.id}`);
      return { intentId: intent.id, clientSecret: intent.client_secret };
    },
    cancel: (intentId) => cancel(stripe, intentId),
    refund: (intentId) => refund(stripe, intentId),
    async look(intentId, now) {
      return reportOf(await stripe.paymentIntents.retrieve(intentId), Math.floor(now.getTime() / 1000));
    },
    webhook(bytes, signature, now) {
      const event = verified(stripe, webhookSecrets, { bytes, signature, now });
      return event === undefined ? { kind: 'forged' } : webhookOf(event);
    },
  };
}

async function cancel(stripe: Stripe, intentId: string): Promise<Stripe.PaymentIntent.Status> {
  try {
    const { status } = await stripe.paymentIntents.cancel(intentId, { cancellation_reason: 'abandoned' });
    return status;
  } catch (error) {
    if (codeOf(error) !== 'payment_intent_unexpected_state') throw error;
    return (await stripe.paymentIntents.retrieve(intentId)).status;
  }
}

async function refund(stripe: Stripe, intentId: string): Promise<void> {
  try {
    const { status, id } = await underKey(`refund-${intentId}`, (options) => stripe.refunds.create({ payment_intent: intentId }, options));
    if (status === 'failed' || status === 'canceled') throw new Error(`the refund ${id} of ${intentId} is ${status}`);
  } catch (error) {
    if (codeOf(error) !== 'charge_already_refunded') throw error;
  }
}

/** More than an event has attempts, and a redriven one too. */
const mostKeys = 25;

/**
 * Asks under a key, so that it is done once however often it is asked. Stripe gives the first answer again for a day or more,
 * a refusal too, whatever was mended since: after an old refusal the next key is tried. All replicas come to the same one.
 * What had been done behind an error is harmless a second time: nobody knows the first intent's secret, and Stripe refunds
 * no payment twice. The SDK would take its own first answer for an old one, so it repeats nothing here.
 */
async function underKey<T>(key: string, ask: (options: Stripe.RequestOptions) => Promise<T>): Promise<T> {
  let number = 1;
  let unheard = 0;
  for (;;) {
    try {
      return await ask({ idempotencyKey: number === 1 ? key : `${key}-${number}`, maxNetworkRetries: 0 });
    } catch (error) {
      if (isReplayed(error) && number < mostKeys) number += 1;
      else if (isUnheard(error) && unheard < 2) await setTimeout(250 * (unheard += 1));
      else throw error;
    }
  }
}

/** No answer came, or another replica is just asking under that key. */
function isUnheard(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeConnectionError || codeOf(error) === 'idempotency_key_in_use';
}

function isReplayed(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.headers?.['idempotent-replayed'] === 'true';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Stripe.errors.StripeError ? error.code : undefined;
}

interface Received {
  readonly bytes: Uint8Array;
  readonly signature: string;
  readonly now: Date;
}

const toleranceSeconds = 300;

function verified(stripe: Stripe, secrets: readonly string[], { bytes, signature, now }: Received): Stripe.Event | undefined {
  for (const secret of secrets) {
    try {
      return stripe.webhooks.constructEvent(bytes, signature, secret, toleranceSeconds, undefined, now.getTime());
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    }
  }
  return undefined;
}

const outcomes: Readonly<Record<string, Report['outcome']>> = {
  'payment_intent.succeeded': 'succeeded',
  'payment_intent.payment_failed': 'failed',
  'payment_intent.canceled': 'cancelled',
  'payment_intent.processing': 'processing',
};

function webhookOf(event: Stripe.Event): Webhook {
  const { id: eventId, type, account, created, data } = event;
  const foreign = { kind: 'foreign', eventId, type } as const;
  const outcome = Object.hasOwn(outcomes, type) ? outcomes[type] : undefined;
  // An `account` is one that is connected to ours, and sells something else.
  if (outcome === undefined || account !== undefined || data.object.object !== 'payment_intent') return foreign;
  const { orderId, userId } = data.object.metadata;
  if (!isUuid(orderId) || !isUuid(userId)) return foreign;
  return { kind: 'intent', event: { eventId, orderId, userId, report: { ...reportOf(data.object, created), outcome } } };
}

function reportOf(intent: Stripe.PaymentIntent, at: number): Report {
  const error = intent.last_payment_error;
  return {
    intentId: intent.id,
    outcome: outcomeOf(intent),
    amountReceived: intent.amount_received,
    currency: intent.currency.toUpperCase(),
    ...(error === null ? {} : { failure: { ...failureOf(error), attempt: error.charge } }),
    at,
  };
}

/** A failed attempt without a charge has no name by which it could be known again, and is left to its webhook. */
function outcomeOf({ status, last_payment_error: error }: Stripe.PaymentIntent): Report['outcome'] {
  if (status === 'succeeded') return 'succeeded';
  if (status === 'processing') return 'processing';
  if (status === 'canceled') return 'cancelled';
  return status === 'requires_payment_method' && error?.charge !== undefined ? 'failed' : 'open';
}

function failureOf({ decline_code: declineCode, code, message }: Stripe.PaymentIntent.LastPaymentError): Failure {
  const failureCode = [declineCode, code].find(isPaymentFailureCode) ?? 'payment_failed';
  // The contract counts code points, and half a surrogate pair is no text.
  return { failureCode, failureMessage: Array.from(message ?? '').slice(0, 500).join('') || 'The payment failed.' };
}
