import type { JsonValue } from '../../ir/json.ts';
import type { JsonType, Schema } from '../../ir/schema.ts';
import { jsonKey } from './equal.ts';
import { commonTypes } from './scalars.ts';
import { possibleTypes } from './types.ts';

type Resolve = (schema: Schema) => Schema;

/** Whether no value can fit two of some schemas, as far as their types, values and distinguishing properties tell. */
export function areExclusive(schemas: readonly Schema[], resolved: Resolve): boolean {
  const kinds = schemas.map((schema) => kindOf(resolved(schema), resolved)).filter((kind) => kind !== undefined);
  if (haveTagsApart(kinds)) return true;
  return kinds.every((left, index) => kinds.slice(index + 1).every((right) => excludes(left, right)));
}

/** What a schema's values have in common, as far as it tells them from those of others. */
interface Kind {
  readonly types: readonly JsonType[] | undefined;
  readonly values: ReadonlySet<string> | undefined;
  readonly tags: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Undefined for a schema that no value fits. */
function kindOf(schema: Schema, resolved: Resolve): Kind | undefined {
  if (schema.always === false) return undefined;
  const tagged = tags(schema, resolved).map(([name, values]) => [name, keysOf(values)] as const);
  const values = schema.enum === undefined ? undefined : keysOf(schema.enum);
  return { types: possibleTypes(schema, resolved), values, tags: new Map(tagged) };
}

function keysOf(values: readonly JsonValue[]): ReadonlySet<string> {
  return new Set(values.map(jsonKey));
}

/** The usual case of many schemas, told without a look at each pair: one property has values of its own in each. */
function haveTagsApart(kinds: readonly Kind[]): boolean {
  return [...(kinds[0]?.tags.keys() ?? [])].some((name) => {
    const values = kinds.flatMap(({ tags }) => [...(tags.get(name) ?? [])]);
    return kinds.every(({ tags }) => tags.has(name)) && new Set(values).size === values.length;
  });
}

function excludes(left: Kind, right: Kind): boolean {
  if (commonTypes(left.types, right.types)?.length === 0) return true;
  if (left.values !== undefined && right.values !== undefined) return areDisjoint(left.values, right.values);
  return [...left.tags].some(([name, values]) => {
    const others = right.tags.get(name);
    return others !== undefined && areDisjoint(values, others);
  });
}

function areDisjoint(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return [...left].every((key) => !right.has(key));
}

/** The properties that an object must have and that can have some values only. */
function tags(schema: Schema, resolved: Resolve): readonly (readonly [name: string, values: readonly JsonValue[]])[] {
  const types = possibleTypes(schema, resolved);
  if (types?.length !== 1 || types[0] !== 'object') return [];
  return [...(schema.properties ?? [])].flatMap(([name, property]) => {
    const values = resolved(property).enum;
    return values === undefined || schema.required?.includes(name) !== true ? [] : [[name, values] as const];
  });
}

/**
 * The property whose value alone tells which of some object schemas a value has to fit, if there is one: required in
 * each, with values of its own in each.
 */
export function discriminator(schemas: readonly Schema[], resolved: Resolve): string | undefined {
  const [first, ...others] = schemas.map((schema) => tags(resolved(schema), resolved).filter(([name]) => isPlainEnum(schema, name, resolved)));
  return first?.find(([name, values]) => {
    const lists = others.map((list) => list.find(([key]) => key === name)?.[1]);
    const all = [values, ...lists.map((list) => list ?? [])].flat();
    const separate = keysOf(all).size === all.length;
    return !lists.includes(undefined) && separate && all.every((value) => typeof value !== 'object' || value === null);
  })?.[0];
}

function isPlainEnum(schema: Schema, name: string, resolved: Resolve): boolean {
  const property = resolved(schema).properties?.get(name);
  const { origin: _, annotations: __, ...keywords } = property === undefined ? schema : resolved(property);
  return Object.keys(keywords).join() === 'enum' && !(name in {});
}
