import type { SelectQueryBuilder } from 'kysely';
import { DatabaseUsageError } from './errors.ts';

/** A part of a result: at most `limit` rows after the first `offset` (0 unless given). */
export interface Page {
  readonly limit: number;
  readonly offset?: number;
}

/**
 * A page of a query that has an order. It becomes `offset … fetch` on SQL Server and `limit … offset` on SQLite.
 *
 * @throws DatabaseUsageError for a limit below 1 or an offset below 0, which SQL Server refuses
 */
export function page<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, { limit, offset = 0 }: Page): SelectQueryBuilder<DB, TB, O> {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new DatabaseUsageError(`a page of ${limit} rows: from 1`);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new DatabaseUsageError(`a page after ${offset} rows: from 0`);
  return query.offset(offset).fetch(limit);
}
