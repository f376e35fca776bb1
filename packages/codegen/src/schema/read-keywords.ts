import { isJsonObject, own } from '../ir/json.ts';
import type { JsonObject, JsonPath, JsonValue } from '../ir/json.ts';
import type { Origin } from '../ir/origin.ts';
import type { JsonType, Schema } from '../ir/schema.ts';
import type { Rules } from './dialects.ts';
import { faultsOf } from './keywords.ts';

/** A schema object as written, with a way to the schemas in it. */
export interface RawSchema {
  readonly value: JsonObject;
  readonly origin: Origin;
  readonly rules: Rules;
  readonly sub: (...steps: JsonPath) => Schema;
}

/** A schema in the making. */
export type MutableSchema = { -readonly [Keyword in keyof Schema]: Schema[Keyword] };

type Reader<Value> = (value: JsonValue, raw: RawSchema, keyword: string) => Value | undefined;
type KeywordsOf<Value> = { [K in keyof Schema]-?: NonNullable<Schema[K]> extends Value ? (Value extends NonNullable<Schema[K]> ? K : never) : never }[keyof Schema];

const numberKeywords = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
] as const satisfies readonly KeywordsOf<number>[];

const stringKeywords = ['pattern', 'format'] as const;

const schemaKeywords = [
  'items',
  'contains',
  'unevaluatedItems',
  'additionalProperties',
  'propertyNames',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
] as const satisfies readonly KeywordsOf<Schema>[];

const listKeywords = ['prefixItems', 'allOf', 'anyOf', 'oneOf'] as const;
const mapKeywords = ['properties', 'patternProperties', 'dependentSchemas'] as const;

/** Keywords that say where a schema is, and nothing about values. */
const structural: ReadonlySet<string> = new Set([
  ...['$id', '$schema', '$ref', '$anchor', '$dynamicRef', '$dynamicAnchor', '$vocabulary', '$defs', 'definitions'],
]);

/** Keywords of the dialects that assert nothing. */
const remarks: ReadonlySet<string> = new Set([
  ...['title', 'description', 'default', 'examples', '$comment', 'readOnly', 'writeOnly', 'deprecated'],
  ...['contentEncoding', 'contentMediaType', 'contentSchema'],
]);

/** Reads the keywords of a schema object, the references excepted. A value of the wrong kind is left out. */
export function readKeywords(raw: RawSchema): MutableSchema {
  const schema: MutableSchema = { origin: raw.origin, annotations: {} };
  readTable(raw, schema, numberKeywords, asNumber);
  readTable(raw, schema, stringKeywords, asString);
  readTable(raw, schema, schemaKeywords, asSchema);
  readTable(raw, schema, listKeywords, asSchemaList);
  readTable(raw, schema, mapKeywords, asSchemaMap);
  readTable(raw, schema, ['uniqueItems'], (value) => (value === true ? true : undefined));
  readTable(raw, schema, ['enum'], (value) => (Array.isArray(value) ? value : undefined));
  readTable(raw, schema, ['const'], (value) => value);
  readTable(raw, schema, ['required'], asStrings);
  readTable(raw, schema, ['dependentRequired'], asStringsMap);
  readTypes(raw, schema);
  readDependencies(raw, schema);
  if (raw.rules.dialect === 'draft-07') readDraft07Items(raw, schema);
  if (raw.rules.dialect === 'openapi-3.0') readOpenApi30(raw, schema);
  schema.annotations = annotationsOf(raw);
  return schema;
}

function readTable<K extends keyof Schema>(
  raw: RawSchema,
  schema: MutableSchema,
  keywords: readonly K[],
  read: Reader<Exclude<MutableSchema[K], undefined>>,
): void {
  for (const keyword of keywords) {
    const value = valid(raw, keyword);
    const result = value === undefined ? undefined : read(value, raw, keyword);
    if (result !== undefined) schema[keyword] = result;
  }
}

