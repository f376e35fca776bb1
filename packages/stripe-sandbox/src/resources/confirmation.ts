import { behaviourOf } from './payment-methods.ts';
import { charge } from './charges.ts';
import { secondsOf } from '../clock.ts';
import { ApiError, docUrl, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Unit } from '../unit.ts';
import { emit } from './events.ts';
import type { Authentication, NextAction, PaymentError, PaymentIntent, PaymentMethod } from './objects.ts';

export interface ConfirmationOptions {
  readonly returnUrl?: string | undefined;
  /** The form shows the bank's page itself, and wants no redirect. */
  readonly useStripeSdk?: boolean | undefined;
}

/** Tries to take the money: what becomes of the intent, an intent with `last_payment_error` among it. */
export function confirmWith(unit: Unit, intent: PaymentIntent, method: PaymentMethod, options: ConfirmationOptions): PaymentIntent {
  const confirmed: PaymentIntent = { ...intent, payment_method: method.id, last_payment_error: null, next_action: null };
  if (behaviourOf(method).authenticates !== true) return chargeIntent(unit, confirmed, method, { authenticated: false });
  const waiting: PaymentIntent = { ...confirmed, status: 'requires_action', next_action: askBank(unit, intent, options) };
  unit.store.put(waiting);
  emit(unit, 'payment_intent.requires_action', waiting);
  return waiting;
}

function askBank(unit: Unit, intent: PaymentIntent, { returnUrl, useStripeSdk }: ConfirmationOptions): NextAction {
  const authentication: Authentication = {
    id: newId('payatt'),
    object: 'authentication',
    created: secondsOf(unit.now),
    payment_intent: intent.id,
    return_url: useStripeSdk === true ? null : (returnUrl ?? null),
  };
  unit.store.put(authentication);
  const url = `${unit.url}/3d-secure/${authentication.id}`;
  return authentication.return_url === null
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
    : { type: 'redirect_to_url', redirect_to_url: { return_url: authentication.return_url, url } };
}

/**
 * What the customer said to the bank: the charge goes on, or the intent waits for another card.
 *
 * @throws ApiError where there is no such question, or no longer.
 */
export function answerBank(unit: Unit, id: string, outcome: 'failed' | 'succeeded'): PaymentIntent {
  const { intent } = openAuthentication(unit, id);
  const method = unit.store.get('payment_method', intent.payment_method ?? '');
  if (method === undefined) throw new Error(`${intent.id} waits for its customer without a payment method`);
  const answered: PaymentIntent = { ...intent, next_action: null };
  return outcome === 'succeeded' ? chargeIntent(unit, answered, method, { authenticated: true }) : refuse(unit, answered, notAuthenticated(method));
}

/** @throws ApiError (404) where there is none with this id, (400) where the intent no longer waits for it. */
export function openAuthentication({ store }: Unit, id: string): { authentication: Authentication; intent: PaymentIntent } {
  const authentication = store.get('authentication', id);
  const intent = authentication && store.get('payment_intent', authentication.payment_intent);
  if (authentication === undefined || intent === undefined) throw noSuch('authentication', id, 'id');
  if (!urlOf(intent.next_action).endsWith(`/${id}`)) {
    throw new ApiError({ code: 'payment_intent_unexpected_state', message: 'This authentication is over.', param: 'id' });
  }
  return { authentication, intent };
}

function urlOf(action: NextAction | null): string {
  if (action === null) return '';
  return action.type === 'redirect_to_url' ? action.redirect_to_url.url : action.use_stripe_sdk.stripe_js;
}

function chargeIntent(unit: Unit, intent: PaymentIntent, method: PaymentMethod, { authenticated }: { readonly authenticated: boolean }): PaymentIntent {
  const { decline } = behaviourOf(method);
  const made = charge(unit, { intent, method, decline, authenticated });
  if (decline !== undefined) {
    const { code, declineCode, message, param } = decline;
    return refuse(unit, { ...intent, latest_charge: made.id }, {
      type: 'card_error',
      charge: made.id,
      code,
      ...(declineCode !== undefined && { decline_code: declineCode }),
      doc_url: docUrl(code),
      message,
      ...(param !== undefined && { param }),
      payment_method: method,
    });
  }
  const charged: PaymentIntent =
    intent.capture_method === 'manual'
      ? { ...intent, latest_charge: made.id, status: 'requires_capture', amount_capturable: intent.amount }
      : { ...intent, latest_charge: made.id, status: 'succeeded', amount_received: intent.amount };
  unit.store.put(charged);
  emit(unit, charged.status === 'succeeded' ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', charged);
  return charged;
}

/** The intent may be paid in another way. */
function refuse(unit: Unit, intent: PaymentIntent, error: PaymentError): PaymentIntent {
  const refused: PaymentIntent = { ...intent, status: 'requires_payment_method', payment_method: null, last_payment_error: error };
  unit.store.put(refused);
  emit(unit, 'payment_intent.payment_failed', refused);
  return refused;
}

function notAuthenticated(method: PaymentMethod): PaymentError {
  const code = 'payment_intent_authentication_failure';
  const message = 'Your bank could not make sure that it is you. Please try again, or pay with another card.';
  return { type: 'invalid_request_error', code, doc_url: docUrl(code), message, payment_method: method };
}
