import { isObject, parsedJson, type JsonObject } from './json.ts';
import { membersOf, successOf, type ApiOperation } from './operations.ts';

const usualLimit = 20;

/**
 * Makes of the page of an example the page that was asked for. A query parameter with the name of a property of the items
 * filters by it; any other text has its words searched in the items' free texts; `limit` and `cursor` page.
 *
 * @param page the body of the answer; other bodies are returned as they are
 */
export function narrowPage(operation: ApiOperation, query: URLSearchParams, page: unknown): unknown {
  if (!isObject(page) || !Array.isArray(page.items)) return page;
  const names = (operation.request?.query ?? []).map(({ name }) => name);
  const members = itemMembers(operation);
  const items = page.items.filter(isObject).filter((item) => names.every((name) => fits(item, name, query.get(name), members)));
  const after = positionAfter(items, query.get('cursor'));
  const limit = Number(query.get('limit') ?? usualLimit);
  const rest = items.slice(after);
  const shown = names.includes('limit') ? rest.slice(0, limit) : rest;
  const last = shown.at(-1);
  const nextCursor = last !== undefined && rest.length > shown.length ? cursorAfter(last, items) : null;
  return { ...page, items: shown, ...('nextCursor' in page && { nextCursor }) };
}

function itemMembers(operation: ApiOperation): JsonObject {
  const { items } = membersOf(successOf(operation)?.contents?.[0]?.schema);
  return isObject(items) ? membersOf(items.items) : {};
}

function fits(item: JsonObject, name: string, wanted: string | null, members: JsonObject): boolean {
  if (wanted === null || name === 'limit' || name === 'cursor') return true;
  if (name in members) return String(item[name]) === wanted;
  const text = freeTexts(item, members).join('\n').toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** Texts that people write; not ids, times or words of a list. */
function freeTexts(item: JsonObject, members: JsonObject): readonly string[] {
  return Object.entries(item).flatMap(([name, value]) => {
    const schema = members[name];
    const free = isObject(schema) && !('format' in schema) && !('enum' in schema);
    return free && typeof value === 'string' ? [value] : [];
  });
}

/** A cursor names the item before it, by a text that no other item has. */
function cursorAfter(last: JsonObject, items: readonly JsonObject[]): string {
  const after = Object.values(last).find((value) => typeof value === 'string' && items.filter((item) => Object.values(item).includes(value)).length === 1);
  return Buffer.from(JSON.stringify({ after })).toString('base64url');
}

/** One that names no item starts at the beginning. */
function positionAfter(items: readonly JsonObject[], cursor: string | null): number {
  const read = cursor === null ? undefined : parsedJson(Buffer.from(cursor, 'base64url').toString());
  return isObject(read) ? items.findIndex((item) => Object.values(item).includes(read.after)) + 1 : 0;
}
