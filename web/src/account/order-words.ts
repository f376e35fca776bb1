import type { OrderLine } from '@kada-mandiya/http-contracts/order-service';

/** What is in an order, in a line: its first product, and how many more there are. */
export function summaryOf(items: readonly Pick<OrderLine, 'name' | 'quantity'>[]): string {
  const [first, ...rest] = items;
  if (first === undefined) return 'Nothing';
  const name = first.quantity === 1 ? first.name : `${first.quantity} × ${first.name}`;
  if (rest.length === 0) return name;
  return rest.length === 1 ? `${name} and 1 more product` : `${name} and ${rest.length} more products`;
}
