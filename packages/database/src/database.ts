import type { Logger } from '@kada-mandiya/logger';
import { Kysely, type Dialect, type Driver } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { systemClock, type Clock } from './clock.ts';
import { DatabaseUsageError } from './errors.ts';
import { migrate, type Migrations } from './migrate.ts';
import { portableSql } from './portable/portable-plugin.ts';
import { seamOf } from './seam.ts';
import type { OpenedServer, ServerKind } from './server-kind.ts';
import type { SqlServerLogin } from './sql-server/open-sql-server.ts';
import type { SqlServerClient } from './sql-server/sql-server-client.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { createTransactions, type TransactionOptions, type Transactions } from './transactions.ts';
import { gate, type Unit } from './unit.ts';

export interface DatabaseOptions {
  /** The database's name, `order_db` for instance: letters, digits and underscores. */
  readonly name: string;
  /**
   * The SQL Server, `SQLSERVER_URL`: `mssql://user:password@host:port?encrypt=true&trustServerCertificate=true`, or an
   * ADO connection string. Without it, or when it is empty, the database is a SQLite file.
   */
  readonly url?: string | undefined;
  /** Folder of the SQLite files; `.data` unless given. */
  readonly dataDir?: string | undefined;
  /** A login of this database's own, created where the login in `url` may; the service then works as it. */
  readonly login?: SqlServerLogin | undefined;
  /** All migrations, by name; they run in the order of their names. */
  readonly migrations: Migrations;
  /** For who wants to read what is there: a database that is missing is not created, but refused. */
  readonly mustExist?: boolean | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** `mssql`, unless a test gives another one. */
  readonly client?: SqlServerClient | undefined;
}

/** A service's database. */
export interface Database<Schema> {
  readonly kind: ServerKind;
  readonly name: string;
  /**
   * Queries outside transactions, for reading. Not inside a transaction of the same database: on SQLite they would
   * wait for it without end.
   */
  readonly read: ReadonlyKysely<Schema>;
  /**
   * Runs `work` in a transaction, which commits when `work` resolves and is rolled back when it rejects. Lost against
   * another transaction (`deadlock`, `conflict`), `work` runs again, up to five times: it must not change anything
   * outside of the unit. On SQLite transactions run one after the other, in the order of the calls.
   *
   * @throws DatabaseError; DatabaseUsageError inside another transaction of this database; what `work` throws
   */
  transaction<T>(work: (unit: Unit<Schema>) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Waits for running transactions, then closes. */
  close(): Promise<void>;
}

/**
 * Opens a database: creates it where it is missing, brings its tables up to date, and gives it back.
 *
 * @throws DatabaseError, of the kind `database-missing` where it `mustExist`; MigrationError when a migration fails or the
 *   database is newer than this program
 */
export async function openDatabase<Schema>(options: DatabaseOptions): Promise<Database<Schema>> {
  const { name, clock = systemClock, logger } = options;
  if (!/^[A-Za-z]\w{0,99}$/.test(name)) throw new DatabaseUsageError(`the database name "${name}": letters, digits and underscores`);
  const server = await openServer(options, clock);
  const plugins = [portableSql(server.kind)];
  const db = new Kysely<Schema>({ dialect: server.dialect, plugins });
  const hasty = server.hastyDialect === undefined ? db : new Kysely<Schema>({ dialect: server.hastyDialect, plugins });
  const transactions = createTransactions({ name, db, hasty, seam: seamOf(server.kind), clock, logger });
  const close = closing(transactions, server);
  try {
    await migrate({ name, kind: server.kind, transactions, migrations: options.migrations, clock, logger });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: server.kind,
    name,
    read: readOnly<Schema>(server, transactions),
    transaction: (work, transactionOptions) => transactions.run(work, transactionOptions),
    close,
  };
}

async function openServer(options: DatabaseOptions, clock: Clock): Promise<OpenedServer> {
  const { name, url, dataDir = '.data', login, logger, client, mustExist = false } = options;
  if (url === undefined || url === '') return openSqlite({ name, dataDir, mustExist });
  const { openSqlServer } = await import('./sql-server/open-sql-server.ts');
  return openSqlServer({ name, url, login, logger, client, clock, mustExist });
}

function closing<Schema>(transactions: Transactions<Schema>, server: OpenedServer): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => (closed ??= transactions.end().then(() => server.close()));
}

/** Asks before each connection, so that nothing gets around it: on SQLite it would wait without end. */
function outsideOnly<Schema>(dialect: Dialect, transactions: Transactions<Schema>): Dialect {
  const driver = dialect.createDriver();
  const acquireConnection: Driver['acquireConnection'] = async (options) => {
    transactions.assertOutside('reading');
    return driver.acquireConnection(options);
  };
  return { ...dialect, createDriver: () => ({ ...driver, acquireConnection }) };
}

/** `ReadonlyKysely` says so to the compiler only; the gate says it to the rest. */
function readOnly<Schema>(server: OpenedServer, transactions: Transactions<Schema>): ReadonlyKysely<Schema> {
  const plugins = [portableSql(server.kind), gate(assertReads)];
  const db: unknown = new Kysely<Schema>({ dialect: outsideOnly(server.dialect, transactions), plugins });
  return db as ReadonlyKysely<Schema>;
}

function assertReads(kind: string, text: string): void {
  if (kind === 'SelectQueryNode' || (kind === 'RawNode' && /^\s*(select|with)\b/i.test(text))) return;
  throw new DatabaseUsageError('database.read only reads: write in a transaction');
}
