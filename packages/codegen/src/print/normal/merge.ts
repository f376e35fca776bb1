import type { JsonValue } from '../../ir/json.ts';
import { toRegExp } from '../../ir/pattern.ts';
import type { Schema } from '../../ir/schema.ts';
import { jsonKey } from './equal.ts';
import { commonTypes } from './scalars.ts';

/** A schema in the making. */
type MutableSchema = { -readonly [Keyword in keyof Schema]: Schema[Keyword] };

/** Makes one schema that holds where two hold, for a part of a value. */
export type Conjoin = (left: Schema, right: Schema) => Schema;

/**
 * One schema that holds exactly where two hold, and evaluates the same properties and items as both in an `allOf`.
 * What has no place in it beside the other's goes into its `allOf`. Undefined where the two cannot be told apart from
 * outside: where one speaks of the properties or items that it does not know itself.
 */
export function mergeSchemas(left: Schema, right: Schema, conjoin: Conjoin): Schema | undefined {
  if (left.always === true) return right;
  if (right.always === true) return left;
  if (left.always === false || right.always === false) return left.always === false ? left : right;
  if (hasUnevaluated(left) || hasUnevaluated(right)) return undefined;
  const objects = mergeObjects(left, right, conjoin);
  const arrays = mergeArrays(left, right, conjoin);
  if (objects === undefined || arrays === undefined) return undefined;
  const { independent, rest } = mergeIndependent(left, right);
  const allOf = [...(left.allOf ?? []), ...(right.allOf ?? []), ...rest];
  return compact({
    ...independent,
    ...mergeScalars(left, right),
    ...objects,
    ...arrays,
    ...(allOf.length === 0 ? {} : { allOf }),
    origin: left.origin,
    annotations: { ...left.annotations, ...right.annotations },
  });
}

function hasUnevaluated(schema: Schema): boolean {
  return schema.unevaluatedItems !== undefined || schema.unevaluatedProperties !== undefined;
}

/** Without the keywords that are set to undefined. */
export function compact(schema: { readonly [K in keyof Schema]: Schema[K] | undefined } & Pick<Schema, 'origin' | 'annotations'>): Schema {
  const copy: MutableSchema = { origin: schema.origin, annotations: schema.annotations };
  return Object.assign(copy, Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined)));
}

function mergeScalars(left: Schema, right: Schema): Partial<{ readonly [K in keyof Schema]: Schema[K] | undefined }> {
  return {
    types: commonTypes(left.types, right.types),
    enum: commonValues(left.enum, right.enum),
    minimum: largest(left.minimum, right.minimum),
    exclusiveMinimum: largest(left.exclusiveMinimum, right.exclusiveMinimum),
    maximum: smallest(left.maximum, right.maximum),
    exclusiveMaximum: smallest(left.exclusiveMaximum, right.exclusiveMaximum),
    minLength: largest(left.minLength, right.minLength),
    maxLength: smallest(left.maxLength, right.maxLength),
    minItems: largest(left.minItems, right.minItems),
    maxItems: smallest(left.maxItems, right.maxItems),
    uniqueItems: left.uniqueItems ?? right.uniqueItems,
    minProperties: largest(left.minProperties, right.minProperties),
    maxProperties: smallest(left.maxProperties, right.maxProperties),
    required: union(left.required, right.required),
  };
}

function largest(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.max(left, right);
}

function smallest(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);
}

function union(left: readonly string[] | undefined, right: readonly string[] | undefined): readonly string[] | undefined {
  return left === undefined || right === undefined ? (left ?? right) : [...new Set([...left, ...right])].sort();
}

function commonValues(left: readonly JsonValue[] | undefined, right: readonly JsonValue[] | undefined): readonly JsonValue[] | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const keys = new Set(right.map(jsonKey));
  return left.filter((value) => keys.has(jsonKey(value)));
}

/** Keywords that say something on their own, so that the second schema's can stand in an `allOf` beside the first's. */
const independentGroups = [
  ['multipleOf'],
  ['pattern'],
  ['format'],
  ['contains', 'minContains', 'maxContains'],
  ['propertyNames'],
  ['dependentRequired'],
  ['dependentSchemas'],
  ['anyOf'],
  ['oneOf'],
  ['not'],
  ['if', 'then', 'else'],
] as const satisfies readonly (readonly (keyof Schema)[])[];

