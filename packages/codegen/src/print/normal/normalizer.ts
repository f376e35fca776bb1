import { toPointer } from '../../ir/json.ts';
import type { Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';
import { equalSchemas } from './equal.ts';
import { mayEvaluate } from './evaluates.ts';
import { compact, mergeSchemas } from './merge.ts';
import { ownNormal } from './own.ts';
import { recursiveIds } from './recursion.ts';
import { withoutImpliedTypes } from './types.ts';

/** Schemas in the form that the printers print from. */
export interface Normalizer {
  /**
   * The same schema in normal form: `true`, `false`, a reference and nothing else, or keywords without a reference, with
   * `allOf` only for what does not fit beside them; `const` is an `enum` of one; `unevaluatedProperties` is
   * `additionalProperties` where all evaluated ones are known beforehand, `unevaluatedItems` likewise. Its subschemas are
   * as they were.
   */
  readonly normal: (schema: Schema) => Schema;
  /** The normal form of what an id leads to. */
  readonly target: (id: SchemaId) => Schema;
  /** As `normal`, with references followed to the end. */
  readonly resolved: (schema: Schema) => Schema;
  /** Whether a reference to the id can lead back to it. */
  readonly isRecursive: (id: SchemaId) => boolean;
}

export function createNormalizer(schemas: SchemaSet): Normalizer {
  const bodies = new WeakMap<Schema, Schema>();
  /** Schemas that took in a recursive one: printed where they stand they would go on for ever, so they get an id. */
  const endless = new WeakSet<Schema>();
  const recursive = recursiveIds(schemas);
  const made = createMadeSchemas(schemas);
  const isRecursive = (id: SchemaId): boolean => recursive.has(id) || made.byId.has(id);

  const source = (id: SchemaId): Schema => {
    const schema = schemas.get(id) ?? made.byId.get(id);
    if (schema === undefined) throw new Error(`there is no schema ${id}`);
    return schema;
  };

  const body = (schema: Schema): Schema => {
    const known = bodies.get(schema);
    if (known !== undefined) return known;
    const form = schema.always !== undefined || isReference(schema) ? schema : bodyOf(schema);
    bodies.set(schema, form);
    bodies.set(form, form);
    return form;
  };

  const normal = (schema: Schema): Schema => {
    const form = body(schema);
    if (!endless.has(schema) || form.ref !== undefined) return form;
    return { origin: schema.origin, ref: made.idOf(schema), annotations: schema.annotations };
  };

  const resolved = (schema: Schema): Schema => {
    const form = body(schema);
    return form.ref === undefined ? form : resolved(source(form.ref));
  };

  const bodyOf = (schema: Schema): Schema => {
    const { ref, allOf, unevaluatedItems, unevaluatedProperties, ...conditional } = schema;
    const reference: readonly Schema[] = ref === undefined ? [] : [{ origin: schema.origin, ref, annotations: {} }];
    const { own, chosen } = withoutForegoneCondition(conditional);
    const members = [...reference, ...(allOf ?? []), ...chosen].filter((member) => body(member).always !== true);
    const base = ownNormal(own);
    const closed = unevaluatedItems !== undefined || unevaluatedProperties !== undefined;
    const [only] = members;
    if (base.always === true && members.length === 1 && only !== undefined && !closed) return alone(schema, only);
    const merged = members.reduce((left, member) => put(schema, left, member), base);
    const same = closed ? undefined : members.map(body).find((one) => one.ref !== undefined && equalSchemas(resolved(one), merged));
    if (same !== undefined) return remarked(same, schema);
    if (merged.always === false) return remarked(merged, schema);
    const whole = closed ? closeOff(compact({ ...unlessTrue(merged), unevaluatedItems, unevaluatedProperties })) : merged;
    return withoutImpliedTypes(ownNormal(remarked(whole, schema)), resolved);
  };

  /** An `if` that always (or never) holds is its `then` (or `else`). */
  const withoutForegoneCondition = (schema: Schema): { readonly own: Schema; readonly chosen: readonly Schema[] } => {
    const { if: condition, then, else: otherwise, ...own } = schema;
    const holds = condition === undefined ? undefined : body(condition).always;
    if (holds === undefined) return { own: schema, chosen: [] };
    const chosen = holds ? then : otherwise;
    return { own, chosen: chosen === undefined ? [] : [chosen] };
  };

  /** A schema that says nothing but what the one member of its `allOf` says. */
  const alone = (schema: Schema, only: Schema): Schema => {
    const form = body(only);
    if (endless.has(only)) endless.add(schema);
    return { ...form, origin: schema.origin, annotations: { ...form.annotations, ...schema.annotations } };
  };

  /** Adds a member of an `allOf` to a schema: as a part of it where that can be, else in its `allOf`. */
  const put = (whole: Schema, left: Schema, member: Schema): Schema => {
    const merged = mergeSchemas(left, resolved(member), made.conjoin);
    if (merged === undefined) return { ...unlessTrue(left), allOf: [...(left.allOf ?? []), member] };
    const { ref } = body(member);
    if (endless.has(member) || (ref !== undefined && isRecursive(ref))) endless.add(whole);
    return ownNormal(merged);
  };

  /** What no keyword has evaluated is what is left over by the names, where no other subschema has a say. */
  const closeOff = (schema: Schema): Schema => {
    const { unevaluatedItems, unevaluatedProperties, ...rest } = schema;
    const items = unevaluatedItems !== undefined && !mayEvaluate(schema, 'items', resolved);
    const properties = unevaluatedProperties !== undefined && !mayEvaluate(schema, 'properties', resolved);
    return compact({
      ...rest,
      items: items ? (rest.items ?? unevaluatedItems) : rest.items,
      unevaluatedItems: items ? undefined : unevaluatedItems,
      additionalProperties: properties ? (rest.additionalProperties ?? unevaluatedProperties) : rest.additionalProperties,
      unevaluatedProperties: properties ? undefined : unevaluatedProperties,
    });
  };

  return { normal, resolved, target: (id) => body(source(id)), isRecursive };
}

/** Whether a schema says nothing but where to look. */
function isReference({ ref, origin: _, annotations: __, ...keywords }: Schema): boolean {
  return ref !== undefined && Object.keys(keywords).length === 0;
}

function unlessTrue(schema: Schema): Schema {
  return schema.always === true ? { origin: schema.origin, annotations: schema.annotations } : schema;
}

/** A schema in the place and with the remarks of the one that it stands for. */
function remarked(schema: Schema, { origin, annotations }: Schema): Schema {
  return { ...schema, origin, annotations };
}

/** The schemas that merging makes for parts of values, and the ids of those that need one. */
interface MadeSchemas {
  readonly byId: ReadonlyMap<SchemaId, Schema>;
  readonly conjoin: (left: Schema, right: Schema) => Schema;
  readonly idOf: (schema: Schema) => SchemaId;
}

function createMadeSchemas(schemas: SchemaSet): MadeSchemas {
  const parts = new WeakMap<Schema, readonly Schema[]>();
  const byId = new Map<SchemaId, Schema>();
  const partsOf = (schema: Schema): readonly Schema[] => parts.get(schema) ?? [schema];

  /** Different schemas can stand at one place: read in two dialects, or made strict. */
  const owners = new Map<SchemaId, Schema>(schemas);
  const placeOf = (schema: Schema): SchemaId => {
    if (isReference(schema) && schema.ref !== undefined) return schema.ref;
    const place = `${schema.origin.file}#${toPointer(schema.origin.path)}`;
    let id = place;
    for (let number = 2; (owners.get(id) ?? schema) !== schema; number += 1) id = `${place}~${String(number)}`;
    owners.set(id, schema);
    return id;
  };

  const idOf = (schema: Schema): SchemaId => {
    const id = partsOf(schema).map(placeOf).sort().join('&');
    if (!schemas.has(id) && !byId.has(id)) byId.set(id, schema);
    return id;
  };

  const conjoin = (left: Schema, right: Schema): Schema => {
    if (left === right || right.always === true || left.always === false) return left;
    if (left.always === true || right.always === false) return right;
    const identity = (schema: Schema): unknown => (isReference(schema) ? schema.ref : schema);
    const members = [...new Map([...partsOf(left), ...partsOf(right)].map((one) => [identity(one), one] as const)).values()];
    const [only] = members;
    if (members.length === 1 && only !== undefined) return only;
    const schema: Schema = { origin: right.origin, allOf: members, annotations: { ...left.annotations, ...right.annotations } };
    parts.set(schema, members);
    return schema;
  };

  return { byId, conjoin, idOf };
}
