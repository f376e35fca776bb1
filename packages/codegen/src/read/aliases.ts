import type { Schema, SchemaId, SchemaSet } from '../ir/schema.ts';
import { lastName } from './names.ts';

/**
 * Takes components that only pass on a schema of their own name (`User: { $ref: schemas/User.yaml }`, the index of
 * many a document) out of a set: what refers to them then refers to the schema itself, so that it has one name.
 */
export function withoutAliases(schemas: SchemaSet): { schemas: SchemaSet; ids: ReadonlyMap<SchemaId, SchemaId> } {
  const ids = new Map<SchemaId, SchemaId>();
  for (const [id, schema] of schemas) {
    const target = aliasTarget(schemas, schema);
    if (target !== undefined) ids.set(id, target);
  }
  if (ids.size === 0) return { schemas, ids };
  const rest = [...schemas].filter(([id]) => !ids.has(id));
  return { schemas: new Map(rest.map(([id, schema]) => [id, redirect(schema, ids)])), ids };
}

/** Where a chain of such components ends; undefined for anything else, a circle too. */
function aliasTarget(schemas: SchemaSet, schema: Schema): SchemaId | undefined {
  let current = schema;
  let target: SchemaId | undefined;
  for (let hops = 0; hops <= schemas.size; hops += 1) {
    const next = nextOf(schemas, current);
    if (next === undefined) return target;
    target = current.ref;
    current = next;
  }
  return undefined;
}

function nextOf(schemas: SchemaSet, schema: Schema): Schema | undefined {
  const { ref, origin, annotations, ...keywords } = schema;
  const target = ref === undefined ? undefined : schemas.get(ref);
  const isPlain = Object.keys(keywords).length === 0 && Object.keys(annotations).length === 0;
  const isComponent = origin.path.length === 3 && origin.path[0] === 'components';
  if (target === undefined || !isPlain || !isComponent) return undefined;
  return lastName(target.origin) === lastName(origin) ? target : undefined;
}

/** A schema with its references led past what was taken out; itself where it has none of them. */
function redirect(schema: Schema, ids: ReadonlyMap<SchemaId, SchemaId>): Schema {
  const entries = Object.entries(schema).map(
    ([keyword, value]: [string, unknown]) => [keyword, redirectPart(keyword, value, ids)] as const,
  );
  const changed = entries.some(([keyword, value]) => value !== Reflect.get(schema, keyword));
  return changed ? { ...schema, ...Object.fromEntries(entries) } : schema;
}

const data = new Set(['origin', 'annotations', 'enum', 'const', 'types', 'required', 'dependentRequired']);

function redirectPart(keyword: string, value: unknown, ids: ReadonlyMap<SchemaId, SchemaId>): unknown {
  if (keyword === 'ref') return typeof value === 'string' ? ids.get(value) ?? value : value;
  if (data.has(keyword) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return unchangedOr(
      value,
      value.map((item: unknown) => redirectPart('', item, ids)),
    );
  }
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]: [unknown, unknown]) => [key, redirectPart('', item, ids)] as const);
    return entries.every(([key, item]) => value.get(key) === item) ? value : new Map(entries);
  }
  return isSchema(value) ? redirect(value, ids) : value;
}

function unchangedOr(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}

function isSchema(value: object): value is Schema {
  return 'origin' in value && 'annotations' in value;
}
