import { sql, type RawBuilder } from 'kysely';

/** What stands in the query tree until a dialect puts its own list in its place. */
export const anyOfMarker = 'portable any of ';

/**
 * A list as one value, for `in`: any number of items, one statement text for all lengths, and an empty list is allowed.
 * Items of text have at most 4000 characters.
 *
 * @example
 * db.selectFrom('orders').selectAll().where('id', 'in', anyOf(ids))
 */
export function anyOf<T extends string | number>(items: readonly T[]): RawBuilder<T> {
  return sql<T>`portable any of ${JSON.stringify(items)}`;
}
