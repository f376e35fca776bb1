import type { JsonValue } from '../../ir/json.ts';
import { isJsonObject } from '../../ir/json.ts';
import { toRegExp } from '../../ir/pattern.ts';
import type { JsonType, Schema } from '../../ir/schema.ts';
import { jsonKey } from './equal.ts';

/** The types as JavaScript tells them apart; an integer is a number. */
export type Group = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const allGroups: readonly Group[] = ['string', 'number', 'boolean', 'null', 'array', 'object'];

/** Which keywords speak of which type only; the others speak of all. */
export const keywordsByGroup = {
  null: [],
  boolean: [],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  array: ['prefixItems', 'items', 'minItems', 'maxItems', 'uniqueItems', 'contains', 'minContains', 'maxContains', 'unevaluatedItems'],
  object: [
    ...(['properties', 'required', 'patternProperties', 'additionalProperties', 'propertyNames', 'minProperties'] as const),
    ...(['maxProperties', 'dependentRequired', 'unevaluatedProperties'] as const),
  ],
} as const satisfies Readonly<Record<Group, readonly (keyof Schema)[]>>;

/** The keywords that speak of none of some types, but of others. */
export function foreignKeywords(groups: readonly Group[]): readonly string[] {
  const own = groups.flatMap((group): readonly string[] => keywordsByGroup[group]);
  return allGroups.flatMap((group): readonly string[] => keywordsByGroup[group]).filter((keyword) => !own.includes(keyword));
}

export function groupOf(value: JsonValue): Group {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'object';
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : 'boolean';
}

/** The groups of some types; all of them where no types are given. */
export function groupsOf(types: readonly JsonType[] | undefined): readonly Group[] {
  if (types === undefined) return allGroups;
  return allGroups.filter((group) => types.includes(group) || (group === 'number' && types.includes('integer')));
}

/** The types that two lists have in common; `integer` is part of `number`. */
export function commonTypes(
  left: readonly JsonType[] | undefined,
  right: readonly JsonType[] | undefined,
): readonly JsonType[] | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const all = distinctTypes([...left, ...right, ...(left.includes('number') || right.includes('number') ? ['integer' as const] : [])]);
  const has = (types: readonly JsonType[], type: JsonType): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  return distinctTypes([...all, 'integer' as const].filter((type) => has(left, type) && has(right, type)));
}

/** Each type once, and no `integer` beside `number`. */
export function distinctTypes(types: readonly JsonType[]): readonly JsonType[] {
  const set = new Set(types);
  if (set.has('number')) set.delete('integer');
  return [...set];
}

/** Some values, each once. */
function distinctValues(values: readonly JsonValue[]): readonly JsonValue[] {
  const seen = new Map<string, JsonValue>();
  for (const value of values) {
    const key = jsonKey(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

/** The values of an enum that its schema's other scalar keywords allow. */
export function allowedValues(schema: Schema, values: readonly JsonValue[]): readonly JsonValue[] {
  return distinctValues(values).filter((value) => allowsType(schema.types, value) && allowsNumber(schema, value) && allowsString(schema, value));
}

function allowsType(types: readonly JsonType[] | undefined, value: JsonValue): boolean {
  if (types === undefined) return true;
  const group = groupOf(value);
  return types.includes(group) || (types.includes('integer') && Number.isInteger(value));
}

function allowsNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema, value: JsonValue): boolean {
  if (typeof value !== 'number') return true;
  const aboveMinimum = (minimum === undefined || value >= minimum) && (exclusiveMinimum === undefined || value > exclusiveMinimum);
  const belowMaximum = (maximum === undefined || value <= maximum) && (exclusiveMaximum === undefined || value < exclusiveMaximum);
  return aboveMinimum && belowMaximum;
}

function allowsString({ minLength, maxLength, pattern }: Schema, value: JsonValue): boolean {
  if (typeof value !== 'string') return true;
  const length = Array.from(value).length;
  if ((minLength !== undefined && length < minLength) || (maxLength !== undefined && length > maxLength)) return false;
  return pattern === undefined || toRegExp(pattern).test(value);
}
