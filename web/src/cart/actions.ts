'use server';

import { outcomeOf } from '#api/problem.ts';
import { formText } from '#forms/form-text.ts';
import { api } from '#session/current-session.ts';
import { addition } from './additions.ts';
import { setQuantity } from './cart.ts';
import { currentCart, keepCart } from './current-cart.ts';
import { quantityOf } from './quantity.ts';

/** What the form of a product shows after it was sent. */
export interface AddToCartState {
  readonly message: string;
  readonly tone: 'good' | 'bad';
}

/** Puts pieces of a product into the cart. */
export async function addToCart(_before: AddToCartState | undefined, form: FormData): Promise<AddToCartState> {
  const productId = formText(form, 'productId');
  const quantity = quantityOf(form.get('quantity'), { least: 1 });
  if (quantity === undefined) return { tone: 'bad', message: 'How many? A number from 1 to 99, please.' };
  const outcome = await outcomeOf((await api()).GET('/products/{productId}', { params: { path: { productId } } }));
  if ('refusal' in outcome) return { tone: 'bad', message: outcome.refusal.message };
  const { cart, added, message } = addition(await currentCart(), outcome.data, quantity);
  if (added > 0) await keepCart(cart);
  return { tone: added > 0 ? 'good' : 'bad', message };
}

/** Sets how many of a product are in the cart; 0 takes it out, and what is no number changes nothing. */
export async function changeQuantity(form: FormData): Promise<void> {
  const quantity = quantityOf(form.get('step') ?? form.get('quantity'), { least: 0 });
  if (quantity === undefined) return;
  await keepCart(setQuantity(await currentCart(), formText(form, 'productId'), quantity));
}

/** Takes a product out of the cart. */
export async function removeFromCart(form: FormData): Promise<void> {
  await keepCart(setQuantity(await currentCart(), formText(form, 'productId'), 0));
}
