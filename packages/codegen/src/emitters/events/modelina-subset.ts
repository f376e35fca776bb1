import type { Schema, SchemaId } from '../../ir/schema.ts';

/** What has to be known of the schemas around one. */
export interface SchemaContext {
  /** The normal form of a schema: see `Normalizer`. */
  readonly normal: (schema: Schema) => Schema;
  /** The name of the type of a schema that has one. */
  readonly nameOf: (id: SchemaId) => string | undefined;
}

/**
 * Whether Modelina can say the type of a schema without a word too many or too few; the type printer of `print/` says
 * the others. In the subset are, in normal form,
 *
 * - `true`, and a reference to a schema with a name,
 * - an enumeration of scalar values,
 * - the scalar types, alone or several together,
 * - arrays with one schema for all items,
 * - objects with declared properties, if all required ones are declared and no schema says what the others are,
 * - maps: objects without declared properties.
 *
 * Outside are compositions that the normal form could not merge, tuples, patterns of property names beside a schema for
 * the others, `false`, and schemas that do not say their type: Modelina merges, widens or drops these. Keywords that
 * refuse values and change no type (`minLength`, `not`, `if` …) do not matter.
 */
export function isModelinaSubset(schema: Schema, context: SchemaContext): boolean {
  const form = context.normal(schema);
  if (form.always !== undefined) return form.always;
  if (form.ref !== undefined) return context.nameOf(form.ref) !== undefined;
  if (form.allOf !== undefined || form.anyOf !== undefined || form.oneOf !== undefined) return false;
  if (form.enum !== undefined) return form.enum.every((value) => value === null || typeof value !== 'object');
  if (form.types === undefined) return false;
  return hasPlainItems(form, context) && hasPlainProperties(form, context);
}

function hasPlainItems({ types, prefixItems, items }: Schema, context: SchemaContext): boolean {
  if (types?.includes('array') !== true) return true;
  return prefixItems === undefined && (items === undefined || isModelinaSubset(items, context));
}

function hasPlainProperties(form: Schema, context: SchemaContext): boolean {
  if (form.types?.includes('object') !== true) return true;
  const { properties = new Map<string, Schema>(), patternProperties, additionalProperties: rest, required = [] } = form;
  if (!required.every((name) => properties.has(name))) return false;
  if (rest !== undefined && patternProperties !== undefined) return false;
  if (properties.size === 0) return rest === undefined || isModelinaSubset(rest, context);
  if (rest !== undefined && context.normal(rest).always !== false) return false;
  return [...properties.values()].every((property) => isModelinaSubset(property, context));
}
