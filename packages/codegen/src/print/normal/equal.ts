import { isJsonObject, own } from '../../ir/json.ts';
import type { JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';

/** Equality of JSON values (2020-12 Core, section 4.2.2): numbers by value, objects whatever the order of their keys. */
export function equalJson(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    const others: readonly JsonValue[] = right;
    return left.every((item: JsonValue, index) => equalJson(item, others[index] ?? null));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equalJson(own(left, key) ?? null, own(right, key) ?? null));
}

/** A text that equal JSON values have in common, and no others. */
export function jsonKey(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => jsonKey(item)).join()}]`;
  if (typeof value === 'number') return String(value);
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${jsonKey(value[key] ?? null)}`).join()}}`;
}

/** Whether two schemas say the same of every value by the same keywords; where they stand and what is remarked does not count. */
export function equalSchemas(left: Schema, right: Schema): boolean {
  return equalParts(withoutRemarks(left), withoutRemarks(right));
}

function withoutRemarks(schema: Schema): object {
  return { ...schema, origin: undefined, annotations: undefined };
}

function equalParts(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Map || right instanceof Map) {
    return left instanceof Map && right instanceof Map && equalMaps(left, right);
  }
  const ignored = new Set(isSchemaObject(left) && isSchemaObject(right) ? ['origin', 'annotations'] : []);
  const entries = (value: object): Map<string, unknown> =>
    new Map(Object.entries(value).filter(([key, part]) => part !== undefined && !ignored.has(key)));
  return Array.isArray(left) === Array.isArray(right) && equalMaps(entries(left), entries(right));
}

function equalMaps(left: ReadonlyMap<unknown, unknown>, right: ReadonlyMap<unknown, unknown>): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && equalParts(value, right.get(key)));
}

function isSchemaObject(value: object): boolean {
  return 'origin' in value && 'annotations' in value;
}
