import type { CompiledQuery, QueryResult } from 'kysely';
import { isReadonlyCompiledQuery } from 'kysely/readonly';
import type { Database } from '../database.ts';
import { DatabaseUsageError } from '../errors.ts';

/** A unit, as far as the outbox and the inbox need it: every `Unit` is one, whatever its tables. */
export interface QueryRunner {
  readonly db: { executeQuery<R>(query: CompiledQuery<R>): Promise<QueryResult<R>> };
}

/** Rows of a query on tables that `database`'s own schema need not name. */
export async function readRows<Schema, R>(database: Database<Schema>, query: CompiledQuery<R>): Promise<readonly R[]> {
  if (!isReadonlyCompiledQuery<R>(query)) throw new DatabaseUsageError('only selects read');
  const { rows } = await database.read.executeQuery(query);
  return rows;
}
