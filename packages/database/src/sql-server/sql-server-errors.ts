import { DatabaseError, describeError, fieldOf, messageOf, type DatabaseErrorKind } from '../errors.ts';

/** Error numbers of SQL Server and Azure SQL (sys.messages). */
const numbers: Readonly<Partial<Record<DatabaseErrorKind, readonly number[]>>> = {
  'unique-violation': [2601, 2627],
  'constraint-violation': [547],
  'not-null': [515],
  'too-long': [2628, 8152],
  'out-of-range': [220, 232, 8115],
  'invalid-value': [241, 242, 245, 248, 257, 295, 8114, 8169, 13609],
  deadlock: [1205],
  conflict: [3960, 41302, 41305, 41325],
  timeout: [1222],
  'connection-lost': [64, 121, 233, 10053, 10054, 10060, 10928, 10929, 40197, 40501, 40613, 49918, 49919, 49920],
  'transaction-aborted': [3930, 3931, 3971, 3998],
  'database-missing': [911, 4060],
  'login-failed': [18452, 18456, 18470, 18486, 18487, 18488],
  permission: [229, 230, 262, 297, 300, 916, 2760, 5011, 15007, 15151, 15247],
  'read-only': [3906, 3908],
  storage: [1101, 1105, 9002],
  'invalid-statement': [102, 105, 107, 145, 156, 170, 174, 195, 205, 207, 208, 209, 213, 1033, 2714, 2812, 4104, 8003, 8120, 10738],
};

const kindOfNumber: ReadonlyMap<unknown, DatabaseErrorKind> = new Map(
  Object.entries(numbers).flatMap(([kind, list]) => list.map((number) => [number, kindNamed(kind)] as const)),
);

/**
 * Codes of `mssql` and `tedious`, and those of the system, which they hand on as they are where a socket ends while
 * something is awaited on it.
 */
const kindOfCode: ReadonlyMap<unknown, DatabaseErrorKind> = new Map([
  ['ETIMEOUT', 'timeout'],
  ...[
    ...['ESOCKET', 'ECLOSE', 'ECONNCLOSED', 'EINVALIDSTATE', 'EINSTLOOKUP'],
    ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN'],
  ].map((code) => [code, 'connection-lost'] as const),
  ['ENOTOPEN', 'closed'],
  ['ELOGIN', 'login-failed'],
  ['EABORT', 'transaction-aborted'],
  ['ENOTBEGUN', 'transaction-aborted'],
  ['EPARAM', 'invalid-value'],
]);

function kindNamed(name: string): DatabaseErrorKind {
  for (const kind of Object.keys(numbers) as DatabaseErrorKind[]) if (kind === name) return kind;
  return 'unknown';
}

function numberOf(error: unknown): number | undefined {
  const number = fieldOf(error, 'number');
  return typeof number === 'number' ? number : undefined;
}

/**
 * SQL Server's numbers in an error of `mssql`, where the server sent some: a statement that fails can bring several, and
 * the last one often only says that it has (1802 after 1807).
 */
export function numbersOf(error: unknown): ReadonlySet<number | undefined> {
  return new Set([...precedingOf(error), error].map(numberOf));
}

/**
 * An error of `mssql` in the common vocabulary; any other error as it is. A failed statement can bring several errors
 * (`precedingErrors`): the first that has a meaning here names the kind, since the last one often only says that the
 * statement was terminated (3621).
 */
export function sqlServerError(error: unknown, { atCommit = false } = {}): unknown {
  if (error instanceof DatabaseError || !isFromMssql(error)) return error;
  const all = [...precedingOf(error), error, fieldOf(error, 'originalError')];
  const telling = all.find((one) => kindOfNumber.has(numberOf(one))) ?? error;
  const number = numberOf(telling);
  const kind = kindOfNumber.get(number) ?? codeKind(all) ?? kindWithoutCode(telling);
  const lost = kind === 'connection-lost' || kind === 'timeout';
  const details = {
    ...(number === undefined ? {} : { number }),
    ...namesIn(telling, number),
    ...(atCommit && lost ? { commitUnknown: true } : {}),
    cause: error,
  };
  const told = kind === 'invalid-statement' || kind === 'unknown' ? `: ${messageOf(telling)}` : '';
  return new DatabaseError(kind, describeError(kind, details) + told, details);
}

function kindWithoutCode(error: unknown): DatabaseErrorKind {
  if (isPoolTimeout(error)) return 'timeout';
  return endsConnection(error) ? 'connection-lost' : 'unknown';
}

function codeKind(errors: readonly unknown[]): DatabaseErrorKind | undefined {
  for (const error of errors) {
    const kind = kindOfCode.get(fieldOf(error, 'code'));
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function precedingOf(error: unknown): readonly unknown[] {
  const preceding = fieldOf(error, 'precedingErrors');
  return Array.isArray(preceding) ? preceding : [];
}

const errorNames: ReadonlySet<unknown> = new Set(['RequestError', 'ConnectionError', 'TransactionError', 'MSSQLError']);

function isFromMssql(error: unknown): boolean {
  return errorNames.has(fieldOf(error, 'name')) || numberOf(error) !== undefined || codeKind([error]) !== undefined || isPoolTimeout(error);
}

/** All connections of the pool are taken. `tarn`, which keeps them, gives its error a class and no name of its own. */
function isPoolTimeout(error: unknown): boolean {
  const constructor = fieldOf(error, 'constructor');
  return typeof constructor === 'function' && constructor.name === 'TimeoutError';
}

/** From severity 20 on the server ends the connection (Microsoft Learn, "Database Engine error severities"). */
function endsConnection(error: unknown): boolean {
  return Number(fieldOf(error, 'class')) >= 20;
}

/** Names stand in quotes in the message in every language; the number tells their order. */
function namesIn(error: unknown, number: number | undefined): { readonly table?: string; readonly constraint?: string } {
  const quoted = Array.from(messageOf(error).matchAll(/'([^']*)'|"([^"]*)"/g), ([, single, double]) => single ?? double ?? '');
  switch (number) {
    case 2627:
      return named(quoted[1], quoted[0]);
    case 2601:
      return named(quoted[0], quoted[1]);
    case 547:
      return named(quoted[2], quoted[0]);
    case 515:
    case 2628:
      return named(number === 515 ? quoted[1] : quoted[0], undefined);
    default:
      return {};
  }
}

function named(object: string | undefined, constraint: string | undefined): { readonly table?: string; readonly constraint?: string } {
  const table = object?.split('.').at(-1);
  return { ...(table === undefined ? {} : { table }), ...(constraint === undefined ? {} : { constraint }) };
}
