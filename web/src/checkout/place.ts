import { setTimeout as waitFor } from 'node:timers/promises';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { Refusal } from '#api/problem.ts';
import type { Cart } from '#cart/cart.ts';

/** What the form of the checkout shows after an order was refused. */
export interface Refused {
  readonly message: string;
  /** By the id of the product whose line is at fault. */
  readonly lines: Readonly<Record<string, string>>;
  /** The next attempt goes under this key. */
  readonly key: string;
}

export type Placed = { readonly order: Order } | { readonly refused: Refused };

export interface Attempt {
  readonly cart: Cart;
  /** One for each form that was shown: whatever is sent twice is one order. */
  readonly key: string;
  readonly post: (body: { items: { productId: string; quantity: number }[] }, key: string) => Promise<{ readonly data: Order } | { readonly refusal: Refusal }>;
  /** Lets some milliseconds pass. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** How long a repetition waits for the answer to the first request, in milliseconds. */
const waits = [100, 200, 400, 800, 1600];

/** Orders what is in the cart: what, and how many; what it costs is the shop's to say. */
export async function place({ cart, key, post, wait = waitFor }: Attempt): Promise<Placed> {
  const body = { items: cart.map(({ productId, quantity }) => ({ productId, quantity })) };
  for (const pause of [...waits, undefined]) {
    const outcome = await post(body, key);
    if ('data' in outcome) return { order: outcome.data };
    // The form was sent twice, and the first one is on its way: it has the answer for both.
    if (outcome.refusal.code !== 'idempotency-key-in-use' || pause === undefined) return { refused: refusedBy(outcome.refusal, cart, key) };
    await wait(pause);
  }
  throw new Error('unreachable: the last attempt returns');
}

const sentences: Readonly<Record<string, string>> = {
  'product-unavailable': 'Something in your cart is no longer sold. Take it out of the cart to order the rest.',
  'product-unknown': 'Something in your cart is not known here. Take it out of the cart to order the rest.',
  'currency-mixed': 'Your cart has prices in several currencies. Please order them one currency at a time.',
  'idempotency-key-in-use': 'Your order is being placed already. Please look at your orders in a moment.',
  'idempotency-key-reused': 'This page was out of date, and nothing was ordered. Please look at your cart and place the order again.',
};

/** A refusal, told at the lines that it is about. A refused request leaves its key unused, unless the key itself was at fault. */
export function refusedBy({ message, fields, code = '' }: Refusal, cart: Cart, key: string): Refused {
  const lines = Object.entries(fields).flatMap(([field, fault]) => {
    const index = /^items\/(\d+)(?:\/|$)/.exec(field)?.[1];
    const line = index === undefined ? undefined : cart[Number(index)];
    return line === undefined ? [] : [[line.productId, `This ${fault}.`] as const];
  });
  return { message: sentences[code] ?? message, lines: Object.fromEntries(lines), key: code === 'idempotency-key-reused' ? crypto.randomUUID() : key };
}


/** What stays in a cart after something of it was ordered: what came in meanwhile. */
export function without(cart: Cart, ordered: Cart): Cart {
  return cart.flatMap((line) => {
    const gone = ordered.find(({ productId }) => productId === line.productId)?.quantity ?? 0;
    return line.quantity > gone ? [{ ...line, quantity: line.quantity - gone }] : [];
  });
}

/** Where an order is paid for. `seen`: the total that the customer saw (in the smallest unit), to be told if it is another now. */
export function payPath({ orderId, amount }: Pick<Order, 'amount' | 'orderId'>, seen: string): string {
  const changed = /^\d{1,9}$/.test(seen) && Number(seen) !== amount;
  return `/orders/${orderId}/pay${changed ? `?seen=${seen}` : ''}`;
}
