import type { Logger } from '@kada-mandiya/logger';
import { jittered, type Clock } from '../clock.ts';
import { DatabaseError, isDatabaseError } from '../errors.ts';
import type { SqlServerClient, SqlServerConfig, SqlServerPool } from './sql-server-client.ts';
import { numbersOf, sqlServerError } from './sql-server-errors.ts';
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
  readonly clock: Clock;
}

/** Creating a database can take long, on Azure SQL above all. */
const createTimeoutMs = 300_000;

/** What another replica has created in between: database, login, user, object. */
const alreadyThere: readonly number[] = [1801, 15025, 15023, 2714];

/** Databases are copied from `model`, by one at a time; who comes meanwhile is told to come again. */
const modelIsTaken = 1807;
const attempts = 20;
const pauseMs = 500;

/**
 * Creates the database and its login where they are missing and where the login of the address may. Where it may not,
 * that is said in the log, and what an administrator has prepared is used. It asks for nothing that one edition has
 * alone: no file groups, no Agent, no Resource Governor.
 *
 * @throws DatabaseError when the server cannot be reached
 */
export async function provision(options: ProvisionOptions): Promise<void> {
  const { login } = options;
  await asFarAsAllowed(options, 'create the database and its login', () => onDatabase(options, options.address.adminDatabase, (administration) => createMissing(options, administration)));
  if (login === undefined) return;
  await asFarAsAllowed(options, 'give the login its rights', () =>
    onDatabase(options, options.name, async ({ find, run }) => {
      if ((await find('select 1 as "found" from sys.database_principals where name = @name', login.name)) === undefined) await run(createUser(login.name));
      await run(giveRights(login.name));
    }),
  );
}

/**
 * Looks for the database and creates nothing. A login that is refused tells nothing of it: the driver drops the number
 * of the reason.
 *
 * @throws DatabaseError `database-missing`
 */
export async function requireDatabase(options: ProvisionOptions): Promise<void> {
  const { name, address } = options;
  let found: unknown = true;
  await asFarAsAllowed(options, 'look for the database', async () => {
    found = await onDatabase(options, address.adminDatabase, ({ find }) => find(databaseNamed, name));
  });
  if (found === undefined) throw new DatabaseError('database-missing', `there is no database ${name} on the server`);
}

const databaseNamed = 'select 1 as "found" from sys.databases where name = @name';

/**
 * Of several who create a database at once, one does it all before the next looks: to let readers see row versions
 * (`alter database … with rollback immediate`) throws everybody else out of the new database.
 */
async function createMissing({ name, login }: ProvisionOptions, { find, lock, run }: Administration): Promise<void> {
  const isReady = async (): Promise<boolean> => (await find('select is_read_committed_snapshot_on as "found" from sys.databases where name = @name', name)) === true;
  const isThere = async (): Promise<boolean> => (await find(databaseNamed, name)) !== undefined;
  if (!(await isReady())) {
    await lock();
    // Azure SQL's databases have row versions from the beginning.
    if (!(await isThere()) && (await run([createDatabase(name)])) && !(await isReady())) await run([showRowVersions(name)]);
  }
  if (login === undefined) return;
  if ((await find('select 1 as "found" from sys.sql_logins where name = @name', login.name)) === undefined) await run([createLogin(login)]);
}

interface Administration {
  /** `found` of the first row of a query with the parameter `@name`. */
  readonly find: (sql: string, name: string) => Promise<unknown>;
  /** Until the end, no other replica has it. Where the server gives none, it goes on without. */
  readonly lock: () => Promise<void>;
  /**
   * Each as a batch of its own: Azure SQL wants `create database` and `create login` alone in theirs. Gives false where
   * another replica was faster: what follows is its business too.
   */
  readonly run: (batches: readonly string[]) => Promise<boolean>;
}

async function onDatabase<T>(options: ProvisionOptions, database: string, work: (administration: Administration) => Promise<T>): Promise<T> {
  const { client, address } = options;
  const { adminDatabase: _, ...server } = address;
  // One connection, which has the lock as long as it is there.
  const config: SqlServerConfig = { ...server, database, requestTimeout: createTimeoutMs, pool: { min: 0, max: 1 } };
  const pool = await connectPool(client, config);
  try {
    return await work(administrationOn(options, pool));
  } finally {
    await pool.close();
  }
}

function administrationOn({ client, clock }: ProvisionOptions, pool: SqlServerPool): Administration {
  const runOne = async (batch: string): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await pool.request().batch(batch);
        return;
      } catch (error) {
        if (!numbersOf(error).has(modelIsTaken) || attempt === attempts) throw error;
      }
      await clock.sleep(jittered(pauseMs));
    }
  };
  return {
    async find(sql, name) {
      const request = pool.request();
      request.input('name', client.NVarChar(128), name);
      const { recordset } = await request.query(sql).catch(refused);
      return recordset?.[0]?.found;
    },
    async lock() {
      await pool.request().batch(provisionLock).catch(() => undefined);
    },
    async run(batches) {
      for (const batch of batches) {
        try {
          await runOne(batch);
        } catch (error) {
          if (alreadyThere.some((number) => numbersOf(error).has(number))) return false;
          throw sqlServerError(error);
        }
      }
      return true;
    },
  };
}

/** One for all names, since `model` is one. Who has waited for four minutes goes on without. */
const provisionLock = `exec sp_getapplock @Resource = N'kada-provision', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 240000`;

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

function createDatabase(name: string): string {
  return `create database ${bracketed(name)}`;
}

/** So that readers do not wait for writers. It is set while the database is new and nobody works in it. */
function showRowVersions(name: string): string {
  return `alter database ${bracketed(name)} set read_committed_snapshot on with rollback immediate`;
}

function createLogin({ name, password }: SqlServerLogin): string {
  return `create login ${bracketed(name)} with password = ${literal(password)}`;
}

function createUser(name: string): readonly string[] {
  return [`create user ${bracketed(name)} for login ${bracketed(name)}`];
}

/** Reading, writing, and its own tables; nothing else of this database, and nothing of another one. */
function giveRights(name: string): readonly string[] {
  return ['db_datareader', 'db_datawriter', 'db_ddladmin'].map((role) => `alter role ${role} add member ${bracketed(name)}`);
}
