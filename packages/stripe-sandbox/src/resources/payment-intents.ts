import { secondsOf } from '../clock.ts';
import { ApiError, noSuch, ParameterError } from '../errors.ts';
import { newId, randomText } from '../ids.ts';
import { displayed } from '../money.ts';
import { changedMetadata, integer, metadataChange, oneOf, required, type Metadata, type Params } from '../params.ts';
import type { Unit } from '../unit.ts';
import { captureCharge, returnCharge } from './charges.ts';
import { confirmWith } from './confirmation.ts';
import { emit } from './events.ts';
import { cancellationReasons, type Charge, type PaymentIntent, type PaymentIntentStatus, type PaymentMethod } from './objects.ts';
import { checkedCurrency, methodsOf, type confirmParams, type createParams, type updateParams } from './payment-intent-params.ts';
import { createPaymentMethod, paymentMethodOf } from './payment-methods.ts';

/** Who asks: a browser has the publishable key and a client secret, and has less to say. */
export type Access = 'publishable' | 'secret';

export const captureParams = { amount_to_capture: integer({ min: 1 }), metadata: metadataChange };
export const cancelParams = { cancellation_reason: oneOf(cancellationReasons) };

/** @throws ApiError (`resource_missing`). */
export function intentOf({ store }: Unit, id: string): PaymentIntent {
  const intent = store.get('payment_intent', id);
  if (intent === undefined) throw noSuch('payment_intent', id, 'id');
  return intent;
}

/** The intent of a browser that knows its secret. @throws ApiError (`payment_intent_invalid_parameter`). */
export function intentWithSecret(unit: Unit, id: string, clientSecret: string | undefined): PaymentIntent {
  const intent = intentOf(unit, id);
  if (required(clientSecret, 'client_secret') === intent.client_secret) return intent;
  const message = 'The client_secret does not belong to this PaymentIntent.';
  throw new ApiError({ code: 'payment_intent_invalid_parameter', message, param: 'client_secret' });
}

export function createIntent(unit: Unit, params: Params<typeof createParams>): PaymentIntent {
  const { confirm = false, return_url: returnUrl, use_stripe_sdk: useStripeSdk } = params;
  const amount = required(params.amount, 'amount');
  const currency = checkedCurrency(amount, required(params.currency, 'currency'));
  if (returnUrl !== undefined && !confirm) {
    throw new ParameterError({ message: 'A return_url may only be given together with confirm=true.', param: 'return_url' });
  }
  const method = methodGiven(unit, params);
  const id = newId('pi');
  const intent: PaymentIntent = {
    ...emptyIntent,
    ...methodsOf(params),
    id,
    amount,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    created: secondsOf(unit.now),
    currency,
    description: params.description ?? null,
    metadata: changedMetadata({}, params.metadata),
    payment_method: method?.id ?? null,
    receipt_email: params.receipt_email ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
  };
  unit.store.put(intent);
  emit(unit, 'payment_intent.created', intent);
  return confirm ? confirmIntent(unit, intent, { ...(returnUrl !== undefined && { return_url: returnUrl }), use_stripe_sdk: useStripeSdk ?? false }) : intent;
}

