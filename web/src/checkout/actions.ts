'use server';

import { redirect } from 'next/navigation';
import { outcomeOf } from '#api/problem.ts';
import { decodeCart } from '#cart/cart.ts';
import { currentCart, keepCart } from '#cart/current-cart.ts';
import { formText } from '#forms/form-text.ts';
import { api, requireSession } from '#session/current-session.ts';
import { payPath, place, without, type Refused } from './place.ts';

/** Orders what the form showed, and goes on to the payment. */
export async function placeOrder(_before: Refused | undefined, form: FormData): Promise<Refused | undefined> {
  await requireSession('/checkout');
  const client = await api();
  const cart = decodeCart(formText(form, 'cart'));
  const placed = await place({
    cart,
    key: formText(form, 'key'),
    post: (body, key) => outcomeOf(client.POST('/orders', { params: { header: { 'Idempotency-Key': key } }, body })),
  });
  if ('refused' in placed) return placed.refused;
  await keepCart(without(await currentCart(), cart));
  redirect(payPath(placed.order, formText(form, 'seen')));
}

/** Cancels an order that is not paid yet. Gives what to say where that cannot be. */
export async function cancelOrder(orderId: string): Promise<string | undefined> {
  const here = `/orders/${orderId}`;
  await requireSession(here);
  const outcome = await outcomeOf((await api()).POST('/orders/{orderId}/cancel', { params: { path: { orderId } } }));
  if ('refusal' in outcome) return outcome.refusal.code === 'order-not-cancellable' ? 'This order is paid already, so it can no longer be cancelled.' : outcome.refusal.message;
  redirect(here);
}
