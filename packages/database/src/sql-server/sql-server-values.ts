import { types } from 'node:util';
import { DatabaseError } from '../errors.ts';
import type { Parameter } from '../parameters.ts';
import type { SqlServerAnswer, SqlServerClient } from './sql-server-client.ts';

const int32 = 2 ** 31;

/**
 * The type that a value is sent as. Few types, so that the server keeps few plans: text is `nvarchar(4000)` or
 * `nvarchar(max)`, whole numbers `int` or `bigint`, others `float`; a Date is `datetimeoffset(3)` (the driver's own
 * choice, `datetime`, would round to 1/300 s).
 */
export function parameterType(client: SqlServerClient, value: Parameter): object {
  if (value === null) return client.NVarChar(4000);
  switch (typeof value) {
    case 'string':
      return client.NVarChar(value.length <= 4000 ? 4000 : client.MAX);
    case 'boolean':
      return client.Bit();
    case 'bigint':
      return client.BigInt();
    case 'number':
      if (!Number.isInteger(value)) return client.Float();
      return value >= -int32 && value < int32 ? client.Int() : client.BigInt();
    default:
      if (types.isDate(value)) return client.DateTimeOffset(3);
      return client.VarBinary(value.byteLength <= 8000 ? 8000 : client.MAX);
  }
}

/** What `mssql` takes for it: it wants Buffers for bytes. */
export function parameterValue(value: Parameter): unknown {
  return types.isUint8Array(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

/**
 * The rows of an answer as SQLite gives them too: instants as RFC 3339 text in UTC with milliseconds, `bigint` (which
 * the driver brings as text) as a number.
 *
 * @throws DatabaseError `out-of-range` for a `bigint` beyond 2^53
 */
export function answeredRows(client: SqlServerClient, { recordset }: SqlServerAnswer): readonly Record<string, unknown>[] {
  if (recordset === undefined) return [];
  const bigints = Object.entries(recordset.columns).flatMap(([name, { type }]) => (type === client.BigInt ? [name] : []));
  for (const row of recordset) {
    for (const [name, value] of Object.entries(row)) if (types.isDate(value)) row[name] = value.toISOString();
    for (const name of bigints) if (row[name] !== null) row[name] = safeInteger(name, row[name]);
  }
  return [...recordset];
}

function safeInteger(name: string, value: unknown): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DatabaseError('out-of-range', `the number in column "${name}" is beyond 2^53`);
}
