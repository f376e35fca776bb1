import { own } from '../../ir/json.ts';
import type { Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';
import { compact } from '../../print/normal/merge.ts';
import { strictId, strictSchemas } from '../../print/strict.ts';
import type { SchemaIn } from '../subset/is-subset.ts';
import { mapSchemas } from './map-schemas.ts';

/** How the two ends of a wire see a contract's schemas. */
export interface Views {
  /** A schema as it is written: what a consumer's validator takes. */
  readonly written: (id: SchemaId) => SchemaIn;
  /** What a producer publishes: nothing that it does not declare. */
  readonly published: (id: SchemaId) => SchemaIn;
  /** What a caller sends: nothing that it does not declare, and not what only the server says (`readOnly`). */
  readonly sent: (id: SchemaId) => SchemaIn;
  /** What a server takes. */
  readonly taken: (id: SchemaId) => SchemaIn;
  /** What a server answers: nothing that it does not declare, and not what only callers say (`writeOnly`). */
  readonly answered: (id: SchemaId) => SchemaIn;
  /** What a caller can read: it ignores properties that it does not know, also where the contract does not let them be. */
  readonly readable: (id: SchemaId) => SchemaIn;
}

/** The views of a set of schemas, each made when it is first asked for. */
export function viewsOf(schemas: SchemaSet): Views {
  const requests = lazily(() => mapSchemas(schemas, (schema) => withoutDemand(schema, schemas, 'readOnly')));
  const responses = lazily(() => mapSchemas(schemas, (schema) => withoutDemand(schema, schemas, 'writeOnly')));
  const readable = lazily(() => mapSchemas(responses(), opened));
  const [published, sent, answered] = [closedOf(() => schemas), closedOf(requests), closedOf(responses)];
  return {
    written: (id) => ({ schemas, id }),
    published,
    sent,
    taken: (id) => ({ schemas: requests(), id }),
    answered,
    readable: (id) => ({ schemas: readable(), id }),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Schemas that refuse what they do not declare, by the ids of those that they are made from. */
function closedOf(schemas: () => SchemaSet): (id: SchemaId) => SchemaIn {
  const known = new Map<SchemaId, SchemaIn>();
  return (id) => {
    const found = known.get(id) ?? closed(schemas(), id);
    known.set(id, found);
    return found;
  };
}

function closed(schemas: SchemaSet, id: SchemaId): SchemaIn {
  if (!schemas.has(id)) return { schemas, id };
  const strict = strictSchemas(formsOf(schemas), [id]);
  return { schemas: new Map([...schemas, ...strict]), id: strictId(id) };
}

/** The forms that closing a schema goes by: as written, but for what says one thing in two ways. */
function formsOf(schemas: SchemaSet): Parameters<typeof strictSchemas>[0] {
  const forms = new WeakMap<Schema, Schema>();
  const normal = (schema: Schema): Schema => {
    const form = forms.get(schema) ?? formOf(schema);
    forms.set(schema, form);
    return form;
  };
  const target = (id: SchemaId): Schema => {
    const schema = schemas.get(id);
    return schema === undefined ? { origin: { file: '', path: [] }, always: true, annotations: {} } : normal(schema);
  };
  const resolved = (schema: Schema): Schema => {
    let form = normal(schema);
    for (let hops = 0; form.ref !== undefined && hops <= schemas.size; hops += 1) form = target(form.ref);
    return form;
  };
  return { normal, target, resolved };
}

/** `const` as an `enum` of one; a reference and what stands beside it as an `allOf` of both. */
function formOf(schema: Schema): Schema {
  const { ref, origin, annotations, ...keywords } = schema;
  if (ref !== undefined && Object.keys(keywords).length > 0) {
    return { origin, annotations, allOf: [{ origin, ref, annotations: {} }, formOf({ ...keywords, origin, annotations })] };
  }
  const { const: constant, ...rest } = schema;
  return constant === undefined || rest.enum !== undefined ? schema : { ...rest, enum: [constant] };
}

/** OpenAPI 3.1, Schema Object: a `readOnly` property need not be in a request, nor a `writeOnly` one in a response. */
function withoutDemand(schema: Schema, schemas: SchemaSet, remark: 'readOnly' | 'writeOnly'): Schema {
  const left = schema.required?.filter((name) => !hasRemark(schema.properties?.get(name), schemas, remark));
  return left === undefined || left.length === schema.required?.length ? schema : { ...schema, required: left };
}

function hasRemark(property: Schema | undefined, schemas: SchemaSet, remark: string): boolean {
  const target = property?.ref === undefined ? undefined : schemas.get(property.ref);
  return [property, target].some((part) => part !== undefined && own(part.annotations, remark) === true);
}

/** What refuses undeclared properties takes them; with that, a value can fit two of `oneOf`, and the reader picks one. */
function opened(schema: Schema): Schema {
  const isClosed = schema.additionalProperties?.always === false || schema.unevaluatedProperties?.always === false;
  const anyOf = schema.oneOf === undefined ? schema.anyOf : schema.anyOf === undefined ? schema.oneOf : undefined;
  if (!isClosed && (schema.oneOf === undefined || anyOf === undefined)) return schema;
  const isPicked = schema.oneOf !== undefined && anyOf !== undefined;
  return compact({
    ...schema,
    additionalProperties: schema.additionalProperties?.always === false ? undefined : schema.additionalProperties,
    unevaluatedProperties: schema.unevaluatedProperties?.always === false ? undefined : schema.unevaluatedProperties,
    ...(isPicked ? { anyOf, oneOf: undefined } : {}),
  });
}
