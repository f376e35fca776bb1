import { cookies } from 'next/headers';
import { settings } from '#settings.ts';
import { decodeCart, encodeCart, type Cart } from './cart.ts';

const name = 'km_cart';
const maxAge = 90 * 24 * 60 * 60;

/** The cart of whoever is looking at the page. */
export async function currentCart(): Promise<Cart> {
  return decodeCart((await cookies()).get(name)?.value);
}

/** Keeps a cart; from a server action or a route handler only. */
export async function keepCart(cart: Cart): Promise<void> {
  const jar = await cookies();
  if (cart.length === 0) jar.delete(name);
  else jar.set(name, encodeCart(cart), { httpOnly: true, sameSite: 'lax', path: '/', secure: settings().secure, maxAge });
}
