import { DatabaseError, describeError, fieldOf, messageOf, type DatabaseErrorKind } from '../errors.ts';

/** Extended result codes that mean something of their own (https://www.sqlite.org/rescode.html). */
const byExtendedCode: ReadonlyMap<number, DatabaseErrorKind> = new Map([
  [2067, 'unique-violation'], // CONSTRAINT_UNIQUE
  [1555, 'unique-violation'], // CONSTRAINT_PRIMARYKEY
  [2579, 'unique-violation'], // CONSTRAINT_ROWID
  [787, 'constraint-violation'], // CONSTRAINT_FOREIGNKEY
  [275, 'constraint-violation'], // CONSTRAINT_CHECK
  [1811, 'constraint-violation'], // CONSTRAINT_TRIGGER
  [1299, 'not-null'], // CONSTRAINT_NOTNULL
  [3091, 'invalid-value'], // CONSTRAINT_DATATYPE
  [517, 'conflict'], // BUSY_SNAPSHOT
]);

/** Primary result codes: the lowest eight bits of an extended one. */
const byPrimaryCode: ReadonlyMap<number, DatabaseErrorKind> = new Map([
  [1, 'invalid-statement'], // ERROR
  [3, 'permission'], // PERM
  [5, 'timeout'], // BUSY
  [6, 'timeout'], // LOCKED
  [8, 'read-only'], // READONLY
  [9, 'timeout'], // INTERRUPT
  [10, 'storage'], // IOERR
  [11, 'storage'], // CORRUPT
  [13, 'storage'], // FULL
  [14, 'database-missing'], // CANTOPEN
  [18, 'too-long'], // TOOBIG
  [19, 'constraint-violation'], // CONSTRAINT
  [20, 'invalid-value'], // MISMATCH
  [23, 'permission'], // AUTH
  [25, 'invalid-statement'], // RANGE
  [26, 'storage'], // NOTADB
]);

/** Codes of Node itself, from `node:sqlite`. */
const byNodeCode: ReadonlyMap<unknown, DatabaseErrorKind> = new Map([
  ['ERR_OUT_OF_RANGE', 'out-of-range'],
  ['ERR_INVALID_STATE', 'closed'],
  ['ERR_INVALID_ARG_TYPE', 'invalid-value'],
]);

/** SQLite's BUSY in all its forms: another process has the lock. */
export function isBusy(error: unknown): boolean {
  const code = fieldOf(error, 'errcode');
  return typeof code === 'number' && code !== 517 && (code & 0xff) === 5;
}

/** An error of `node:sqlite` in the common vocabulary; any other error as it is. */
export function sqliteError(error: unknown): unknown {
  if (error instanceof DatabaseError) return error;
  const code = fieldOf(error, 'errcode');
  if (typeof code !== 'number') {
    const kind = byNodeCode.get(fieldOf(error, 'code'));
    return kind === undefined ? error : new DatabaseError(kind, messageOf(error), { cause: error });
  }
  const details = { number: code, cause: error, ...namesIn(error) };
  const kind = kindOf(code, details.constraint);
  const told = kind === 'invalid-statement' ? `: ${messageOf(error)}` : '';
  return new DatabaseError(kind, describeError(kind, details) + told, details);
}

/** Checks that stand for a server's own limit carry it in the name that this package gives them (`column-checks.ts`). */
function kindOf(code: number, constraint: string | undefined): DatabaseErrorKind {
  if (code === 275 && constraint !== undefined) {
    if (constraint.startsWith('too_long_')) return 'too-long';
    if (constraint.startsWith('out_of_range_')) return 'out-of-range';
    if (constraint.startsWith('invalid_')) return 'invalid-value';
  }
  return byExtendedCode.get(code) ?? byPrimaryCode.get(code & 0xff) ?? 'unknown';
}

/** `UNIQUE constraint failed: orders.id, orders.line` names a table, `CHECK constraint failed: name` a constraint. */
function namesIn(error: unknown): { readonly table?: string; readonly constraint?: string } {
  const [, names] = /constraint failed: (.+)$/.exec(messageOf(error)) ?? [];
  if (names === undefined) return {};
  const [, table] = /^(\w+)\.\w+/.exec(names) ?? [];
  return table === undefined ? { constraint: names.replace(/^index '(.*)'$/, '$1') } : { table };
}
