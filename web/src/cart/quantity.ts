import { mostPieces } from './cart.ts';

/** How many pieces a form asks for: a whole number from `least` to 99; what is over is 99, and anything else is not understood. */
export function quantityOf(typed: FormDataEntryValue | null, { least }: { readonly least: 0 | 1 }): number | undefined {
  if (typeof typed !== 'string' || !/^\s*\d{1,6}\s*$/.test(typed)) return undefined;
  const quantity = Number(typed);
  return quantity < least ? undefined : Math.min(quantity, mostPieces);
}
