import { ApiError, ParameterError } from '../errors.ts';
import { displayed, isCurrency, largestAmount, smallestAmount } from '../money.ts';
import { flag, integer, listOf, metadataChange, nested, oneOf, text, unsettable, webUrl, type Params, type Reader } from '../params.ts';
import { captureMethods, type PaymentIntent } from './objects.ts';
import { paymentMethodParams } from './payment-methods.ts';

const described = {
  description: unsettable(text({ max: 1000 })),
  metadata: metadataChange,
  receipt_email: unsettable(text({ max: 800 })),
  statement_descriptor: unsettable(text({ max: 22 })),
  statement_descriptor_suffix: unsettable(text({ max: 22 })),
};

/** Gone since 2026-09-30.endive; `allowed_payment_method_types` stands in its place. */
const gone: Reader<never> = (_, path) => {
  const message = `The parameter ${path} is gone: use allowed_payment_method_types.`;
  throw new ParameterError({ code: 'payment_method_types_no_longer_supported', message, param: path });
};

const paidWith = {
  payment_method_types: gone,
  payment_method: text(),
  payment_method_data: nested(paymentMethodParams),
};

export const confirmParams = {
  ...paidWith,
  client_secret: text(),
  receipt_email: described.receipt_email,
  return_url: webUrl(),
  use_stripe_sdk: flag,
};

export const updateParams = {
  ...described,
  ...paidWith,
  amount: integer({ min: 1 }),
  currency: text({ max: 3 }),
  capture_method: oneOf(captureMethods),
};

export const createParams = {
  ...updateParams,
  allowed_payment_method_types: listOf(text()),
  automatic_payment_methods: nested({ allow_redirects: oneOf(['always', 'never']), enabled: flag }),
  confirm: flag,
  return_url: confirmParams.return_url,
  use_stripe_sdk: flag,
};

type Created = Params<typeof createParams>;

/**
 * The currency in lower case.
 *
 * @throws ParameterError for an unknown currency (`currency`), and for an amount outside of what Stripe takes
 * (`amount_too_small`, `amount_too_large`).
 */
export function checkedCurrency(amount: number, currency: string): string {
  const code = currency.toLowerCase();
  if (!isCurrency(code)) throw new ParameterError({ message: `Invalid currency: ${code.slice(0, 10)}`, param: 'currency' });
  const smallest = smallestAmount(code);
  const limit = (code_: string, message: string): ParameterError => new ParameterError({ code: code_, message, param: 'amount' });
  if (amount < smallest) throw limit('amount_too_small', `Amount must be at least ${displayed(smallest, code)}`);
  if (amount > largestAmount) throw limit('amount_too_large', `Amount must be no more than ${displayed(largestAmount, code)}`);
  return code;
}

type Methods = Pick<PaymentIntent, 'allowed_payment_method_types' | 'automatic_payment_methods' | 'payment_method_types'>;

/** Cards, in any case: all that the sandbox has of what is automatic or allowed. */
export function methodsOf({ automatic_payment_methods: automatic, allowed_payment_method_types: allowed }: Created): Methods {
  if (allowed === undefined) {
    const methods = automatic?.enabled === false ? null : { allow_redirects: automatic?.allow_redirects ?? 'always', enabled: true as const };
    return { allowed_payment_method_types: null, automatic_payment_methods: methods, payment_method_types: ['card'] };
  }
  if (automatic !== undefined) {
    const message = 'You may only specify one of these parameters: allowed_payment_method_types, automatic_payment_methods.';
    throw new ParameterError({ message, param: 'allowed_payment_method_types' });
  }
  if (!allowed.includes('card')) {
    const message = 'None of the allowed payment method types can be used: the sandbox has cards only.';
    throw new ApiError({ code: 'payment_intent_invalid_parameter', message, param: 'allowed_payment_method_types' });
  }
  return { allowed_payment_method_types: [...allowed], automatic_payment_methods: null, payment_method_types: ['card'] };
}