/** An intent that somebody else speaks of. */
export interface KnownIntent {
  readonly clientSecret: string;
  /** In the smallest unit of the currency. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly metadata?: Metadata;
}

/** Makes those that are not there yet, paid by card. @throws TypeError for what is no client secret */
export function adoptIntents(unit: Unit, known: readonly KnownIntent[]): void {
  for (const { clientSecret, amount, currency, metadata = {} } of known) {
    const id = /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/.exec(clientSecret)?.[1];
    if (id === undefined) throw new TypeError(`${clientSecret} is no client secret of an intent: pi_…_secret_…`);
    if (unit.store.get('payment_intent', id) !== undefined) continue;
    unit.store.put({
      ...emptyIntent,
      ...methodsOf({ allowed_payment_method_types: ['card'] }),
      ...{ id, amount, metadata, client_secret: clientSecret, created: secondsOf(unit.now) },
      ...{ currency: checkedCurrency(amount, currency), capture_method: 'automatic_async', status: 'requires_payment_method' },
      ...{ description: null, payment_method: null, receipt_email: null, statement_descriptor: null, statement_descriptor_suffix: null },
    });
  }
}

const emptyIntent = {
  object: 'payment_intent',
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  canceled_at: null,
  cancellation_reason: null,
  confirmation_method: 'automatic',
  customer: null,
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
  payment_record: null,
  processing: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  source: null,
  transfer_data: null,
  transfer_group: null,
} as const;

const unpaid: readonly PaymentIntentStatus[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

export function updateIntent(unit: Unit, intent: PaymentIntent, params: Params<typeof updateParams>): PaymentIntent {
  const { amount = intent.amount, currency = intent.currency, metadata: change, ...given } = params;
  for (const name of ['amount', 'currency', 'capture_method', 'payment_method', 'payment_method_data'] as const) {
    if (params[name] !== undefined && !unpaid.includes(intent.status)) throw wrongState(intent, `its ${name} cannot be changed`, unpaid);
  }
  const method = methodGiven(unit, params);
  const { payment_method: _, payment_method_data: __, payment_method_types: ___, ...described } = given;
  // Whatever changes the payment has to be confirmed again.
  const again = [params.amount, params.currency, method].some((value) => value !== undefined) && intent.status === 'requires_action';
  const updated: PaymentIntent = {
    ...intent,
    ...described,
    amount,
    currency: params.amount === undefined && params.currency === undefined ? currency : checkedCurrency(amount, currency),
    metadata: changedMetadata(intent.metadata, change),
    payment_method: method?.id ?? intent.payment_method,
    ...((method !== undefined || again) && { status: 'requires_confirmation', next_action: null }),
  };
  unit.store.put(updated);
  return updated;
}

type Confirm = Params<typeof confirmParams>;

/** The intent after the attempt, paid or not. @throws ApiError where no attempt is made. */
export function confirmIntent(unit: Unit, intent: PaymentIntent, params: Omit<Confirm, 'client_secret'>): PaymentIntent {
  if (!unpaid.includes(intent.status)) throw wrongState(intent, 'it cannot be confirmed', unpaid);
  const method = methodGiven(unit, params) ?? (intent.payment_method === null ? undefined : paymentMethodOf(unit, intent.payment_method));
  if (method === undefined) {
    const message = 'You cannot confirm this PaymentIntent because it has no payment method. Give it one, or confirm it with one.';
    throw new ApiError({ code: 'payment_intent_unexpected_state', message, payment_intent: intent });
  }
  if (intent.automatic_payment_methods?.allow_redirects === 'always' && params.return_url === undefined && params.use_stripe_sdk !== true) {
    const message =
      'This PaymentIntent takes payment methods that may redirect the customer: give a return_url, or create it with ' +
      'automatic_payment_methods[allow_redirects]=never or with allowed_payment_method_types.';
    throw new ApiError({ message, param: 'return_url' });
  }
  const confirmed = params.receipt_email === undefined ? intent : { ...intent, receipt_email: params.receipt_email };
  return confirmWith(unit, confirmed, method, { returnUrl: params.return_url, useStripeSdk: params.use_stripe_sdk });
}

export function captureIntent(unit: Unit, intent: PaymentIntent, params: Params<typeof captureParams>): PaymentIntent {
  if (intent.status !== 'requires_capture') throw wrongState(intent, 'it cannot be captured', ['requires_capture']);
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable) {
    const message = `No more than ${displayed(intent.amount_capturable, intent.currency)} can be captured.`;
    throw new ApiError({ code: 'amount_too_large', message, param: 'amount_to_capture' });
  }
  captureCharge(unit, latestCharge(unit, intent), amount);
  const metadata = changedMetadata(intent.metadata, params.metadata);
  const captured: PaymentIntent = { ...intent, metadata, status: 'succeeded', amount_capturable: 0, amount_received: amount };
  unit.store.put(captured);
  emit(unit, 'payment_intent.succeeded', captured);
  return captured;
}

export function cancelIntent(unit: Unit, intent: PaymentIntent, { cancellation_reason = null }: { readonly cancellation_reason?: PaymentIntent['cancellation_reason'] }): PaymentIntent {
  const cancelable: readonly PaymentIntentStatus[] = [...unpaid, 'requires_capture'];
  if (!cancelable.includes(intent.status)) throw wrongState(intent, 'it cannot be canceled', cancelable);
  if (intent.status === 'requires_capture') {
    const authorized = latestCharge(unit, intent);
    returnCharge(unit, authorized, authorized.amount);
  }
  const canceled: PaymentIntent = {
    ...intent,
    amount_capturable: 0,
    canceled_at: secondsOf(unit.now),
    cancellation_reason,
    next_action: null,
    status: 'canceled',
  };
  unit.store.put(canceled);
  emit(unit, 'payment_intent.canceled', canceled);
  return canceled;
}

function latestCharge({ store }: Unit, intent: PaymentIntent): Charge {
  const charge = store.get('charge', intent.latest_charge ?? '');
  if (charge === undefined) throw new Error(`${intent.id} is ${intent.status} without a charge`);
  return charge;
}

function methodGiven(unit: Unit, { payment_method: id, payment_method_data: data }: Pick<Confirm, 'payment_method' | 'payment_method_data'>): PaymentMethod | undefined {
  if (id !== undefined && data !== undefined) {
    const message = 'You may only specify one of these parameters: payment_method, payment_method_data.';
    throw new ParameterError({ message, param: 'payment_method_data' });
  }
  if (data !== undefined) return createPaymentMethod(unit, data, 'payment_method_data');
  return id === undefined ? undefined : paymentMethodOf(unit, id);
}

function wrongState(intent: PaymentIntent, what: string, allowed: readonly PaymentIntentStatus[]): ApiError {
  const message = `This PaymentIntent has a status of ${intent.status}: ${what}. It could with one of: ${allowed.join(', ')}.`;
  return new ApiError({ code: 'payment_intent_unexpected_state', message, payment_intent: intent });
}

/** What a browser is shown: not the metadata, which is between the shop and Stripe. */
export function publicIntent(intent: PaymentIntent): object {
  const { id, object, amount, automatic_payment_methods, canceled_at, cancellation_reason, capture_method, client_secret } = intent;
  const { confirmation_method, created, currency, description, last_payment_error, livemode, next_action, payment_method } = intent;
  const { payment_method_types, processing, receipt_email, setup_future_usage, shipping, source, status } = intent;
  return {
    ...{ id, object, amount, automatic_payment_methods, canceled_at, cancellation_reason, capture_method, client_secret },
    ...{ confirmation_method, created, currency, description, last_payment_error, livemode, next_action, payment_method },
    ...{ payment_method_types, processing, receipt_email, setup_future_usage, shipping, source, status },
  };
}
