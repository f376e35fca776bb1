import { hasValidCheckDigit } from '../cards.ts';

/** What a card form says of one field that is not right. */
export interface FieldFault {
  readonly field: FieldName;
  readonly code: string;
  readonly message: string;
}

export type FieldName = 'cvc' | 'expiry' | 'number';

interface Network {
  readonly brand: string;
  readonly begins: RegExp;
  readonly lengths: readonly number[];
  readonly groups: readonly number[];
  readonly cvc: readonly number[];
}

const fours = [4, 4, 4, 4, 3];
const network = (brand: string, begins: RegExp, more: Partial<Network> = {}): Network => ({ brand, begins, lengths: [16], groups: fours, cvc: [3], ...more });

/** How the networks number their cards (ISO/IEC 7812-1, and the networks' own ranges). */
const networks: readonly Network[] = [
  network('Visa', /^4/),
  network('Mastercard', /^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/),
  network('American Express', /^3[47]/, { lengths: [15], groups: [4, 6, 5], cvc: [4] }),
  network('Discover', /^(?:6011|64[4-9]|65)/),
  network('Diners Club', /^36/, { lengths: [14], groups: [4, 6, 4] }),
  network('Diners Club', /^3(?:0[0-5]|[89])/, { lengths: [14, 16] }),
  network('JCB', /^35(?:2[89]|[3-8])/),
  network('UnionPay', /^62/, { lengths: [16, 17, 18, 19] }),
];
const anyNetwork = network('', /^/, { lengths: [12, 13, 14, 15, 16, 17, 18, 19], cvc: [3, 4] });

/** Only its digits, no more than any card number has. */
export function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '').slice(0, 19);
}

/** `Visa`, `Mastercard` …; empty where nobody knows yet. */
export function brandOf(number: string): string {
  return networkOf(digitsOf(number)).brand;
}

function networkOf(digits: string): Network {
  return networks.find(({ begins }) => begins.test(digits)) ?? anyNetwork;
}

/** The digits in groups, as they stand on the card: `4242 4242 4242 4242`, `3782 822463 10005`. */
export function groupedNumber(text: string): string {
  const { groups, lengths } = networkOf(digitsOf(text));
  const digits = digitsOf(text).slice(0, Math.max(...lengths));
  let from = 0;
  const parts = groups.map((size) => digits.slice(from, (from += size)));
  return parts.filter((part) => part !== '').join(' ');
}

/** `1234` as `12 / 34`, `9` as `09 / `. Where something was deleted, nothing is added. */
export function writtenExpiry(text: string, { deleting }: { readonly deleting: boolean }): string {
  const typed = text.replaceAll(/\D/g, '');
  const led = /^[2-9]/.test(typed) || /^1\s*\/$/.test(text.trim()) ? `0${typed}` : typed;
  // Browsers fill in a year of four digits too.
  const digits = /^\d{2}20\d{2}$/.test(led) ? `${led.slice(0, 2)}${led.slice(4)}` : led.slice(0, 4);
  if (digits.length < 2 || (digits.length === 2 && deleting)) return digits;
  return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
}

export interface Expiry {
  readonly month: number;
  /** Four digits. */
  readonly year: number;
}

/** Undefined while it is incomplete. */
export function expiryOf(text: string): Expiry | undefined {
  const digits = text.replaceAll(/\D/g, '');
  return digits.length === 4 ? { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2)) } : undefined;
}

const fault = (field: FieldName, code: string, message: string): FieldFault => ({ field, code, message });

/** What is wrong with a card number, in the codes and words of Stripe's elements. */
export function numberFault(text: string): FieldFault | undefined {
  const digits = digitsOf(text);
  const { lengths } = networkOf(digits);
  if (digits.length < Math.min(...lengths)) return fault('number', 'incomplete_number', 'Your card number is incomplete.');
  if (lengths.includes(digits.length) && hasValidCheckDigit(digits)) return undefined;
  return fault('number', 'invalid_number', 'Your card number is invalid.');
}

/** What is wrong with `MM / YY` at a moment. A card is good to the end of its month. */
export function expiryFault(text: string, now: Date): FieldFault | undefined {
  const expiry = expiryOf(text);
  if (expiry === undefined) return fault('expiry', 'incomplete_expiry', "Your card's expiration date is incomplete.");
  const [thisYear, thisMonth] = [now.getFullYear(), now.getMonth() + 1];
  if (expiry.month < 1 || expiry.month > 12) return fault('expiry', 'invalid_expiry_month', "Your card's expiration month is invalid.");
  if (expiry.year < thisYear) return fault('expiry', 'invalid_expiry_year_past', "Your card's expiration year is in the past.");
  if (expiry.year === thisYear && expiry.month < thisMonth) return fault('expiry', 'invalid_expiry_month_past', "Your card's expiration date is in the past.");
  if (expiry.year > thisYear + 50) return fault('expiry', 'invalid_expiry_year', "Your card's expiration year is invalid.");
  return undefined;
}

/** What is wrong with a security code, for a card with this number. */
export function cvcFault(text: string, number: string): FieldFault | undefined {
  if (networkOf(digitsOf(number)).cvc.includes(text.length) && /^\d+$/.test(text)) return undefined;
  return fault('cvc', 'incomplete_cvc', "Your card's security code is incomplete.");
}

/** How many digits the security code of such a card has at most. */
export function longestCvc(number: string): number {
  return Math.max(...networkOf(digitsOf(number)).cvc);
}

/** Where the caret stands after `text` was written anew: behind as many digits as before. */
export function caretBehind(text: string, digits: number): number {
  if (digits === 0) return 0;
  let seen = 0;
  for (const [at, character] of Array.from(text).entries()) {
    if (/\d/.test(character) && ++seen === digits) return at + 1;
  }
  return text.length;
}
