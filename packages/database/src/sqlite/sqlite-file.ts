import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { types } from 'node:util';
import { jittered, systemClock } from '../clock.ts';
import { asParameter } from '../parameters.ts';
import { createTurns, type Turns } from '../turns.ts';
import { isBusy, sqliteError } from './sqlite-errors.ts';

/** A row as it comes back: plain objects, booleans for columns declared so, Buffers. */
type SqliteRow = Record<string, unknown>;

interface SqliteResult {
  readonly rows: SqliteRow[];
  /** Rows changed by an insert, update or delete; rows returned where the statement returns some. */
  readonly changes?: number;
}

/** The one connection of this process to one file, shared by all who open it. */
export interface SqliteFile {
  /** Turns on the connection. Now and then one waits for the rest of the process, which SQLite's calls keep waiting. */
  readonly turns: Turns;
  /** True between `begin` and `commit` or `rollback`. SQLite ends a transaction itself after some errors. */
  readonly inTransaction: boolean;
  run(sql: string, parameters: readonly unknown[]): SqliteResult;
  /**
   * Runs `begin immediate`, waiting for another process without blocking this one. The commit of a transaction that is
   * `durable` has the disk write all that was committed so far.
   */
  begin(options: { readonly durable: boolean }): Promise<void>;
  /** Forgets prepared statements and what is known of their columns, after the tables were changed. */
  forgetStatements(): void;
  release(): void;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
  readonly booleans: readonly string[];
}

/** How long another process may keep the file locked before this one gives up (kind `timeout`). */
const lockTimeoutMs = 10_000;
const statementsKept = 500;

interface Open {
  readonly file: SqliteFile;
  openers: number;
}

const openFiles = new Map<string, Open>();

/**
 * Opens `path`, creating it and its folder. WAL with `synchronous = full` but for transactions that are begun otherwise:
 * what is committed survives a power loss.
 * SQLite's own busy timeout is 0, since it would block the event loop; `begin` waits and tries again instead.
 */
export async function openSqliteFile(path: string): Promise<SqliteFile> {
  const key = keyOf(path);
  const known = openFiles.get(key);
  if (known !== undefined) {
    known.openers += 1;
    return known.file;
  }
  const connection = connect(key);
  const open: Open = { openers: 1, file: fileOn(connection, () => closeWhenUnused(key, connection)) };
  openFiles.set(key, open);
  try {
    await whenFree(() => connection.exec('pragma journal_mode = wal'));
    connection.exec('pragma synchronous = full; pragma case_sensitive_like = on');
  } catch (error) {
    open.file.release();
    throw sqliteError(error);
  }
  return open.file;
}

function keyOf(path: string): string {
  const absolute = resolve(path);
  mkdirSync(dirname(absolute), { recursive: true });
  return join(realpathSync(dirname(absolute)), basename(absolute));
}

function connect(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true });
  } catch (error) {
    throw sqliteError(error);
  }
}

function closeWhenUnused(key: string, connection: DatabaseSync): void {
  const open = openFiles.get(key);
  if (open === undefined) return;
  open.openers -= 1;
  if (open.openers > 0) return;
  openFiles.delete(key);
  connection.close();
}

function fileOn(connection: DatabaseSync, release: () => void): SqliteFile {
  const statements = new Map<string, Prepared>();
  // As `openSqliteFile` sets it. It cannot be changed within a transaction.
  let isDurable = true;
  const begin = (durable: boolean): void => {
    if (durable !== isDurable) connection.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`);
    isDurable = durable;
    connection.exec('begin immediate');
  };
  return {
    turns: withPauses(createTurns()),
    get inTransaction() {
      return connection.isOpen && connection.isTransaction;
    },
    run(sql, parameters) {
      const values = parameters.map(toSqlite);
      try {
        return runPrepared(prepare(connection, statements, sql), values);
      } catch (error) {
        throw sqliteError(error);
      }
    },
    begin: ({ durable }) => whenFree(() => begin(durable)),
    forgetStatements: () => statements.clear(),
    release,
  };
}

/** Work on SQLite never waits for anything, so a queue of it would run to its end before a socket or a timer is heard. */
const longestWithoutPauseMs = 10;

function withPauses(turns: Turns): Turns {
  let lastPause = performance.now();
  return {
    async take() {
      const end = await turns.take();
      if (performance.now() - lastPause >= longestWithoutPauseMs) {
        await setImmediate();
        lastPause = performance.now();
      }
      return end;
    },
  };
}

/** Tries `work` until no other process has the lock. That one runs by the machine's clock, whatever a test's says. */
async function whenFree(work: () => void): Promise<void> {
  const until = systemClock.now().getTime() + lockTimeoutMs;
  for (let pause = 1; ; pause = Math.min(pause * 2, 25)) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || systemClock.now().getTime() >= until) throw sqliteError(error);
    }
    await systemClock.sleep(jittered(pause));
  }
}

function prepare(connection: DatabaseSync, statements: Map<string, Prepared>, sql: string): Prepared {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const statement = connection.prepare(sql);
  const columns = statement.columns();
  const prepared = {
    statement,
    returnsRows: columns.length > 0,
    booleans: columns.filter(({ type }) => type?.toLowerCase() === 'boolean').map(({ name }) => name),
  };
  if (statements.size >= statementsKept) statements.clear();
  statements.set(sql, prepared);
  return prepared;
}

function runPrepared({ statement, returnsRows, booleans }: Prepared, values: SQLInputValue[]): SqliteResult {
  if (!returnsRows) return { rows: [], changes: Number(statement.run(...values).changes) };
  const rows = statement.all(...values).map((row) => plainRow(row, booleans));
  return { rows, changes: rows.length };
}

function plainRow(from: Record<string, unknown>, booleans: readonly string[]): SqliteRow {
  const row: SqliteRow = {};
  for (const name of Object.keys(from)) {
    const value = from[name];
    row[name] = typeof value === 'object' && types.isUint8Array(value) ? Buffer.from(value) : value;
  }
  for (const name of booleans) if (typeof row[name] === 'number') row[name] = row[name] !== 0;
  return row;
}

function toSqlite(value: unknown): SQLInputValue {
  const parameter = asParameter(value);
  if (typeof parameter === 'boolean') return parameter ? 1 : 0;
  if (types.isDate(parameter)) return parameter.toISOString();
  return parameter;
}
