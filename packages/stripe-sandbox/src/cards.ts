/** What the issuer says to a charge. */
export interface Decline {
  readonly code: 'card_declined' | 'expired_card' | 'incorrect_cvc' | 'processing_error';
  readonly declineCode?: string;
  readonly message: string;
  readonly param?: string;
}

type CardBrand = 'amex' | 'diners' | 'discover' | 'jcb' | 'mastercard' | 'unionpay' | 'visa';

/** One of Stripe's published test cards. */
export interface TestCard {
  readonly number: string;
  /** The name under which it is a PaymentMethod: `pm_card_visa`. */
  readonly token?: string;
  readonly brand: CardBrand;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  /** The bank asks its customer first (3-D Secure). */
  readonly authenticates?: true;
  readonly decline?: Decline;
}

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({ code: 'card_declined', declineCode, message });

const generic = declined('generic_decline');
const noFunds = declined('insufficient_funds', 'Your card has insufficient funds.');
const expired: Decline = { code: 'expired_card', message: 'Your card has expired.', param: 'exp_month' };
const wrongCvc: Decline = { code: 'incorrect_cvc', message: "Your card's security code is incorrect.", param: 'cvc' };
const processing: Decline = { code: 'processing_error', message: 'The card could not be processed. Try again in a little while.' };

const credit = (number: string, brand: CardBrand, token?: string): TestCard => ({ number, brand, funding: 'credit', ...(token !== undefined && { token }) });
const visa = (number: string, token: string, more: Pick<TestCard, 'authenticates' | 'decline'> = {}): TestCard => ({ ...credit(number, 'visa', token), ...more });

/** https://docs.stripe.com/testing: what can be had with a number or the name of a PaymentMethod, without a customer. */
export const testCards: readonly TestCard[] = [
  visa('4242424242424242', 'pm_card_visa'),
  { ...visa('4000056655665556', 'pm_card_visa_debit'), funding: 'debit' },
  credit('5555555555554444', 'mastercard', 'pm_card_mastercard'),
  credit('2223003122003222', 'mastercard'),
  { ...credit('5200828282828210', 'mastercard', 'pm_card_mastercard_debit'), funding: 'debit' },
  { ...credit('5105105105105100', 'mastercard', 'pm_card_mastercard_prepaid'), funding: 'prepaid' },
  credit('378282246310005', 'amex', 'pm_card_amex'),
  credit('371449635398431', 'amex'),
  credit('6011111111111117', 'discover', 'pm_card_discover'),
  credit('6011000990139424', 'discover'),
  credit('3056930009020004', 'diners', 'pm_card_diners'),
  credit('36227206271667', 'diners'),
  credit('3566002020360505', 'jcb', 'pm_card_jcb'),
  credit('6200000000000005', 'unionpay', 'pm_card_unionpay'),

  visa('4000000000000002', 'pm_card_visa_chargeDeclined', { decline: generic }),
  visa('4000000000009995', 'pm_card_visa_chargeDeclinedInsufficientFunds', { decline: noFunds }),
  visa('4000000000009987', 'pm_card_visa_chargeDeclinedLostCard', { decline: declined('lost_card') }),
  visa('4000000000009979', 'pm_card_visa_chargeDeclinedStolenCard', { decline: declined('stolen_card') }),
  visa('4000000000006975', 'pm_card_visa_chargeDeclinedVelocityLimitExceeded', { decline: declined('card_velocity_exceeded') }),
  visa('4000000000000069', 'pm_card_chargeDeclinedExpiredCard', { decline: expired }),
  visa('4000000000000127', 'pm_card_chargeDeclinedIncorrectCvc', { decline: wrongCvc }),
  visa('4000000000000119', 'pm_card_chargeDeclinedProcessingError', { decline: processing }),
  visa('4000000000000341', 'pm_card_chargeCustomerFail', { decline: generic }),
  visa('4100000000000019', 'pm_card_radarBlock', { decline: declined('fraudulent') }),

  visa('4000002500003155', 'pm_card_authenticationRequiredOnSetup', { authenticates: true }),
  visa('4000002760003184', 'pm_card_authenticationRequired', { authenticates: true }),
  visa('4000008260003178', 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', { authenticates: true, decline: noFunds }),
  visa('4000000000003220', 'pm_card_threeDSecure2Required', { authenticates: true }),
  visa('4000000000003063', 'pm_card_threeDSecureRequired', { authenticates: true }),
  visa('4000008400001629', 'pm_card_threeDSecureRequiredChargeDeclined', { authenticates: true, decline: generic }),
  visa('4000000000003055', 'pm_card_threeDSecureOptional'),
];

/** Other names of the same cards. */
const aliases: Readonly<Record<string, string>> = {
  pm_card_us: 'pm_card_visa',
  pm_card_chargeDeclined: 'pm_card_visa_chargeDeclined',
  pm_card_chargeDeclinedInsufficientFunds: 'pm_card_visa_chargeDeclinedInsufficientFunds',
};

const byToken = new Map(testCards.map((card) => [card.token, card]));
const byNumber = new Map(testCards.map((card) => [card.number, card]));

export function cardOfToken(token: string): TestCard | undefined {
  return byToken.get(Object.hasOwn(aliases, token) ? aliases[token] : token);
}

export function cardOfNumber(number: string): TestCard | undefined {
  return byNumber.get(number);
}

/** Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B). */
export function hasValidCheckDigit(number: string): boolean {
  const sum = Array.from(number).reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
