import { CompiledQuery, type DatabaseConnection, type Kysely, type KyselyPlugin, type Transaction } from 'kysely';
import { DatabaseUsageError } from './errors.ts';
import type { Seam } from './seam.ts';

/** A transaction that is open, for the one who works in it. */
export interface Unit<Schema> {
  /** Queries in this transaction. On SQL Server they run one after the other, as they do on SQLite. */
  readonly db: Kysely<Schema>;
  /** Aborted when the caller of `transaction` gives up; then the next query throws its reason. */
  readonly signal: AbortSignal | undefined;
  /**
   * Work that can fail alone: when it throws, what it changed is undone, the error is passed on, and the transaction
   * goes on. Use the unit given to `work` inside; one savepoint at a time.
   */
  savepoint<T>(work: (unit: Unit<Schema>) => Promise<T>): Promise<T>;
  /** Called once the transaction has committed; not when it, or the savepoint around, was rolled back. */
  afterCommit(run: () => void): void;
}

/** What one transaction's units share. */
export interface UnitScope {
  readonly seam: Seam;
  readonly signal: AbortSignal | undefined;
  /** The transaction's own. Savepoints go there without Kysely, which costs more than they do. */
  readonly connection: DatabaseConnection;
  /** How many savepoints are open around. */
  readonly depth: number;
}

/** A unit, and what its transaction needs to know of it. */
export interface OpenUnit<Schema> {
  readonly unit: Unit<Schema>;
  readonly afterCommit: readonly (() => void)[];
  /** No more queries through this unit. */
  end(): void;
}

export function openUnit<Schema>(transaction: Transaction<Schema>, scope: UnitScope): OpenUnit<Schema> {
  const afterCommit: (() => void)[] = [];
  let state: 'open' | 'savepoint' | 'ended' = 'open';
  const assertOpen = (): void => {
    scope.signal?.throwIfAborted();
    if (state === 'ended') throw new DatabaseUsageError('this unit has ended: await everything inside its work');
    if (state === 'savepoint') throw new DatabaseUsageError('a savepoint of this unit is open: use the unit given to its work, and one savepoint at a time');
  };
  const unit: Unit<Schema> = {
    db: transaction.withPlugin(gate(assertOpen)),
    signal: scope.signal,
    async savepoint(work) {
      assertOpen();
      state = 'savepoint';
      try {
        const { result, afterCommit: inside } = await runSavepoint(transaction, scope, work);
        afterCommit.push(...inside);
        return result;
      } finally {
        state = 'open';
      }
    },
    afterCommit: (run) => {
      afterCommit.push(run);
    },
  };
  return { unit, afterCommit, end: () => (state = 'ended') };
}

async function runSavepoint<Schema, T>(
  transaction: Transaction<Schema>,
  scope: UnitScope,
  work: (unit: Unit<Schema>) => Promise<T>,
): Promise<{ readonly result: T; readonly afterCommit: readonly (() => void)[] }> {
  const { connection, depth } = scope;
  // Savepoints of one depth follow each other, so they may share a name; a rollback goes to the latest.
  const { begin, rollback, end } = scope.seam.savepoint(`s${depth + 1}`);
  await send(connection, begin);
  const opened = openUnit(transaction, { ...scope, depth: depth + 1 });
  try {
    const result = await work(opened.unit);
    opened.end();
    await send(connection, end);
    return { result, afterCommit: opened.afterCommit };
  } catch (error) {
    opened.end();
    await rollBackTo(connection, rollback);
    throw error;
  }
}

/**
 * Where the transaction itself has ended (a deadlock, a lost connection) there is nothing to go back to. The connection
 * knows, refuses all that follows, and the transaction fails; so what the work threw stays the error.
 */
async function rollBackTo(connection: DatabaseConnection, statements: readonly string[]): Promise<void> {
  try {
    await send(connection, statements);
  } catch {
    // Seen again at the next query, or at the commit.
  }
}

async function send(connection: DatabaseConnection, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await connection.executeQuery(CompiledQuery.raw(statement));
}

/** Asks before each query. */
export function gate(ask: (kind: string, text: string) => void): KyselyPlugin {
  return {
    transformQuery({ node }) {
      ask(node.kind, 'sqlFragments' in node ? node.sqlFragments.join(' ') : '');
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}
