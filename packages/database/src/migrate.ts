import { setImmediate } from 'node:timers/promises';
import type { Logger } from '@kada-mandiya/logger';
import { CompiledQuery, type Kysely } from 'kysely';
import { Migrator, type Migration as KyselyMigration } from 'kysely/migration';
import { jittered, type Clock } from './clock.ts';
import { portableSql } from './portable/portable-plugin.ts';
import type { ServerKind } from './server-kind.ts';
import type { Transactions } from './transactions.ts';

/** One step of a database's tables. It runs once, in a transaction with all others that are pending. */
export interface Migration {
  up(db: Kysely<unknown>): Promise<void>;
}

export type Migrations = Readonly<Record<string, Migration>>;

/** The tables could not be brought up to date; nothing of it was kept. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  /** The migration that failed, where one did. */
  readonly migration: string | undefined;

  constructor(message: string, options: { readonly migration?: string | undefined; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.migration = options.migration;
  }
}

export interface MigrateOptions<Schema> {
  readonly name: string;
  readonly kind: ServerKind;
  readonly transactions: Transactions<Schema>;
  readonly migrations: Migrations;
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
}

const migrationTable = 'kysely_migration';

/**
 * Runs the migrations that this database has not seen, all in one transaction under a lock, so that of several replicas
 * that start at once one migrates and the others find it done.
 *
 * @throws MigrationError
 */
export async function migrate<Schema>(options: MigrateOptions<Schema>): Promise<void> {
  const { transactions, kind, clock } = options;
  for (let pause = 50; ; pause = Math.min(pause * 2, 1000)) {
    const done = await transactions.run(async ({ db }) => {
      if (!(await tryLock(db, kind))) return false;
      await runPending(db, options);
      return true;
    });
    if (done) return;
    await clock.sleep(jittered(pause));
  }
}

/**
 * On SQLite the transaction is the lock. On SQL Server an application lock that the transaction owns; not to get it
 * within five seconds is no error (another replica migrates), and shorter than the driver's request timeout.
 */
async function tryLock<Schema>(db: Kysely<Schema>, kind: ServerKind): Promise<boolean> {
  if (kind === 'sqlite') return true;
  const { rows } = await db.executeQuery<{ readonly result: number }>(CompiledQuery.raw(migrationLock));
  return rows.some(({ result }) => result >= 0);
}

/** sp_getapplock answers 0 or 1 when the lock is held, -1 at a timeout. */
const migrationLock = `declare @result int;
exec @result = sp_getapplock @Resource = N'kada-migrations', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = 5000;
select @result as "result"`;

async function runPending<Schema>(db: Kysely<Schema>, { name, kind, migrations, logger }: MigrateOptions<Schema>): Promise<void> {
  const plain = db.withoutPlugins();
  await refuseUnknown(plain, name, migrations);
  const migrator = new Migrator({
    db: plain,
    allowUnorderedMigrations: true,
    migrationTableName: migrationTable,
    provider: { getMigrations: () => Promise.resolve(portableMigrations(migrations, kind)) },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find(({ status }) => status === 'Error')?.migrationName;
    const which = failed === undefined ? 'the migrations' : `the migration ${failed}`;
    throw new MigrationError(`${which} of ${name} failed; nothing was changed`, { migration: failed, cause: error });
  }
  for (const { migrationName } of results) logger?.info({ database: name, migration: migrationName }, 'migrated');
}

function portableMigrations(migrations: Migrations, kind: ServerKind): Record<string, KyselyMigration> {
  const entries = Object.entries(migrations).map(([name, migration]) => {
    const up = async (db: Kysely<unknown>): Promise<void> => {
      // SQLite never waits: what else is being opened, the connection to the broker, is heard between two migrations.
      await setImmediate();
      await migration.up(db.withPlugin(portableSql(kind)));
    };
    return [name, { up }] as const;
  });
  return Object.fromEntries(entries);
}

/** A database that a newer version of the program has migrated would be read wrongly by this one. */
async function refuseUnknown<Schema>(db: Kysely<Schema>, name: string, migrations: Migrations): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === migrationTable)) return;
  const { rows } = await db.executeQuery<{ readonly name: string }>(CompiledQuery.raw(`select "name" from "${migrationTable}" order by "name"`));
  const unknown = rows.map((row) => row.name).filter((one) => !Object.hasOwn(migrations, one));
  if (unknown.length === 0) return;
  throw new MigrationError(
    `${name} has migrations that this program does not know (${unknown.join(', ')}): it was migrated by a newer version; start that one, or restore the database`,
  );
}
