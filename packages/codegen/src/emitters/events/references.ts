import type { Schema, SchemaId } from '../../ir/schema.ts';
import { subschemasOf } from '../../ir/subschemas.ts';

/** The schemas that a schema refers to, at any depth below it. */
export function referencesOf(schema: Schema): SchemaId[] {
  return [...(schema.ref === undefined ? [] : [schema.ref]), ...subschemasOf(schema).flatMap(referencesOf)];
}
