import type { Schema, SchemaId, SchemaSet } from '../ir/schema.ts';
import { areExclusive } from './normal/exclusive.ts';
import { inPlaceSubschemas } from './normal/evaluates.ts';
import { compact } from './normal/merge.ts';
import type { Normalizer } from './normal/normalizer.ts';
import { subschemasOf } from './normal/recursion.ts';

/** The id of the variant of a schema that refuses undeclared properties. */
export function strictId(id: SchemaId): SchemaId {
  return `${id}~strict`;
}

/** The forms of schemas that are made strict. */
type Forms = Pick<Normalizer, 'normal' | 'resolved' | 'target'>;

/**
 * The strict variants of some schemas, and of all that they refer to. A strict schema is the same schema, with
 * `unevaluatedProperties: false` at each place of the value where it declares properties and says nothing of the others.
 * What a value may not be (`not`, `if`, `contains`) stays as it was written: a stricter one would refuse less.
 *
 * A schema that looks at the same value as the one it stands in cannot close it: what the others declare would be
 * refused. Those are strict in the parts of the value only, and have ids with `~inner`.
 */
export function strictSchemas(normalizer: Forms, ids: readonly SchemaId[]): SchemaSet {
  const schemas = new Map<SchemaId, Schema>();
  const waiting = new Map<SchemaId, () => Schema>();
  const { normal, resolved, target } = normalizer;

  const refer = (id: SchemaId, kind: 'strict' | 'inner'): SchemaId => {
    if (!hasOpenObjects(id)) return id;
    const variant = kind === 'strict' ? strictId(id) : `${id}~inner`;
    if (!schemas.has(variant)) waiting.set(variant, () => (kind === 'strict' ? close(target(id)) : openParts(target(id))));
    return variant;
  };

  /** A place of the value. */
  const strict = (schema: Schema): Schema => {
    const form = normal(schema);
    return form.ref === undefined ? close(form) : { ...form, ref: refer(form.ref, 'strict') };
  };

  /** A subschema that looks at the same value. */
  const inner = (schema: Schema): Schema => {
    const form = normal(schema);
    return form.ref === undefined ? openParts(form) : { ...form, ref: refer(form.ref, 'inner') };
  };

  const close = (form: Schema): Schema => {
    if (form.ref !== undefined) return { ...form, ref: refer(form.ref, 'strict') };
    if (closesInBranches(form)) return { ...form, oneOf: form.oneOf?.map(strict) ?? [] };
    const whole = openParts(form);
    if (!declares(form) || saysOfOthers(form)) return whole;
    return { ...whole, unevaluatedProperties: { origin: form.origin, always: false, annotations: {} } };
  };

  /** One of branches of which no two can hold: each closes the value by itself, and the others have no say. */
  const closesInBranches = ({ oneOf, origin: _, annotations: __, ...others }: Schema): boolean =>
    oneOf !== undefined && Object.keys(others).length === 0 && areExclusive(oneOf, resolved);

  const openParts = (form: Schema): Schema => {
    if (form.ref !== undefined) return { ...form, ref: refer(form.ref, 'inner') };
    const parts = compact({
      ...form,
      prefixItems: form.prefixItems?.map(strict),
      items: one(form.items, strict),
      unevaluatedItems: one(form.unevaluatedItems, strict),
      properties: each(form.properties, strict),
      patternProperties: each(form.patternProperties, strict),
      additionalProperties: one(form.additionalProperties, strict),
      unevaluatedProperties: one(form.unevaluatedProperties, strict),
      allOf: form.allOf?.map(inner),
      anyOf: form.anyOf?.map(inner),
      dependentSchemas: each(form.dependentSchemas, inner),
      then: one(form.then, inner),
      else: one(form.else, inner),
    });
    return withStrictBranches(parts, form);
  };

  /** Where a value could fit two branches, and only one of them strictly, it is still refused as before. */
  const withStrictBranches = (parts: Schema, { oneOf }: Schema): Schema => {
    if (oneOf === undefined) return parts;
    const branches = oneOf.map(inner);
    if (areExclusive(oneOf, resolved)) return { ...parts, oneOf: branches };
    const anyBranch: Schema = { origin: parts.origin, anyOf: branches, annotations: {} };
    return { ...parts, oneOf, allOf: [...(parts.allOf ?? []), anyBranch] };
  };

  const declares = (form: Schema): boolean =>
    form.properties !== undefined || inPlaceSubschemas(form).some((one) => declares(resolved(one)));
  const saysOfOthers = (form: Schema): boolean =>
    form.additionalProperties !== undefined ||
    form.unevaluatedProperties !== undefined ||
    form.patternProperties !== undefined ||
    (form.allOf ?? []).some((one) => saysOfOthers(resolved(one)));

  const found = new Map<SchemaId, boolean>();
  const hasOpenObjects = (id: SchemaId): boolean => {
    const known = found.get(id) ?? [...reachable(normalizer, id)].some((form) => declares(form) && !saysOfOthers(form));
    found.set(id, known);
    return known;
  };

  for (const id of ids) {
    const { origin, annotations } = target(id);
    if (refer(id, 'strict') === id) schemas.set(strictId(id), { origin, annotations, ref: id });
  }
  for (const [id, make] of waiting) schemas.set(id, make());
  return schemas;
}

/** The normal forms of a schema and of all that it refers to or holds. */
function reachable({ normal, target }: Forms, id: SchemaId): ReadonlySet<Schema> {
  const forms = new Set([target(id)]);
  for (const form of forms) {
    if (form.ref !== undefined) forms.add(target(form.ref));
    for (const inner of subschemasOf(form)) forms.add(normal(inner));
  }
  return forms;
}

function one(schema: Schema | undefined, change: (schema: Schema) => Schema): Schema | undefined {
  return schema === undefined ? undefined : change(schema);
}

function each<K>(schemas: ReadonlyMap<K, Schema> | undefined, change: (schema: Schema) => Schema): ReadonlyMap<K, Schema> | undefined {
  return schemas === undefined ? undefined : new Map([...schemas].map(([key, schema]) => [key, change(schema)] as const));
}
