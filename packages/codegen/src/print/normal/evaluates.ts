import type { Schema } from '../../ir/schema.ts';

/**
 * Whether subschemas that look at the same value may evaluate properties (or items) that the schema's own keywords do
 * not: then what is unevaluated is known at run time only (2020-12 Core, section 11).
 */
export function mayEvaluate(schema: Schema, what: 'properties' | 'items', resolved: (schema: Schema) => Schema): boolean {
  if (what === 'items' && schema.contains !== undefined) return true;
  return inPlaceSubschemas(schema).some((inner) => evaluates(resolved(inner), what, resolved));
}

function evaluates(schema: Schema, what: 'properties' | 'items', resolved: (schema: Schema) => Schema): boolean {
  const own =
    what === 'properties'
      ? [schema.properties, schema.patternProperties, schema.additionalProperties, schema.unevaluatedProperties]
      : [schema.prefixItems, schema.items, schema.unevaluatedItems];
  return own.some((keyword) => keyword !== undefined) || mayEvaluate(schema, what, resolved);
}

/** The subschemas whose evaluations count for the schema that they stand in; those of `not` do not. */
export function inPlaceSubschemas(schema: Schema): readonly Schema[] {
  const lists = [schema.allOf, schema.anyOf, schema.oneOf, schema.dependentSchemas?.values()];
  const single = [schema.if, schema.then, schema.else];
  return [...lists.flatMap((list) => [...(list ?? [])]), ...single.filter((one) => one !== undefined)];
}
