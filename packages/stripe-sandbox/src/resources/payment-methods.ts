import { createHash } from 'node:crypto';
import { cardOfNumber, cardOfToken, hasValidCheckDigit, testCards, type TestCard } from '../cards.ts';
import { secondsOf } from '../clock.ts';
import { ApiError, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import { changedMetadata, integer, metadataChange, nested, oneOf, required, text, unsettable, type Params } from '../params.ts';
import type { Unit } from '../unit.ts';
import type { BillingDetails, PaymentMethod } from './objects.ts';

const line = unsettable(text());
const address = nested({ city: line, country: line, line1: line, line2: line, postal_code: line, state: line });

export const paymentMethodParams = {
  type: oneOf(['card']),
  card: nested({ number: text({ max: 40 }), exp_month: integer(), exp_year: integer(), cvc: text({ max: 10 }), token: text() }),
  billing_details: nested({ address, email: line, name: line, phone: line }),
  allow_redisplay: oneOf(['always', 'limited', 'unspecified']),
  metadata: metadataChange,
};

type Data = Params<typeof paymentMethodParams>;

/** How the card of a payment method behaves. */
export function behaviourOf({ card }: PaymentMethod): TestCard {
  const found = byFingerprint.get(card.fingerprint);
  if (found === undefined) throw new Error(`no test card has the fingerprint ${card.fingerprint}`);
  return found;
}

/**
 * The stored payment method with this id, or a new one of a test card's (`pm_card_visa`).
 *
 * @throws ApiError (`resource_missing`).
 */
export function paymentMethodOf(unit: Unit, id: string): PaymentMethod {
  const card = cardOfToken(id);
  if (card !== undefined) return newPaymentMethod(unit, card, { exp_month: 12, exp_year: unit.now.getUTCFullYear() + 4, cvc: undefined });
  const method = unit.store.get('payment_method', id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}

/** @throws ApiError of type `card_error` for what a card form gets wrong, with the field as `param`. */
export function createPaymentMethod(unit: Unit, data: Data, path = ''): PaymentMethod {
  const at = (name: string): string => (path === '' ? name : `${path}[${name}]`);
  required(data.type, at('type'));
  const given = required(data.card, at('card'));
  const card = given.token === undefined ? cardTyped(given, unit.now, at) : cardOfToken(given.token.replace(/^tok_/, 'pm_card_'));
  if (card === undefined) throw noSuch('token', given.token ?? '', at('card[token]'));
  const expiry = { exp_month: given.exp_month ?? 12, exp_year: fourDigits(given.exp_year ?? unit.now.getUTCFullYear() + 4) };
  return newPaymentMethod(unit, card, { ...expiry, cvc: given.cvc }, data);
}

interface Typed {
  readonly number?: string;
  readonly exp_month?: number;
  readonly exp_year?: number;
  readonly cvc?: string;
}

function cardTyped({ number, exp_month, exp_year, cvc }: Typed, now: Date, at: (name: string) => string): TestCard {
  const digits = required(number, at('card[number]')).replaceAll(/[ -]/g, '');
  checkExpiry(required(exp_month, at('card[exp_month]')), required(exp_year, at('card[exp_year]')), now);
  if (!/^\d{12,19}$/.test(digits)) throw wrongField('invalid_number', 'The card number is not a valid credit card number.', 'number');
  if (!hasValidCheckDigit(digits)) throw wrongField('incorrect_number', 'Your card number is incorrect.', 'number');
  const card = cardOfNumber(digits);
  if (cvc !== undefined && (!/^\d{3,4}$/.test(cvc) || (card !== undefined && cvc.length !== cvcLength(card)))) {
    throw wrongField('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  if (card !== undefined) return card;
  throw new ApiError({
    status: 402,
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'test_mode_live_card',
    message: 'Your card was declined. It is none of the test cards, and the sandbox takes no others.',
    param: '',
  });
}

function checkExpiry(month: number, year: number, now: Date): void {
  const thisYear = now.getUTCFullYear();
  const full = fourDigits(year);
  if (full < thisYear || full > thisYear + 50) throw wrongField('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  if (month < 1 || month > 12 || (full === thisYear && month < now.getUTCMonth() + 1)) {
    throw wrongField('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
}

function cvcLength({ brand }: TestCard): number {
  return brand === 'amex' ? 4 : 3;
}

function fourDigits(year: number): number {
  return year < 100 ? 2000 + year : year;
}

function wrongField(code: string, message: string, param: string): ApiError {
  return new ApiError({ status: 402, type: 'card_error', code, message, param });
}

interface CardDetails {
  readonly exp_month: number;
  readonly exp_year: number;
  readonly cvc: string | undefined;
}

/** Neither the number nor the security code is kept: the last four digits, and the number's fingerprint. */
function newPaymentMethod(unit: Unit, card: TestCard, { exp_month, exp_year, cvc }: CardDetails, data: Data = {}): PaymentMethod {
  const method: PaymentMethod = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: data.allow_redisplay ?? 'unspecified',
    billing_details: billingOf(data.billing_details ?? {}),
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: cvc === undefined ? null : 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month,
      exp_year,
      fingerprint: fingerprintOf(card.number),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: secondsOf(unit.now),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: changedMetadata({}, data.metadata),
    type: 'card',
  };
  unit.store.put(method);
  return method;
}

function billingOf({ address: given = {}, email = null, name = null, phone = null }: NonNullable<Data['billing_details']>): BillingDetails {
  const { city = null, country = null, line1 = null, line2 = null, postal_code = null, state = null } = given;
  return { address: { city, country, line1, line2, postal_code, state }, email, name, phone, tax_id: null };
}

/** The same for every payment method of one card. */
function fingerprintOf(number: string): string {
  return createHash('sha256').update(number).digest('hex').slice(0, 16);
}

const byFingerprint = new Map(testCards.map((card) => [fingerprintOf(card.number), card]));
