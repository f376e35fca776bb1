import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from '@kada-mandiya/logger';
import type { DatabaseConnection, Kysely, Transaction } from 'kysely';
import { jittered, type Clock } from './clock.ts';
import { DatabaseError, DatabaseUsageError, mayRunAgain } from './errors.ts';
import type { Seam } from './seam.ts';
import { openUnit, type OpenUnit, type Unit } from './unit.ts';

export interface TransactionOptions {
  /** Aborting it before the commit rolls back; `transaction` rejects with its reason. */
  readonly signal?: AbortSignal;
  /**
   * `false`: SQLite's commit does not wait for the disk. A power loss can undo it then, with all that was committed after
   * it so; a crash of the process can not, and the next durable commit makes it durable too. For changes that are made
   * again by themselves where they are lost. SQL Server makes no difference.
   */
  readonly durable?: boolean;
}

/** Runs transactions of one database, and knows which work is inside one. */
export interface Transactions<Schema> {
  run<T>(work: (unit: Unit<Schema>) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** @throws DatabaseUsageError where the caller runs inside a transaction of this database; DatabaseError `closed` */
  assertOutside(what: string): void;
  /** Refuses new transactions, and resolves when those that run have ended. */
  end(): Promise<void>;
}

export interface TransactionsOptions<Schema> {
  readonly name: string;
  readonly db: Kysely<Schema>;
  /** For transactions that need not be durable; `db` where the server knows no such thing. */
  readonly hasty: Kysely<Schema>;
  readonly seam: Seam;
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
}

const attempts = 6;
const firstPauseMs = 10;

interface Frame {
  readonly database: object;
  readonly outer: Frame | undefined;
  ended: boolean;
}

/** Which transactions the running code is inside of. */
const frames = new AsyncLocalStorage<Frame>();

export function createTransactions<Schema>(options: TransactionsOptions<Schema>): Transactions<Schema> {
  const { name, clock, logger } = options;
  const database = {};
  const running = new Set<Promise<unknown>>();
  let ended = false;

  const assertOutside = (what: string): void => {
    if (ended) throw new DatabaseError('closed', `the database ${name} is closed`);
    for (let frame = frames.getStore(); frame !== undefined; frame = frame.outer) {
      if (frame.database === database && !frame.ended) {
        throw new DatabaseUsageError(`${what} inside a transaction of ${name} would wait for it: use the unit's db`);
      }
    }
  };
  const attempt = async <T>(work: (unit: Unit<Schema>) => Promise<T>, given: TransactionOptions): Promise<T> => {
    const frame: Frame = { database, outer: frames.getStore(), ended: false };
    try {
      return await frames.run(frame, () => runOnce(options, work, given));
    } finally {
      frame.ended = true;
    }
  };
  const run = async <T>(work: (unit: Unit<Schema>) => Promise<T>, given: TransactionOptions): Promise<T> => {
    const { signal } = given;
    for (let count = 1; ; count += 1) {
      signal?.throwIfAborted();
      try {
        return await attempt(work, given);
      } catch (error) {
        if (!mayRunAgain(error) || count === attempts) throw error;
        logger?.info({ error, database: name, attempt: count }, 'the transaction lost against another one and runs again');
      }
      await clock.sleep(jittered(firstPauseMs * 2 ** (count - 1)), signal);
    }
  };
  return {
    assertOutside,
    async run(work, given = {}) {
      assertOutside('transaction()');
      const result = run(work, given);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    async end() {
      ended = true;
      await Promise.allSettled(running);
    },
  };
}

async function runOnce<Schema, T>(
  { db, hasty, seam, logger }: TransactionsOptions<Schema>,
  work: (unit: Unit<Schema>) => Promise<T>,
  { signal, durable = true }: TransactionOptions,
): Promise<T> {
  const { result, opened } = await (durable ? db : hasty).transaction().execute(async (transaction) => {
    signal?.throwIfAborted();
    const connection = await connectionOf(transaction);
    const opened = openUnit(transaction, { seam, signal, connection, depth: 0 });
    try {
      const result = await work(opened.unit);
      signal?.throwIfAborted();
      return { result, opened };
    } finally {
      opened.end();
    }
  });
  callAfterCommit(opened, logger);
  return result;
}

/** A transaction has one connection, and gives the same to all who ask. */
async function connectionOf<Schema>(transaction: Transaction<Schema>): Promise<DatabaseConnection> {
  return transaction.getExecutor().provideConnection((connection) => Promise.resolve(connection));
}

function callAfterCommit<Schema>({ afterCommit }: OpenUnit<Schema>, logger: Logger | undefined): void {
  for (const run of afterCommit) {
    try {
      run();
    } catch (error) {
      logger?.error({ error }, 'a function given to afterCommit failed; the transaction has committed');
    }
  }
}
