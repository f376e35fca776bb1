import { sql, type RawBuilder } from 'kysely';

/** What a column type is called in the query tree, until a dialect puts its own type in its place. */
export const columnTypePattern = /^portable (uuid|text|json|integer|bigint|boolean|real|instant|sequence)(?:\((\d+)\))?$/;

function type(name: string): RawBuilder<never> {
  return sql.raw(`portable ${name}`);
}

/**
 * Column types that mean the same on both servers, for `addColumn` in migrations. Values that do not fit are refused
 * by both.
 *
 * @example
 * await db.schema
 *   .createTable('orders')
 *   .addColumn('id', column.uuid, (c) => c.primaryKey())
 *   .addColumn('status', column.text(32), (c) => c.notNull())
 *   .addColumn('amount', column.bigint, (c) => c.notNull())
 *   .addColumn('placedAt', column.instant, (c) => c.notNull())
 *   .execute();
 */
export const column = {
  /** A UUID as text in lower case. */
  uuid: type('uuid'),
  /** At most `length` characters (1 to 4000), compared exactly, upper and lower case being different. */
  text: (length: number): RawBuilder<never> => type(`text(${length})`),
  /** Text of any length. It cannot be part of a key or an index. */
  longText: type('text'),
  /** A JSON document as text: write `JSON.stringify(value)`, read `JSON.parse`. */
  json: type('json'),
  /** A whole number of 32 bits. */
  integer: type('integer'),
  /** A whole number of 64 bits, money in minor units for instance. It comes back as a number: up to 2^53. */
  bigint: type('bigint'),
  /** A floating-point number of 64 bits. */
  real: type('real'),
  /** It comes back as `true` or `false`. */
  boolean: type('boolean'),
  /** A moment in UTC with milliseconds. Takes a Date or `2026-01-31T12:00:00.000Z`, and comes back as the latter. */
  instant: type('instant'),
  /** A growing number, given by the server, as the table's primary key. Gaps happen; its order is not commit order. */
  sequence: type('sequence'),
} as const;
