import { secondsOf } from '../clock.ts';
import { ApiError, noSuch, ParameterError } from '../errors.ts';
import { newId } from '../ids.ts';
import { displayed } from '../money.ts';
import { changedMetadata, integer, metadataChange, oneOf, text, type Params } from '../params.ts';
import type { Unit } from '../unit.ts';
import { returnCharge } from './charges.ts';
import { emit } from './events.ts';
import { refundReasons, type Charge, type Refund } from './objects.ts';

export const refundParams = {
  amount: integer({ min: 1 }),
  charge: text(),
  metadata: metadataChange,
  payment_intent: text(),
  reason: oneOf(refundReasons),
};

type RefundParams = Params<typeof refundParams>;

/** @throws ApiError where there is nothing to refund (`charge_already_refunded`), or not so much. */
export function createRefund(unit: Unit, params: RefundParams): Refund {
  const charge = chargeToRefund(unit, params);
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw new ApiError({ code: 'charge_already_refunded', message: `Charge ${charge.id} has already been refunded.` });
  const amount = params.amount ?? left;
  if (amount > left) {
    const [asked, rest] = [amount, left].map((value) => displayed(value, charge.currency));
    throw new ApiError({ message: `Refund amount (${asked ?? ''}) is greater than what is left of the charge (${rest ?? ''})`, param: 'amount' });
  }
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: secondsOf(unit.now),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: { type: 'card', card: { type: 'refund' } },
    metadata: changedMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
  unit.store.put(refund);
  returnCharge(unit, charge, amount);
  emit(unit, 'refund.created', refund);
  return refund;
}

function chargeToRefund({ store }: Unit, { charge: id, payment_intent: intentId }: RefundParams): Charge {
  if (id === undefined && intentId === undefined) {
    throw new ParameterError({ code: 'parameter_missing', message: 'One of payment_intent and charge is required.', param: 'payment_intent' });
  }
  const intent = intentId === undefined ? undefined : store.get('payment_intent', intentId);
  if (intentId !== undefined && intent === undefined) throw noSuch('payment_intent', intentId, 'payment_intent');
  const charge = store.get('charge', id ?? intent?.latest_charge ?? '');
  if (id !== undefined && (charge === undefined || (intent !== undefined && charge.payment_intent !== intent.id))) throw noSuch('charge', id, 'charge');
  if (charge?.captured === true) return charge;
  const message = `${intentId === undefined ? `Charge ${id ?? ''}` : `PaymentIntent ${intentId}`} has no successful charge to refund.`;
  throw new ApiError({ code: 'payment_intent_unexpected_state', message, param: intentId === undefined ? 'charge' : 'payment_intent' });
}
