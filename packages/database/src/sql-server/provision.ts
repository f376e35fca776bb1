import type { Logger } from '@kada-mandiya/logger';
import { isDatabaseError } from '../errors.ts';
import type { SqlServerClient, SqlServerConfig, SqlServerPool } from './sql-server-client.ts';
import { numberOf, sqlServerError } from './sql-server-errors.ts';
import type { SqlServerAddress } from './sql-server-url.ts';

/** A login of a service's own. */
export interface SqlServerLogin {
  readonly name: string;
  readonly password: string;
}

export interface ProvisionOptions {
  readonly client: SqlServerClient;
  readonly address: SqlServerAddress;
  /** The database's name. */
  readonly name: string;
  readonly login?: SqlServerLogin | undefined;
  readonly logger?: Logger | undefined;
}

/** Creating a database can take long, on Azure SQL above all. */
const createTimeoutMs = 300_000;

/** What another replica has created in between: database, login, user, object. */
const alreadyThere: ReadonlySet<number | undefined> = new Set([1801, 15025, 15023, 2714]);

/**
 * Creates the database and its login where they are missing and where the login of the address may. Where it may not,
 * that is said in the log, and what an administrator has prepared is used. It asks for nothing that one edition has
 * alone: no file groups, no Agent, no Resource Governor.
 *
 * @throws DatabaseError when the server cannot be reached
 */
export async function provision(options: ProvisionOptions): Promise<void> {
  const { login, name } = options;
  await asFarAsAllowed(options, 'create the database and its login', () =>
    onDatabase(options, options.address.adminDatabase, async ({ has, run }) => {
      if (!(await has('select 1 as "found" from sys.databases where name = @name', name))) await run(createDatabase(name));
      if (login === undefined) return;
      if (!(await has('select 1 as "found" from sys.sql_logins where name = @name', login.name))) await run(createLogin(login));
    }),
  );
  if (login === undefined) return;
  await asFarAsAllowed(options, 'give the login its rights', () =>
    onDatabase(options, name, async ({ has, run }) => {
      if (!(await has('select 1 as "found" from sys.database_principals where name = @name', login.name))) await run(createUser(login.name));
      await run(giveRights(login.name));
    }),
  );
}

interface Administration {
  /** Whether a query with the parameter `@name` finds a row. */
  readonly has: (sql: string, name: string) => Promise<boolean>;
  /** Each as a batch of its own: Azure SQL wants `create database` and `create login` alone in theirs. */
  readonly run: (batches: readonly string[]) => Promise<void>;
}

async function onDatabase(options: ProvisionOptions, database: string, work: (administration: Administration) => Promise<void>): Promise<void> {
  const { client, address } = options;
  const { adminDatabase: _, ...server } = address;
  const config: SqlServerConfig = { ...server, database, requestTimeout: createTimeoutMs, pool: { min: 0, max: 1 } };
  const pool = await connectPool(client, config);
  try {
    await work(administrationOn(client, pool));
  } finally {
    await pool.close();
  }
}

function administrationOn(client: SqlServerClient, pool: SqlServerPool): Administration {
  return {
    async has(sql, name) {
      const request = pool.request();
      request.input('name', client.NVarChar(128), name);
      const { recordset } = await request.query(sql).catch(refused);
      return recordset !== undefined && recordset.length > 0;
    },
    async run(batches) {
      for (const batch of batches) {
        try {
          await pool.request().batch(batch);
        } catch (error) {
          // Another replica was faster: what follows is its business too.
          if (alreadyThere.has(numberOf(error))) return;
          throw sqlServerError(error);
        }
      }
    },
  };
}

function refused(error: unknown): never {
  throw sqlServerError(error);
}

/** A connected pool. Its errors are those of the queries, so the event is only kept from ending the process. */
export async function connectPool(client: SqlServerClient, config: SqlServerConfig): Promise<SqlServerPool> {
  const pool = new client.ConnectionPool(config);
  pool.on('error', () => undefined);
  try {
    await pool.connect();
  } catch (error) {
    throw sqlServerError(error);
  }
  return pool;
}

async function asFarAsAllowed({ logger, name }: ProvisionOptions, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const notAllowed = (['permission', 'login-failed', 'database-missing'] as const).some((kind) => isDatabaseError(error, kind));
    if (!notAllowed) throw error;
    logger?.warn({ error, database: name }, `this login may not ${what}; what is there is used`);
  }
}

/** A name inside a statement, where no parameter can stand. */
function bracketed(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

function literal(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}

/**
 * Row versions for readers, so that they do not wait for writers (Azure SQL's default). It is set while the database is
 * new and nobody works in it.
 */
function createDatabase(name: string): readonly string[] {
  const database = bracketed(name);
  return [`create database ${database}`, `alter database ${database} set read_committed_snapshot on with rollback immediate`];
}

function createLogin({ name, password }: SqlServerLogin): readonly string[] {
  return [`create login ${bracketed(name)} with password = ${literal(password)}`];
}

function createUser(name: string): readonly string[] {
  return [`create user ${bracketed(name)} for login ${bracketed(name)}`];
}

/** Reading, writing, and its own tables; nothing else of this database, and nothing of another one. */
function giveRights(name: string): readonly string[] {
  return ['db_datareader', 'db_datawriter', 'db_ddladmin'].map((role) => `alter role ${role} add member ${bracketed(name)}`);
}
