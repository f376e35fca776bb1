import { createHash } from 'node:crypto';
import { problem, type ProblemResponse } from './problem.ts';

/** What a cursor belongs to: the list's name, whose it is, and its filters. */
export type CursorScope = readonly (string | null | undefined)[];

/** Where a page ended: the values of the columns that the list is ordered by, of its last row. */
export type CursorPosition = readonly string[];

const sealBytes = 9;

/**
 * A page of rows that were read with one more than asked for, and the cursor of the next page. The position that the
 * cursor holds is one of values, not a number of rows: what is inserted meanwhile moves nothing.
 *
 * @example
 * const rows = await store.products({ after: position, limit: query.limit + 1 });
 * const { items, nextCursor } = pageOf(rows, { limit: query.limit, scope, position: ({ name, productId }) => [name, productId] });
 */
export function pageOf<Row>(
  rows: readonly Row[],
  { limit, scope, position }: { readonly limit: number; readonly scope: CursorScope; readonly position: (row: Row) => CursorPosition },
): { readonly items: readonly Row[]; readonly nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(scope, position(last)) : null };
}

/** An opaque cursor, in base64url (RFC 4648, section 5). */
export function cursorOf(scope: CursorScope, position: CursorPosition): string {
  const text = JSON.stringify(position);
  return Buffer.concat([seal(scope, text), Buffer.from(text)]).toString('base64url');
}

/**
 * The position of a cursor that `cursorOf` has made for the same scope; `undefined` for everything else. The seal shows
 * what was altered or belongs to another list; it is no secret, so a position proves nothing about who may read what.
 */
export function positionOf(scope: CursorScope, cursor: string): CursorPosition | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  // Node skips what is not base64url, and the last character may have bits that count for nothing.
  if (bytes.toString('base64url') !== cursor) return undefined;
  const text = bytes.subarray(sealBytes).toString();
  if (!seal(scope, text).equals(bytes.subarray(0, sealBytes))) return undefined;
  const position: unknown = JSON.parse(text);
  return Array.isArray(position) ? position.map(String) : undefined;
}

/** The answer to a cursor that has no position. */
export function cursorRefused(): ProblemResponse<400> {
  return problem(400, 'request-invalid', {
    detail: 'The cursor is not one of this list with these filters. Start again without one.',
    errors: [{ pointer: '/query/cursor', message: 'is not a cursor of this list with these filters' }],
  });
}

function seal(scope: CursorScope, text: string): Buffer {
  return createHash('sha256').update(JSON.stringify([scope, text])).digest().subarray(0, sealBytes);
}