/** The value of a keyword that the dialect has, if it is of the right kind. */
function valid({ value, rules }: RawSchema, keyword: string): JsonValue | undefined {
  const kind = rules.keywords.get(keyword);
  const written = own(value, keyword);
  if (kind === undefined || written === undefined) return undefined;
  const wrong = faultsOf(kind, written);
  // A wrong part of a map or list costs that part only; its place has been reported and stands for anything.
  return wrong.some(({ path }) => path.length === 0) ? undefined : written;
}

const asNumber = (value: JsonValue): number | undefined => (typeof value === 'number' ? value : undefined);
const asString = (value: JsonValue): string | undefined => (typeof value === 'string' ? value : undefined);
const asSchema: Reader<Schema> = (value, { sub }, keyword) => (Array.isArray(value) ? undefined : sub(keyword));

function asStrings(value: JsonValue): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly JsonValue[] = value;
  return items.filter((item) => typeof item === 'string');
}

const asSchemaList: Reader<readonly Schema[]> = (value, { sub }, keyword) =>
  Array.isArray(value) ? value.map((_, index) => sub(keyword, index)) : undefined;

const asSchemaMap: Reader<ReadonlyMap<string, Schema>> = (value, { sub }, keyword) =>
  isJsonObject(value) ? new Map(Object.keys(value).map((key) => [key, sub(keyword, key)])) : undefined;

const asStringsMap: Reader<ReadonlyMap<string, readonly string[]>> = (value) =>
  isJsonObject(value) ? new Map(Object.entries(value).map(([key, names]) => [key, asStrings(names) ?? []])) : undefined;

function readTypes(raw: RawSchema, schema: MutableSchema): void {
  const value = valid(raw, 'type');
  if (value === undefined) return;
  const names: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  schema.types = names.filter(isTypeName);
}

function isTypeName(value: JsonValue): value is JsonType {
  return typeof value === 'string' && ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'].includes(value);
}

/** Draft 7 section 6.5.7; still understood in 2020-12 (Validation, appendix A), whose meta-schema keeps it. */
function readDependencies(raw: RawSchema, schema: MutableSchema): void {
  const value = valid(raw, 'dependencies');
  if (value === undefined || !isJsonObject(value)) return;
  const lists = Object.entries(value).flatMap(([key, names]) => (Array.isArray(names) ? [[key, asStrings(names) ?? []] as const] : []));
  const schemas = Object.entries(value).filter(([, inner]) => !Array.isArray(inner));
  if (lists.length > 0) schema.dependentRequired = new Map([...lists, ...(schema.dependentRequired ?? [])]);
  if (schemas.length > 0) {
    const read = schemas.map(([key]) => [key, raw.sub('dependencies', key)] as const);
    schema.dependentSchemas = new Map([...read, ...(schema.dependentSchemas ?? [])]);
  }
}

/** Draft 7 sections 6.4.1 and 6.4.2: `additionalItems` counts only beside a list of items. */
function readDraft07Items(raw: RawSchema, schema: MutableSchema): void {
  const items = valid(raw, 'items');
  if (!Array.isArray(items)) return;
  schema.prefixItems = items.map((_, index) => raw.sub('items', index));
  if (valid(raw, 'additionalItems') !== undefined) schema.items = raw.sub('additionalItems');
}

/** OpenAPI 3.0.3, "Schema Object": `nullable` adds null to a given type; exclusive bounds are flags of the bounds. */
function readOpenApi30({ value }: RawSchema, schema: MutableSchema): void {
  if (own(value, 'nullable') === true && schema.types !== undefined) schema.types = [...schema.types, 'null'];
  if (own(value, 'exclusiveMinimum') === true && schema.minimum !== undefined) {
    schema.exclusiveMinimum = schema.minimum;
    delete schema.minimum;
  }
  if (own(value, 'exclusiveMaximum') === true && schema.maximum !== undefined) {
    schema.exclusiveMaximum = schema.maximum;
    delete schema.maximum;
  }
}

function annotationsOf({ value, rules }: RawSchema): JsonObject {
  const isRemark = (keyword: string): boolean => remarks.has(keyword) || !(structural.has(keyword) || rules.keywords.has(keyword));
  return Object.fromEntries(Object.entries(value).filter(([keyword]) => isRemark(keyword)));
}
