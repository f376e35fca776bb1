import { jsonKey } from '../../print/normal/equal.ts';
import type { JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import type { Term } from './term.ts';

/**
 * Whether two schemas say the same by the same keywords, references followed: where they stand, how components are called
 * and what is remarked does not count. The whole vocabulary is covered, since nothing has to be understood.
 */
export function createSame(): (left: Term, right: Term) => boolean {
  const known = new Map<string, boolean>();
  return (left, right) => {
    const key = `${String(left.number)} ${String(right.number)}`;
    const found = known.get(key) ?? sameTerms(left, right, new Map());
    known.set(key, found);
    return found;
  };
}

/** Pairs that are being compared count as the same: what differs is found elsewhere. */
type Open = Map<Schema, Set<Schema>>;

interface Sets {
  readonly left: Term['schemas'];
  readonly right: Term['schemas'];
  readonly open: Open;
}

function sameTerms(left: Term, right: Term, open: Open): boolean {
  return sameSchemas(left.schema, right.schema, { left: left.schemas, right: right.schemas, open });
}

function sameSchemas(first: Schema, second: Schema, sets: Sets): boolean {
  const left = followed(first, sets.left);
  const right = followed(second, sets.right);
  if (left === right) return true;
  const seen = sets.open.get(left) ?? new Set();
  sets.open.set(left, seen);
  if (seen.has(right)) return true;
  seen.add(right);
  const leftParts = parts(left);
  const rightParts = parts(right);
  return leftParts.size === rightParts.size && [...leftParts].every(([key, value]) => rightParts.has(key) && sameParts(key, value, rightParts.get(key), sets));
}

/** What a schema that only refers leads to. */
function followed(schema: Schema, schemas: Term['schemas']): Schema {
  let current = schema;
  for (let hops = 0; hops <= schemas.size && current.ref !== undefined && parts(current).size === 1; hops += 1) {
    const target = schemas.get(current.ref);
    if (target === undefined) return current;
    current = target;
  }
  return current;
}

function parts(schema: Schema): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(schema).filter(([key, value]) => key !== 'origin' && key !== 'annotations' && value !== undefined));
}

const sets = new Set(['types', 'required', 'enum']);

function sameParts(keyword: string, left: unknown, right: unknown, all: Sets): boolean {
  if (keyword === 'ref') return sameTargets(left, right, all);
  if (isSchema(left) && isSchema(right)) return sameSchemas(left, right, all);
  if (left instanceof Map && right instanceof Map) {
    return left.size === right.size && [...left].every(([key, value]) => right.has(key) && sameParts('', value, right.get(key), all));
  }
  if (!Array.isArray(left) || !Array.isArray(right)) return jsonKeyOf(left) === jsonKeyOf(right);
  if (left.length !== right.length) return false;
  if (sets.has(keyword)) return setKey(left) === setKey(right);
  return left.every((value: unknown, index) => sameParts('', value, right[index], all));
}

function setKey(values: readonly unknown[]): string {
  return values.map(jsonKeyOf).sort().join();
}

function sameTargets(left: unknown, right: unknown, all: Sets): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const [from, to] = [all.left.get(left), all.right.get(right)];
  return from === undefined || to === undefined ? from === to : sameSchemas(from, to, all);
}

function jsonKeyOf(value: unknown): string {
  return isJson(value) ? jsonKey(value) : '';
}

/** What a keyword holds beside schemas is JSON as it was read. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'origin' in value && 'annotations' in value;
}