function mergeIndependent(left: Schema, right: Schema): { readonly independent: Partial<Schema>; readonly rest: readonly Schema[] } {
  const has = (schema: Schema, group: readonly (keyof Schema)[]): boolean => group.some((keyword) => schema[keyword] !== undefined);
  const chosen = independentGroups.map((group) => pick(has(left, group) ? left : right, group));
  const clashing = independentGroups.filter((group) => has(left, group) && has(right, group));
  const rest = clashing
    .filter((group) => group.some((keyword) => left[keyword] !== right[keyword]))
    .map((group): Schema => ({ ...pick(right, group), origin: right.origin, annotations: {} }));
  return { independent: chosen.reduce((all, one) => ({ ...all, ...one }), {}), rest };
}

/** Some keywords of a schema. */
export function pick(schema: Schema, keywords: readonly (keyof Schema)[]): Partial<Schema> {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.some((one) => one === keyword)));
}

type ObjectKeywords = Pick<Schema, 'properties' | 'patternProperties' | 'additionalProperties'>;

/** What applies to a property depends on the names and patterns beside it, so the names of both are spelled out. */
function mergeObjects(left: Schema, right: Schema, conjoin: Conjoin): ObjectKeywords | undefined {
  if (!canSpellOut(left, right) || !canSpellOut(right, left)) return undefined;
  const names = new Set([...(left.properties?.keys() ?? []), ...(right.properties?.keys() ?? [])]);
  const properties = new Map(
    [...names].map((name) => [name, both(propertySchema(left, name), propertySchema(right, name), conjoin)] as const),
  );
  const patterns = new Set([...(left.patternProperties?.keys() ?? []), ...(right.patternProperties?.keys() ?? [])]);
  const patternProperties = new Map(
    [...patterns].map((pattern) => [pattern, both(left.patternProperties?.get(pattern), right.patternProperties?.get(pattern), conjoin)] as const),
  );
  const additional = [left.additionalProperties, right.additionalProperties].filter((one) => one !== undefined);
  const [first, second] = additional;
  return {
    ...(names.size === 0 ? {} : { properties: spelled(properties) }),
    ...(patterns.size === 0 ? {} : { patternProperties: spelled(patternProperties) }),
    ...(first === undefined ? {} : { additionalProperties: second === undefined ? first : conjoin(first, second) }),
  };
}

/** Where `additionalProperties` refuses something, the other's patterns would take names away from it. */
function canSpellOut({ additionalProperties, patternProperties }: Schema, other: Schema): boolean {
  if (additionalProperties === undefined || additionalProperties.always === true) return true;
  return [...(other.patternProperties?.keys() ?? [])].every((pattern) => patternProperties?.has(pattern) === true);
}

/** What a schema's own keywords say of a property; its patterns stay where they are and count there. */
function propertySchema(schema: Schema, name: string): Schema | undefined {
  const { properties, patternProperties, additionalProperties } = schema;
  const declared = properties?.get(name);
  if (declared !== undefined || additionalProperties === undefined) return declared;
  const matches = [...(patternProperties?.keys() ?? [])].some((pattern) => toRegExp(pattern).test(name));
  return matches ? undefined : additionalProperties;
}

function both(left: Schema | undefined, right: Schema | undefined, conjoin: Conjoin): Schema | undefined {
  return left === undefined || right === undefined ? (left ?? right) : conjoin(left, right);
}

function spelled(schemas: ReadonlyMap<string, Schema | undefined>): ReadonlyMap<string, Schema> {
  return new Map([...schemas].flatMap(([name, schema]) => (schema === undefined ? [] : [[name, schema] as const])));
}

function mergeArrays(left: Schema, right: Schema, conjoin: Conjoin): Pick<Schema, 'prefixItems' | 'items'> | undefined {
  const length = Math.max(left.prefixItems?.length ?? 0, right.prefixItems?.length ?? 0);
  const prefixItems = Array.from({ length }, (_, index) => both(itemSchema(left, index), itemSchema(right, index), conjoin));
  if (!prefixItems.every((item) => item !== undefined)) return undefined;
  const items = both(left.items, right.items, conjoin);
  return { ...(length === 0 ? {} : { prefixItems }), ...(items === undefined ? {} : { items }) };
}

function itemSchema({ prefixItems, items }: Schema, index: number): Schema | undefined {
  return prefixItems?.[index] ?? items;
}
