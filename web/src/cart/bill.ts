import type { Product } from '@kada-mandiya/http-contracts/product-service';
import type { Money } from '#format/money.ts';
import type { Cart } from './cart.ts';

/** A line of the cart beside what the shop says of its product now. */
export type BillLine =
  | { readonly kind: 'sold'; readonly productId: string; readonly quantity: number; readonly product: Product; readonly total: Money }
  /** Archived, or not known any more; the product where its name is still known. */
  | { readonly kind: 'gone'; readonly productId: string; readonly product: Product | undefined };

export interface Bill {
  readonly lines: readonly BillLine[];
  /** One for each currency, in the order in which they come up. */
  readonly totals: readonly Money[];
  /** How many pieces the totals are for. */
  readonly pieces: number;
  /** Why it cannot be ordered as it is; `undefined` where it can. */
  readonly obstacle: 'nothing-sold' | 'gone' | 'mixed-currencies' | undefined;
}

/** A cart at today's prices. */
export function billOf(cart: Cart, products: ReadonlyMap<string, Product>): Bill {
  const lines = cart.map(({ productId, quantity }): BillLine => {
    const product = products.get(productId);
    if (product?.status !== 'ACTIVE') return { kind: 'gone', productId, product };
    return { kind: 'sold', productId, quantity, product, total: { amount: product.amount * quantity, currency: product.currency } };
  });
  const sold = lines.filter((line) => line.kind === 'sold');
  const totals = totalsOf(sold.map(({ total }) => total));
  return { lines, totals, pieces: sold.reduce((sum, { quantity }) => sum + quantity, 0), obstacle: obstacleOf(lines, totals) };
}

function totalsOf(amounts: readonly Money[]): readonly Money[] {
  const totals = new Map<string, number>();
  for (const { amount, currency } of amounts) totals.set(currency, (totals.get(currency) ?? 0) + amount);
  return [...totals].map(([currency, amount]) => ({ amount, currency }));
}

function obstacleOf(lines: readonly BillLine[], totals: readonly Money[]): Bill['obstacle'] {
  if (totals.length === 0) return 'nothing-sold';
  if (lines.some(({ kind }) => kind === 'gone')) return 'gone';
  return totals.length > 1 ? 'mixed-currencies' : undefined;
}
