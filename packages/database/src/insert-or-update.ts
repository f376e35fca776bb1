import { isDatabaseError } from './errors.ts';
import type { Unit } from './unit.ts';

export interface InsertOrUpdate<Schema> {
  /** Updates the row, and gives the number of rows updated: `Number((await query.executeTakeFirst()).numUpdatedRows)`. */
  readonly update: (unit: Unit<Schema>) => Promise<number>;
  readonly insert: (unit: Unit<Schema>) => Promise<unknown>;
}

/**
 * An upsert that both servers have: update; where nothing was there, insert in a savepoint; where another transaction
 * has inserted in between, update again. Gives what happened.
 */
export async function insertOrUpdate<Schema>(unit: Unit<Schema>, { update, insert }: InsertOrUpdate<Schema>): Promise<'inserted' | 'updated'> {
  if ((await update(unit)) > 0) return 'updated';
  try {
    await unit.savepoint((inner) => insert(inner));
    return 'inserted';
  } catch (error) {
    if (!isDatabaseError(error, 'unique-violation')) throw error;
  }
  await update(unit);
  return 'updated';
}
