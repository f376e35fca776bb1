import { isJsonObject, own } from '../ir/json.ts';
import type { JsonObject, JsonPath, JsonValue } from '../ir/json.ts';
import type { KeywordKind, Rules } from './dialects.ts';

/** A subschema as written, and the way to it from the schema that it stands in. */
export interface RawSubschema {
  readonly steps: JsonPath;
  readonly value: JsonValue;
}

/** The subschemas that stand directly in a schema, by the dialect's keywords; what has no schema's form is left out. */
export function rawSubschemas(schema: JsonObject, { keywords, ignoresSiblingsOfRef }: Rules): readonly RawSubschema[] {
  if (ignoresSiblingsOfRef && typeof own(schema, '$ref') === 'string') return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const kind = keywords.get(keyword);
    if (kind === undefined) return [];
    return within(kind, value)
      .filter((subschema) => isSchema(subschema.value))
      .map((subschema) => ({ ...subschema, steps: [keyword, ...subschema.steps] }));
  });
}

function within(kind: KeywordKind, value: JsonValue): readonly RawSubschema[] {
  if (kind === 'schema' || (kind === 'schema-or-list' && !Array.isArray(value))) return [{ steps: [], value }];
  if (kind === 'schemas' || kind === 'schema-or-list') return entriesOf(Array.isArray(value) ? value : []);
  if (kind === 'schema-map' || kind === 'pattern-map' || kind === 'dependencies') return entriesOf(value);
  return [];
}

function entriesOf(value: JsonValue): readonly RawSubschema[] {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => ({ steps: [index], value: item }));
  return isJsonObject(value) ? Object.entries(value).map(([key, item]) => ({ steps: [key], value: item })) : [];
}

/** Whether a value has the form of a schema. */
export function isSchema(value: JsonValue | undefined): value is boolean | JsonObject {
  return typeof value === 'boolean' || (value !== undefined && isJsonObject(value));
}
