import { openDatabase, type Database, type DatabaseOptions } from '../src/index.ts';
import { temporaryPlace, type Place, type TemporaryPlace } from '../src/testing/index.ts';

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

function underTest(temporary: TemporaryPlace): DatabaseUnderTest {
  const { place } = temporary;
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
      await temporary.remove();
    },
  };
}

const { SQLSERVER_URL: realUrl = '' } = process.env;
const sqlite: DatabaseToTest = { name: 'SQLite', start: async () => underTest(await temporaryPlace()) };
const sqlServer: DatabaseToTest = { name: 'SQL Server', start: async () => underTest(await temporaryPlace(realUrl)) };

/** SQLite always; the SQL Server at SQLSERVER_URL too where that is set. For `describe.each`. */
export const databasesUnderTest: readonly DatabaseToTest[] = [sqlite, ...(realUrl === '' ? [] : [sqlServer])];
