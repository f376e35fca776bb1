import fc from 'fast-check';
import { isJsonObject } from '../../src/ir/json.ts';
import type { JsonObject, JsonValue } from '../../src/ir/json.ts';

/** Names that go wrong easily. */
const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'toString', 'a b', 'A', '1', '', 'key', 'value', 'also', 'jsonObject');

const scalar = fc.oneof(
  fc.constantFrom<JsonValue>(null, true, false, 0, 1, -0, 1.5, 2, 3, -1, 1e300, 0.3, 'a', 'b', 'abc', '', '💩', 'ab💩', '\ud83d', '1'),
  fc.constantFrom<JsonValue>('2026-03-14T08:15:27Z', '62182797-90f7-414a-9b65-2d7bd6d1744c', 'a@b.c', '127.0.0.1'),
  fc.integer({ min: -5, max: 5 }),
  fc.string({ maxLength: 4 }),
);

function objectOf<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Readonly<Record<string, T>>> {
  return fc.array(fc.tuple(name, value), { maxLength: 5 }).map((entries) => Object.fromEntries(entries));
}

/** JSON values, with the names that schemas speak of. */
export const anyValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 4 }), objectOf(tie('value'))),
})).value;

const count = fc.integer({ min: 0, max: 3 });
const bound = fc.integer({ min: -3, max: 3 });
const typeName = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');
const pattern = fc.constantFrom('^a', 'b$', '^[ab]*$', '.', '^.{2}$', '💩', '^$', '[^a]');

const subschema: fc.Arbitrary<JsonValue> = fc.letrec<{ schema: JsonValue }>((tie) => {
  const schema = tie('schema');
  const schemas = fc.array(schema, { minLength: 1, maxLength: 3 });
  const keywords: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
    type: fc.oneof(typeName, fc.uniqueArray(typeName, { minLength: 1, maxLength: 3 })),
    enum: fc.array(anyValue, { minLength: 1, maxLength: 3 }),
    const: anyValue,
    ...{ minimum: bound, maximum: bound, exclusiveMinimum: bound, exclusiveMaximum: bound, multipleOf: fc.constantFrom(1, 2, 0.5, 0.1, 3) },
    ...{ minLength: count, maxLength: count, pattern, format: fc.constantFrom('uuid', 'date-time', 'email', 'ipv4', 'regex') },
    ...{ prefixItems: schemas, items: schema, minItems: count, maxItems: count, uniqueItems: fc.boolean(), unevaluatedItems: schema },
    ...{ contains: schema, minContains: count, maxContains: count },
    ...{ properties: objectOf(schema), required: fc.uniqueArray(name, { maxLength: 3 }), additionalProperties: schema },
    patternProperties: fc.array(fc.tuple(pattern, schema), { maxLength: 2 }).map((entries) => Object.fromEntries(entries)),
    ...{ propertyNames: schema, minProperties: count, maxProperties: count, unevaluatedProperties: schema },
    ...{ dependentRequired: objectOf(fc.uniqueArray(name, { maxLength: 2 })), dependentSchemas: objectOf(schema) },
    ...{ allOf: schemas, anyOf: schemas, oneOf: schemas, not: schema, if: schema, then: schema, else: schema },
  };
  const some = fc
    .uniqueArray(fc.constantFrom(...Object.keys(keywords)), { minLength: 1, maxLength: 4 })
    .chain((names) => fc.record(Object.fromEntries(names.map((one) => [one, keywords[one] ?? scalar] as const))));
  const throughParts = fc.constantFrom('properties', 'additionalProperties', 'items').map((keyword): JsonObject => {
    const reference = { $ref: '#/$defs/x' };
    return { [keyword]: keyword === 'properties' ? { a: reference, b: reference } : reference };
  });
  return { schema: fc.oneof({ depthSize: 'small', maxDepth: 4 }, fc.boolean(), some, some, some, throughParts) };
}).schema;

/** Schemas of the whole vocabulary of 2020-12; references lead into parts of the value only, so that they end. */
export const anySchema: fc.Arbitrary<JsonObject> = fc
  .tuple(subschema, subschema)
  .map(([schema, x]) => ({ $defs: { x }, ...(typeof schema === 'boolean' ? { allOf: [schema] } : Object(schema)) }) as JsonObject);

/** How draft 7 calls what 2020-12 has a name of its own for. */
const draft07Names: Readonly<Record<string, string>> = {
  $defs: 'definitions',
  prefixItems: 'items',
  unevaluatedItems: 'additionalItems',
  dependentRequired: 'dependencies',
  dependentSchemas: 'dependencies',
};

function inDraft07(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map((one: JsonValue) => inDraft07(one));
  if (!isJsonObject(schema)) return typeof schema === 'string' ? schema.replace('#/$defs/', '#/definitions/') : schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [draft07Names[key] ?? key, inDraft07(value)]));
}

/** The same schemas as draft 7 says them, as far as it can. */
export const anyDraft07Schema: fc.Arbitrary<JsonValue> = anySchema.map(inDraft07);
