import { problem, type ProblemResponse } from '@kada-mandiya/service-kit';
import { largestAmount, smallestAmount, type Refusal } from './placing.ts';

const details = {
  'product-repeated': ['Each product can be listed once; raise its quantity instead.', 'is listed already'],
  'product-unknown': ['Not all of the products are known here.', 'names no product'],
  'currency-mixed': ['All products of an order have to have the same currency.', 'has another currency than the first'],
} as const;

/** Items that make no order. */
export function placingRefused({ reason, items, currency = '' }: Refusal): ProblemResponse<409> | ProblemResponse<422> {
  const errors = (message: string): { pointer: string; message: string }[] => items.map((index) => ({ pointer: `/body/items/${index}/productId`, message }));
  switch (reason) {
    case 'product-unavailable':
      return problem(409, reason, { detail: 'Not all of the products are still sold.', errors: errors('is no longer sold') });
    case 'amount-too-large':
      return problem(422, 'amount-out-of-range', { detail: `An order can be paid by card up to ${inWords(largestAmount, currency)}.` });
    case 'amount-too-small':
      return problem(422, 'amount-out-of-range', { detail: `An order can be paid by card from ${inWords(smallestAmount(currency), currency)}.` });
    default:
      return problem(422, reason, { detail: details[reason][0], errors: errors(details[reason][1]) });
  }
}

/** `LKR 999,999.99`. */
function inWords(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(amount / 10 ** maximumFractionDigits).replaceAll('\u00A0', ' ');
}

export function keyReused(): ProblemResponse<422> {
  return problem(422, 'idempotency-key-reused', {
    detail: 'This Idempotency-Key was used with another body. Take a new one.',
    errors: [{ pointer: '/headers/idempotency-key', message: 'was used with another body' }],
  });
}

export function keyInUse(): ProblemResponse<409> {
  return problem(409, 'idempotency-key-in-use', { detail: 'The first request with this Idempotency-Key is still running.' });
}

export function orderNotFound(): ProblemResponse<404> {
  return problem(404, 'order-not-found', { detail: 'There is no order with this id.' });
}

export function orderNotCancellable(): ProblemResponse<409> {
  return problem(409, 'order-not-cancellable', { detail: 'The order is paid.' });
}
