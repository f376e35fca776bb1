import type { Schema } from './schema.ts';

/** Calls a function for a schema and every schema that is written in it, from the outside in. */
export function eachSubschema(schema: Schema, visit: (schema: Schema) => void): void {
  visit(schema);
  for (const child of subschemasOf(schema)) eachSubschema(child, visit);
}

/** The schemas that are written directly in one, in the order of the vocabulary. */
export function subschemasOf(schema: Schema): readonly Schema[] {
  const single = [
    schema.items,
    schema.contains,
    schema.unevaluatedItems,
    schema.additionalProperties,
    schema.propertyNames,
    schema.unevaluatedProperties,
    schema.not,
    schema.if,
    schema.then,
    schema.else,
  ];
  const lists = [schema.prefixItems, schema.allOf, schema.anyOf, schema.oneOf];
  const maps = [schema.properties, schema.patternProperties, schema.dependentSchemas];
  return [
    ...maps.flatMap((map) => [...(map?.values() ?? [])]),
    ...lists.flatMap((list) => list ?? []),
    ...single.filter((child) => child !== undefined),
  ];
}
