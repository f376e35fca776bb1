import { createHash } from 'node:crypto';
import type { OrderLine, PlaceOrderItem } from '@kada-mandiya/http-contracts/order-service';
import type { OrderState } from './order.ts';

/** What an order needs to know of a product: its own copy's. */
export interface PricedProduct {
  readonly productId: string;
  readonly name: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'ARCHIVED';
}

/** Why items make no order, and which of them, by their places in the list. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: 'product-repeated' | 'product-unknown' | 'product-unavailable' | 'currency-mixed' | 'amount-too-small' | 'amount-too-large';
  readonly items: readonly number[];
  /** Of the total; not there where it has none. */
  readonly currency?: string;
}

export interface NewOrder {
  readonly orderId: string;
  readonly userId: string;
  readonly items: readonly Readonly<PlaceOrderItem>[];
  /** Those of the items that are known; more do no harm. */
  readonly products: readonly PricedProduct[];
  readonly now: Date;
}

/** Stripe takes at most eight digits. */
export const largestAmount = 99_999_999;

/**
 * The smallest card payment, in minor units (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
 * Stripe's list has no rupee of Sri Lanka: it has to be worth 50 US cents then, for which 150 rupees stand here.
 */
const smallestAmounts: ReadonlyMap<string, number> = new Map(
  Object.entries({
    USD: 50, AED: 200, AUD: 50, BGN: 100, BRL: 50, CAD: 50, CHF: 50, CZK: 1500, DKK: 250, EUR: 50, GBP: 30, HKD: 400, HUF: 17_500,
    INR: 50, JPY: 50, LKR: 15_000, MXN: 1000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200, SEK: 300, SGD: 50, THB: 1000,
  }),
);

export function smallestAmount(currency: string): number {
  return smallestAmounts.get(currency) ?? 1;
}

/** An order at the prices of this moment, its lines in the order of the items. */
export function place({ orderId, userId, items, products, now }: NewOrder): { readonly kind: 'placed'; readonly order: OrderState } | Refusal {
  const known = new Map(products.map((product) => [product.productId, product]));
  const currency = known.get(items[0]?.productId ?? '')?.currency ?? '';
  const fault = faultOf(items, known, currency);
  if (fault !== undefined) return { kind: 'refused', ...fault };
  const lines = items.flatMap(({ productId, quantity }) => lineOf(known.get(productId), quantity));
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  if (amount > largestAmount) return { kind: 'refused', reason: 'amount-too-large', items: [], currency };
  if (amount < smallestAmount(currency)) return { kind: 'refused', reason: 'amount-too-small', items: [], currency };
  const createdAt = now.toISOString();
  return { kind: 'placed', order: { orderId, userId, status: 'PENDING_PAYMENT', items: lines, amount, currency, createdAt, updatedAt: createdAt } };
}

function lineOf(product: PricedProduct | undefined, quantity: number): OrderLine[] {
  if (product === undefined) return [];
  const { productId, name, amount: unitAmount } = product;
  return [{ productId, name, unitAmount, quantity, amount: unitAmount * quantity }];
}

function faultOf(items: NewOrder['items'], known: ReadonlyMap<string, PricedProduct>, currency: string): Pick<Refusal, 'reason' | 'items'> | undefined {
  const seen = new Set<string>();
  const places = (isFault: (productId: string) => boolean): readonly number[] => items.flatMap(({ productId }, index) => (isFault(productId) ? [index] : []));
  const faults = [
    { reason: 'product-repeated', items: places((id) => seen.size === seen.add(id).size) },
    { reason: 'product-unknown', items: places((id) => !known.has(id)) },
    { reason: 'product-unavailable', items: places((id) => known.get(id)?.status !== 'ACTIVE') },
    { reason: 'currency-mixed', items: places((id) => known.get(id)?.currency !== currency) },
  ] as const;
  return faults.find(({ items: found }) => found.length > 0);
}

/** A user's `Idempotency-Key`, the body that it came with, and what came of it. */
export interface Placement {
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly orderId: string;
  readonly placedAt: string;
}

const keyLifetimeMs = 24 * 60 * 60 * 1000;

/** Whether the key is still that of its first request. */
export function isInForce({ placedAt }: Placement, now: Date): boolean {
  return Date.parse(placedAt) > inForceSince(now).getTime();
}

/** What was placed then or before has given its key back. */
export function inForceSince(now: Date): Date {
  return new Date(now.getTime() - keyLifetimeMs);
}

/** The same for bodies that say the same, whatever their white space and the order of their keys. */
export function hashOf(items: NewOrder['items']): string {
  return createHash('sha256').update(JSON.stringify(items.map(({ productId, quantity }) => [productId, quantity]))).digest('base64url');
}
