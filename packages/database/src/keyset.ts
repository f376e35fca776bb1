import type { OperandValueExpressionOrList, SelectQueryBuilder, StringReference } from 'kysely';

/** The order of a list, and where in it the last page ended. */
export interface Keyset<DB, TB extends keyof DB, First extends StringReference<DB, TB>, Second extends StringReference<DB, TB>> {
  /** What it is ordered by; no two rows have the same of both. */
  readonly by: readonly [First, Second];
  readonly direction: 'asc' | 'desc';
  /** Of the last row, the values of those columns; the list from its start unless given. */
  readonly after?: readonly [OperandValueExpressionOrList<DB, TB, First>, OperandValueExpressionOrList<DB, TB, Second>] | undefined;
}

/**
 * Orders a query by two columns and leaves out all rows up to a position: what is inserted or deleted meanwhile moves
 * nothing. Neither server has to have row values, which SQL Server has not.
 *
 * @example
 * const after = [position.createdAt, position.orderId] as const;
 * page(keyset(orders, { by: ['createdAt', 'orderId'], direction: 'desc', after }), { limit: 20 });
 */
export function keyset<DB, TB extends keyof DB, O, First extends StringReference<DB, TB>, Second extends StringReference<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  { by: [first, second], direction, after }: Keyset<DB, TB, First, Second>,
): SelectQueryBuilder<DB, TB, O> {
  const ordered = query.orderBy(first, direction).orderBy(second, direction);
  if (after === undefined) return ordered;
  const [start, tie] = after;
  const behind = direction === 'asc' ? '>' : '<';
  return ordered.where((eb) => eb.or([eb(first, behind, start), eb.and([eb(first, '=', start), eb(second, behind, tie)])]));
}
