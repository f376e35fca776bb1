import type { Logger } from '@kada-mandiya/logger';
import { sql } from 'kysely';
import { openDatabase } from '../database.ts';
import { temporaryPlace } from './temporary-place.ts';

/** Which SQL Server it is: `16.0.4175.1` and `Developer Edition (64-bit)`, for instance. */
export interface ServerSeen {
  readonly version: string;
  readonly edition: string;
}

/**
 * Does once on a SQL Server what tests do all the time: creates a database, asks in it which server this is, and drops it.
 *
 * @throws DatabaseError; of a login that may not do it, what it may not
 */
export async function tryServer(url: string): Promise<ServerSeen> {
  const refusals: unknown[] = [];
  const { place, remove } = await temporaryPlace(url);
  try {
    const database = await openDatabase({ ...place, migrations: {}, logger: noting(refusals) });
    try {
      const query = sql<ServerSeen>`select cast(serverproperty('ProductVersion') as nvarchar(128)) as "version", cast(serverproperty('Edition') as nvarchar(128)) as "edition"`;
      const { rows } = await database.transaction(({ db }) => query.execute(db));
      return rows[0] ?? { version: 'of an unknown version', edition: 'of an unknown edition' };
    } finally {
      await database.close();
    }
  } catch (error) {
    // What comes after a refusal only follows from it.
    throw refusals[0] ?? error;
  } finally {
    // Where it could not be created there is nothing to drop.
    await remove().catch(() => undefined);
  }
}

/** What the login may not do is a warning, since an administrator may have done it; nobody has done it for tests. */
function noting(refusals: unknown[]): Logger {
  const silent = (): void => undefined;
  const logger: Logger = { debug: silent, info: silent, error: silent, warn: (fields: object) => void refusals.push(Reflect.get(fields, 'error')), child: () => logger };
  return logger;
}
