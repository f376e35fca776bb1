import {
  MssqlIntrospector,
  MssqlQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { connectionState, type ConnectionState } from '../connection-state.ts';
import { DatabaseError, DatabaseUsageError, isDatabaseError, type DatabaseErrorKind } from '../errors.ts';
import { asParameter } from '../parameters.ts';
import { rowsAs } from '../rows.ts';
import { createTurns } from '../turns.ts';
import type { SqlServerAnswer, SqlServerClient, SqlServerPool, SqlServerRequest, SqlServerTransaction } from './sql-server-client.ts';
import { sqlServerError } from './sql-server-errors.ts';
import { answeredRows, parameterType, parameterValue } from './sql-server-values.ts';
import { TransactionalAdapter } from '../transactional-adapter.ts';

/** The migration's lock is taken by the migrator itself, as the first statement of its transaction. */
class SqlServerAdapter extends TransactionalAdapter {
  override get supportsCreateIfNotExists(): boolean {
    return false;
  }
  override get supportsOutput(): boolean {
    return true;
  }
}

/** Kysely on a pool of `mssql` and on its transactions. The pool is connected, and closed, by its owner. */
export function sqlServerDialect(client: SqlServerClient, pool: SqlServerPool): Dialect {
  return {
    createAdapter: () => new SqlServerAdapter(),
    createDriver: () => sqlServerDriver(client, pool),
    createIntrospector: (db) => new MssqlIntrospector(db),
    createQueryCompiler: () => new MssqlQueryCompiler(),
  };
}

/** After these the server has no transaction any more, or will not go on with it. */
const endTheTransaction: readonly DatabaseErrorKind[] = ['deadlock', 'conflict', 'connection-lost', 'transaction-aborted', 'closed'];

/** `save transaction` and the like: `mssql` prepares what goes through `query`, and these are no such statements. */
const sentAsBatch = /^(save|rollback) transaction /;

/** Outside a transaction each query takes what the pool gives it; inside, all go through the transaction's connection. */
class Session implements DatabaseConnection {
  readonly state: ConnectionState = connectionState();
  readonly #client: SqlServerClient;
  readonly #pool: SqlServerPool;
  /** A transaction of `mssql` refuses a second request while one runs. */
  readonly #turns = createTurns();
  #transaction: SqlServerTransaction | undefined;

  constructor(client: SqlServerClient, pool: SqlServerPool) {
    this.#client = client;
    this.#pool = pool;
  }

  async begin(): Promise<void> {
    const transaction = this.#pool.transaction();
    await mapped(() => transaction.begin());
    this.#transaction = transaction;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.state.throwIfBroken();
    const transaction = this.#transaction;
    if (transaction === undefined) return this.#send(this.#pool.request(), query);
    const end = await this.#turns.take();
    try {
      this.state.throwIfBroken();
      return await this.#send(transaction.request(), query);
    } catch (error) {
      // A savepoint that could not be undone leaves half of its work: that must never commit.
      if (sentAsBatch.test(query.sql) || endTheTransaction.some((kind) => isDatabaseError(error, kind))) this.state.breakWith(error);
      throw error;
    } finally {
      end();
    }
  }

  async #send<R>(request: SqlServerRequest, { sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    parameters.forEach((value, index) => {
      const parameter = asParameter(value);
      request.input(String(index + 1), parameterType(this.#client, parameter), parameterValue(parameter));
    });
    const answer = await mapped(() => (sentAsBatch.test(sql) ? request.batch(sql) : request.query(sql)));
    const rows = answeredRows(this.#client, answer);
    return { rows: rowsAs<R>(rows), numAffectedRows: affected(answer) };
  }

  /** What nobody has awaited may come after the end: it must not run outside the transaction. */
  end(): void {
    this.state.breakWith(new DatabaseUsageError('the transaction has ended: await every query in it'));
  }

  async commit(): Promise<void> {
    const end = await this.#turns.take();
    try {
      this.state.throwIfBroken();
      await mapped(() => this.#transaction?.commit(), { atCommit: true });
      this.end();
    } finally {
      end();
    }
  }

  /** After an error that ended the transaction there is nothing to roll back, and `mssql` says so by an error. */
  async rollback(): Promise<void> {
    const end = await this.#turns.take();
    try {
      await this.#transaction?.rollback();
    } catch {
      // What has failed before is the error that is told.
    } finally {
      this.end();
      end();
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new DatabaseUsageError('streaming holds the connection: read in pages with page() instead');
  }
}

function affected({ rowsAffected }: SqlServerAnswer): bigint {
  return BigInt(rowsAffected.reduce((sum, count) => sum + count, 0));
}

async function mapped<T>(work: () => T | Promise<T>, options: { atCommit?: boolean } = {}): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sqlServerError(error, options);
  }
}

function sqlServerDriver(client: SqlServerClient, pool: SqlServerPool): Driver {
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(new Session(client, pool)),
    beginTransaction: (connection) => session(connection).begin(),
    commitTransaction: (connection) => session(connection).commit(),
    rollbackTransaction: (connection) => session(connection).rollback(),
    releaseConnection: (connection) => {
      session(connection).end();
      return Promise.resolve();
    },
    destroy: () => Promise.resolve(),
  };
}

function session(connection: DatabaseConnection): Session {
  if (connection instanceof Session) return connection;
  throw new DatabaseError('unknown', 'a connection of another driver');
}
