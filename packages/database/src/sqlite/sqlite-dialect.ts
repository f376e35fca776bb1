import {
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { rowsAs } from '../rows.ts';
import { DatabaseError, DatabaseUsageError } from '../errors.ts';
import { connectionState, type ConnectionState } from '../connection-state.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { TransactionalAdapter } from '../transactional-adapter.ts';

/** SQLite runs data definition in transactions; the migration's lock is `begin immediate` itself. */
class SqliteAdapter extends TransactionalAdapter {
  override get supportsReturning(): boolean {
    return true;
  }
}

/**
 * Kysely on a `SqliteFile`. Every connection that Kysely takes is a turn on the one that the process has. The transactions
 * of one dialect are durable or not.
 */
export function sqliteDialect(file: SqliteFile, { durable }: { readonly durable: boolean }): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => sqliteDriver(file, durable),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Statements after which what was prepared may no longer be right. */
const changesTables = /^\s*(create|alter|drop|rollback)\b/i;

const ofSavepoint = /^(savepoint|rollback to|release) /;

class Turn implements DatabaseConnection {
  readonly state: ConnectionState = connectionState();
  readonly #end: () => void;
  readonly #file: SqliteFile;
  #inTransaction = false;
  #ended = false;

  constructor(file: SqliteFile, end: () => void) {
    this.#file = file;
    this.#end = end;
  }

  end(): void {
    this.#refuseMore();
    this.#end();
  }

  /** What nobody has awaited may come after the end: it must not run by itself, or in the next one's transaction. */
  #refuseMore(): void {
    this.#ended = true;
  }

  async begin(durable: boolean): Promise<void> {
    await this.#file.begin({ durable });
    this.#inTransaction = true;
  }

  execute(sql: string, parameters: readonly unknown[] = []): ReturnType<SqliteFile['run']> {
    this.state.throwIfBroken();
    if (this.#ended) throw new DatabaseUsageError('the transaction has ended: await every query in it');
    try {
      return this.#file.run(sql, parameters);
    } catch (error) {
      // A full disk and the like end the transaction: statements after it would commit one by one. And a savepoint that
      // could not be undone leaves half of its work, which must never commit.
      const ended = this.#inTransaction && !this.#file.inTransaction;
      if (ended || ofSavepoint.test(sql)) this.state.breakWith(error);
      throw error;
    } finally {
      if (changesTables.test(sql)) this.#file.forgetStatements();
    }
  }

  executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return Promise.resolve().then(() => {
      const { rows, changes } = this.execute(sql, parameters);
      return { rows: rowsAs<R>(rows), ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }) };
    });
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new DatabaseUsageError('streaming holds the connection: read in pages with page() instead');
  }

  commit(): void {
    this.execute('commit');
    this.#inTransaction = false;
    this.#refuseMore();
  }

  rollback(): void {
    this.#inTransaction = false;
    this.#refuseMore();
    if (this.#file.inTransaction) this.#file.run('rollback', []);
    this.#file.forgetStatements();
  }
}

function sqliteDriver(file: SqliteFile, durable: boolean): Driver {
  return {
    init: () => Promise.resolve(),
    acquireConnection: async () => new Turn(file, await file.turns.take()),
    beginTransaction: async (connection) => turn(connection).begin(durable),
    commitTransaction: (connection) => Promise.resolve().then(() => turn(connection).commit()),
    rollbackTransaction: (connection) => Promise.resolve().then(() => turn(connection).rollback()),
    releaseConnection: (connection) => {
      turn(connection).end();
      return Promise.resolve();
    },
    destroy: () => Promise.resolve(),
  };
}

function turn(connection: DatabaseConnection): Turn {
  if (connection instanceof Turn) return connection;
  throw new DatabaseError('unknown', 'a connection of another driver');
}
