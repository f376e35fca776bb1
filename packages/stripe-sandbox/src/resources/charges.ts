import type { Decline } from '../cards.ts';
import { secondsOf } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Unit } from '../unit.ts';
import { emit } from './events.ts';
import type { Charge, PaymentIntent, PaymentMethod } from './objects.ts';

export interface ChargeAttempt {
  readonly intent: PaymentIntent;
  readonly method: PaymentMethod;
  readonly decline: Decline | undefined;
  /** Whether the customer went through 3-D Secure. */
  readonly authenticated: boolean;
}

/** Asks the card's issuer; what it says is an event. */
export function charge(unit: Unit, attempt: ChargeAttempt): Charge {
  const { intent, method, decline } = attempt;
  const captured = decline === undefined && intent.capture_method !== 'manual';
  const made: Charge = {
    ...emptyCharge,
    id: newId('ch'),
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    billing_details: method.billing_details,
    calculated_statement_descriptor: intent.statement_descriptor,
    captured,
    created: secondsOf(unit.now),
    currency: intent.currency,
    description: intent.description,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    metadata: intent.metadata,
    outcome: outcomeOf(decline),
    paid: decline === undefined,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: chargedCard(attempt) },
    receipt_email: intent.receipt_email,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline === undefined ? 'succeeded' : 'failed',
  };
  unit.store.put(made);
  emit(unit, decline === undefined ? 'charge.succeeded' : 'charge.failed', made);
  return made;
}

/** Takes the money of an authorized charge, or less; the rest goes back. */
export function captureCharge(unit: Unit, authorized: Charge, amount: number): Charge {
  const captured: Charge = { ...authorized, captured: true, amount_captured: amount, amount_refunded: authorized.amount - amount };
  unit.store.put(captured);
  emit(unit, 'charge.captured', captured);
  return captured;
}

/** Gives `amount` back; all of it where nothing was captured yet. */
export function returnCharge(unit: Unit, from: Charge, amount: number): Charge {
  const amount_refunded = from.amount_refunded + amount;
  const returned: Charge = { ...from, amount_refunded, refunded: amount_refunded === from.amount };
  unit.store.put(returned);
  emit(unit, 'charge.refunded', returned);
  return returned;
}

const emptyCharge = {
  object: 'charge',
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  customer: null,
  disputed: false,
  failure_balance_transaction: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  transfer_data: null,
  transfer_group: null,
} as const;

function outcomeOf(decline: Decline | undefined): Charge['outcome'] {
  const codes = { advice_code: null, network_advice_code: null, network_decline_code: null };
  if (decline === undefined) {
    return { ...codes, network_status: 'approved_by_network', reason: null, risk_level: 'normal', seller_message: 'Payment complete.', type: 'authorized' };
  }
  const reason = decline.declineCode ?? decline.code;
  if (reason === 'fraudulent') {
    const seller_message = 'The payment was blocked: its risk is too high.';
    return { ...codes, network_status: 'not_sent_to_network', reason: 'highest_risk_level', risk_level: 'highest', seller_message, type: 'blocked' };
  }
  const seller_message = `The bank declined the payment (${reason}).`;
  return { ...codes, network_status: 'declined_by_network', reason, risk_level: 'normal', seller_message, type: 'issuer_declined' };
}

function chargedCard({ intent, method: { card }, decline, authenticated }: ChargeAttempt): Charge['payment_method_details']['card'] {
  return {
    amount_authorized: decline === undefined ? intent.amount : null,
    authorization_code: null,
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: authenticated ? challenged : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const challenged = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
} as const;
