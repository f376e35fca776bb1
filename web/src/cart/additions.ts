import type { Product } from '@kada-mandiya/http-contracts/product-service';
import { add, mostLines, mostPieces, type Cart } from './cart.ts';

/** What became of adding a product to a cart. */
export interface Addition {
  /** As it is afterwards. */
  readonly cart: Cart;
  readonly added: number;
  /** For the visitor. */
  readonly message: string;
}

/** Adds pieces of a product, and says what became of them: not all of them may fit, and what left the shop is not sold. */
export function addition(cart: Cart, product: Pick<Product, 'productId' | 'name' | 'status'>, quantity: number): Addition {
  const { productId, name, status } = product;
  const nothing = (message: string): Addition => ({ cart, added: 0, message });
  if (status === 'ARCHIVED') return nothing(`${name} is no longer sold.`);
  const before = quantityOf(cart, productId);
  if (before === mostPieces) return nothing(`${before} × ${name} is in your cart already; more do not fit.`);
  if (before === 0 && cart.length >= mostLines) return nothing(`Your cart is full: it holds ${mostLines} different products.`);
  const after = add(cart, productId, quantity);
  const now = quantityOf(after, productId);
  const rest = now - before < quantity ? ` That is the most of one product.` : '';
  return { cart: after, added: now - before, message: `${now} × ${name} is in your cart.${rest}` };
}

function quantityOf(cart: Cart, productId: string): number {
  return cart.find((line) => line.productId === productId)?.quantity ?? 0;
}
