import type { Schema, SchemaSet } from '../../ir/schema.ts';

/** A set in which every schema, also those within others, has been changed; references lead where they led. */
export function mapSchemas(schemas: SchemaSet, change: (schema: Schema) => Schema): SchemaSet {
  return new Map([...schemas].map(([id, schema]) => [id, mapSchema(schema, change)]));
}

function mapSchema(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const parts = Object.entries(schema).map(([keyword, value]: [string, unknown]) => [keyword, mapPart(value, change)] as const);
  const isChanged = parts.some(([keyword, value]) => value !== Reflect.get(schema, keyword));
  return change(isChanged ? { ...schema, ...Object.fromEntries(parts) } : schema);
}

function mapPart(value: unknown, change: (schema: Schema) => Schema): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, part]: [unknown, unknown]) => [key, mapPart(part, change)]));
  if (Array.isArray(value)) return value.some(isSchema) ? value.map((part: unknown) => mapPart(part, change)) : value;
  return isSchema(value) ? mapSchema(value, change) : value;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'origin' in value && 'annotations' in value;
}
