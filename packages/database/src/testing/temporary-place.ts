import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseOptions } from '../database.ts';
import { connectPool } from '../sql-server/provision.ts';
import { loadMssql, type SqlServerPool } from '../sql-server/sql-server-client.ts';
import { parseSqlServerAddress } from '../sql-server/sql-server-url.ts';

/** Where a database is: enough to open it, here or in another process. */
export type Place = Pick<DatabaseOptions, 'name' | 'url' | 'dataDir'>;

/** Room for one database that no other test has, until it is removed. */
export interface TemporaryPlace {
  readonly place: Place;
  /** Deletes the database; close it first. */
  readonly remove: () => Promise<void>;
}

const prefix = 'kada_test_';

/** A place on the SQL Server at `url`; without it, or when it is empty, a folder for a SQLite file. */
export async function temporaryPlace(url?: string): Promise<TemporaryPlace> {
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  if (url !== undefined && url !== '') return { place: { name, url }, remove: () => dropDatabase(url, name) };
  const dataDir = await mkdtemp(join(tmpdir(), 'kada-database-'));
  return { place: { name, dataDir }, remove: () => rm(dataDir, { recursive: true }) };
}

/** The databases of temporary places that are on the server: those in use, and those that a test which was ended has left. */
export async function namesOfTemporaryPlaces(url: string): Promise<readonly string[]> {
  return onServer(url, async (pool) => {
    const { recordset = [] } = await pool.request().query(`select name from sys.databases where name like '${prefix.replaceAll('_', '[_]')}%' order by name`);
    return recordset.map(({ name }) => String(name));
  });
}

/** One batch, so that nobody comes in between. Azure SQL has no single user mode, and needs none. */
async function dropDatabase(url: string, name: string): Promise<void> {
  await onServer(url, async (pool) => {
    await pool
      .request()
      .batch(`if db_id(N'${name}') is not null begin alter database [${name}] set single_user with rollback immediate; drop database [${name}]; end`)
      .catch(() => pool.request().batch(`drop database if exists [${name}]`));
    // A service's own login has the name of its database. Where none may be made, there is none.
    await pool.request().batch(`if suser_id(N'${name}') is not null drop login [${name}]`).catch(() => undefined);
  });
}

async function onServer<T>(url: string, work: (pool: SqlServerPool) => Promise<T>): Promise<T> {
  const { adminDatabase, ...server } = parseSqlServerAddress(url);
  const pool = await connectPool(await loadMssql(), { ...server, database: adminDatabase, requestTimeout: 60_000 });
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}
