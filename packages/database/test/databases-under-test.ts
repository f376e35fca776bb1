import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database, type DatabaseOptions } from '../src/index.ts';
import { connectPool } from '../src/sql-server/provision.ts';
import { loadMssql } from '../src/sql-server/sql-server-client.ts';
import { parseSqlServerAddress } from '../src/sql-server/sql-server-url.ts';

/** Where one test's database is: enough to open it, here or in another process. */
export type Place = Pick<DatabaseOptions, 'name' | 'url' | 'dataDir'>;

/** A database of a test's own, until it drops it. */
export interface DatabaseUnderTest {
  readonly place: Place;
  /** Opens it; `drop` closes what is still open. */
  open<Schema>(options: Omit<DatabaseOptions, keyof Place>): Promise<Database<Schema>>;
  drop(): Promise<void>;
}

/** One row for `describe.each`. */
export interface DatabaseToTest {
  readonly name: string;
  readonly start: () => Promise<DatabaseUnderTest>;
}

function underTest(place: Place, remove: () => Promise<void>): DatabaseUnderTest {
  const opened: { close(): Promise<void> }[] = [];
  return {
    place,
    async open<Schema>(options: Omit<DatabaseOptions, keyof Place>) {
      const database = await openDatabase<Schema>({ ...options, ...place });
      opened.push(database);
      return database;
    },
    async drop() {
      await Promise.all(opened.map((database) => database.close()));
      await remove();
    },
  };
}

const sqlite: DatabaseToTest = {
  name: 'SQLite',
  async start() {
    const dataDir = await mkdtemp(join(tmpdir(), 'kada-database-'));
    return underTest({ name: 'order_db', dataDir }, () => rm(dataDir, { recursive: true }));
  },
};

function sqlServerAt(url: string): DatabaseToTest {
  return {
    name: 'SQL Server',
    start: () => {
      const name = `kada_test_${randomBytes(6).toString('hex')}`;
      return Promise.resolve(underTest({ name, url }, () => dropDatabase(url, name)));
    },
  };
}

async function dropDatabase(url: string, name: string): Promise<void> {
  const { adminDatabase, ...server } = parseSqlServerAddress(url);
  const pool = await connectPool(await loadMssql(), { ...server, database: adminDatabase, requestTimeout: 60_000 });
  try {
    // Azure SQL has no single user mode, and needs none.
    await pool.request().batch(`alter database [${name}] set single_user with rollback immediate`).catch(() => undefined);
    await pool.request().batch(`if db_id('${name}') is not null drop database [${name}]`);
  } finally {
    await pool.close();
  }
}

const { SQLSERVER_URL: realUrl } = process.env;

/** SQLite always; the SQL Server at SQLSERVER_URL too where that is set. For `describe.each`. */
export const databasesUnderTest: readonly DatabaseToTest[] = [
  sqlite,
  ...(realUrl === undefined || realUrl === '' ? [] : [sqlServerAt(realUrl)]),
];
