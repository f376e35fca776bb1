/**
 * What can go wrong on either server, in one vocabulary. Errors are told apart by number (SQL Server) and by extended
 * result code (SQLite), never by text.
 *
 * - `unique-violation`: the row, or one with its key, is there.
 * - `constraint-violation`: a foreign key or a check refuses it (SQL Server has one number, 547, for both).
 * - `not-null`, `too-long`, `out-of-range`, `invalid-value`: the value does not fit its column.
 * - `deadlock`, `conflict`: the transaction lost against another one and may run again; `transaction` does that.
 * - `timeout`: a lock or an answer did not come in time.
 * - `connection-lost`: the server is away. At a commit the outcome is not known.
 * - `transaction-aborted`: the server rolled the transaction back, or nothing more can be done in it.
 * - `database-missing`, `login-failed`, `permission`, `read-only`, `storage` (disk full, unreadable file).
 * - `invalid-statement`: the statement or what it names is wrong.
 * - `closed`: this `Database` is closed.
 */
export type DatabaseErrorKind =
  | 'unique-violation'
  | 'constraint-violation'
  | 'not-null'
  | 'too-long'
  | 'out-of-range'
  | 'invalid-value'
  | 'deadlock'
  | 'conflict'
  | 'timeout'
  | 'connection-lost'
  | 'transaction-aborted'
  | 'database-missing'
  | 'login-failed'
  | 'permission'
  | 'read-only'
  | 'storage'
  | 'invalid-statement'
  | 'closed'
  | 'unknown';

export interface DatabaseErrorDetails {
  /** SQL Server's error number, or SQLite's extended result code. */
  readonly number?: number;
  /** Name of the constraint or unique index, where the server tells it. */
  readonly constraint?: string;
  /** Table without schema, where the server tells it. */
  readonly table?: string;
  /** The connection broke while committing: the transaction may be there or not. */
  readonly commitUnknown?: boolean;
  readonly cause?: unknown;
}

/** An error of the database, whichever server it is. Its message holds no values; those are in `cause` only. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly kind: DatabaseErrorKind;
  readonly number: number | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly commitUnknown: boolean;

  constructor(kind: DatabaseErrorKind, message: string, details: DatabaseErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.kind = kind;
    this.number = details.number;
    this.constraint = details.constraint;
    this.table = details.table;
    this.commitUnknown = details.commitUnknown ?? false;
  }
}

/** The program uses this package in a way that cannot work, on one of the servers at least. */
export class DatabaseUsageError extends Error {
  override readonly name = 'DatabaseUsageError';
}

/** A query that one of the servers cannot run, or would answer differently. Thrown when it is compiled. */
export class NotPortableError extends Error {
  override readonly name = 'NotPortableError';
  /** What is not portable, and what to use instead; one sentence each. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`this query does not run on both servers: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** Whether `error` is a database error, of the `kind` where one is given. */
export function isDatabaseError(error: unknown, kind?: DatabaseErrorKind): error is DatabaseError {
  return error instanceof DatabaseError && (kind === undefined || error.kind === kind);
}

/** Whether the same transaction, run again from its beginning, may succeed: it lost a deadlock or a write conflict. */
export function mayRunAgain(error: unknown): boolean {
  return isDatabaseError(error, 'deadlock') || isDatabaseError(error, 'conflict');
}

/** A field of a foreign error, which inside Jest is not `instanceof Error`. */
export function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** A message without values: the kind and the names. */
export function describeError(kind: DatabaseErrorKind, details: DatabaseErrorDetails): string {
  const where = [
    details.table === undefined ? '' : ` in table "${details.table}"`,
    details.constraint === undefined ? '' : ` (constraint "${details.constraint}")`,
    details.number === undefined ? '' : ` [${details.number}]`,
  ].join('');
  return kind + where;
}

export function messageOf(error: unknown): string {
  return String(fieldOf(error, 'message'));
}
