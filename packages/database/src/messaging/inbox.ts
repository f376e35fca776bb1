import { CompiledQuery } from 'kysely';
import { systemClock, type Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { isDatabaseError } from '../errors.ts';
import { seamOf } from '../seam.ts';
import { messagingQueries } from './messaging-tables.ts';
import type { QueryRunner } from './query-runner.ts';

/** Which events a service has applied: the table `processed_events`. */
export interface Inbox {
  /**
   * Remembers events in the unit's transaction, in one statement, and gives those that were not known, in the order
   * given and each once. An event that another transaction is just applying makes this wait for it.
   *
   * @throws DatabaseError `invalid-value` for an id that is no UUID
   */
  insertNew(unit: QueryRunner, eventIds: readonly string[]): Promise<readonly string[]>;
  /** Forgets what was applied before that moment, in parts of 1000. Gives the number. */
  purge(processedBefore: Date): Promise<number>;
}

const rowsInOneDelete = 1000;
/** How often an insert may meet ids that others commit in between. */
const attempts = 5;

/** The inbox in `database`, whose migrations include `messagingMigrations`. */
export function createInbox<Schema>(database: Database<Schema>, clock: Clock = systemClock): Inbox {
  const queries = messagingQueries(database.kind);
  const { insertEvents, insertNewEvents } = seamOf(database.kind);
  return {
    async insertNew({ db }, eventIds) {
      if (eventIds.length === 0) return [];
      const parameters = [clock.now().toISOString(), JSON.stringify(eventIds)];
      // Nearly always all are new.
      if (insertEvents !== undefined && (await isInserted(db.executeQuery(CompiledQuery.raw(insertEvents, parameters))))) return eventIds;
      const query = CompiledQuery.raw(insertNewEvents, parameters);
      const rows = await untilUnique(async () => (await db.executeQuery<{ readonly eventId: string }>(query)).rows);
      const fresh = new Set(rows.map(({ eventId }) => eventId.toLowerCase()));
      return eventIds.filter((eventId) => fresh.delete(eventId.toLowerCase()));
    },
    async purge(processedBefore) {
      const old = queries.selectFrom('processed_events').select('eventId').top(rowsInOneDelete).where('processedAt', '<', processedBefore.toISOString());
      const query = queries.deleteFrom('processed_events').where('eventId', 'in', old.orderBy('processedAt')).compile();
      let deleted = 0;
      for (let part = rowsInOneDelete; part === rowsInOneDelete; deleted += part) {
        part = await database.transaction(async ({ db }) => Number((await db.executeQuery(query)).numAffectedRows ?? 0n));
      }
      return deleted;
    },
  };
}

async function isInserted(inserting: Promise<unknown>): Promise<boolean> {
  try {
    await inserting;
    return true;
  } catch (error) {
    if (isDatabaseError(error, 'unique-violation')) return false;
    throw error;
  }
}

/**
 * The statement leaves out what is there. Where another transaction commits one of the ids after that was looked up, it
 * fails as a whole and changes nothing; the next time the id is seen.
 */
async function untilUnique<T>(insert: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insert();
    } catch (error) {
      if (!isDatabaseError(error, 'unique-violation') || attempt === attempts) throw error;
    }
  }
}
