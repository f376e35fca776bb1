import fc from 'fast-check';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/ir/json.ts';
import { anySchema } from '../schema/any-schema.ts';

/** Schemas of the kind that contracts have: objects with named properties, lists, bounded numbers and texts. */
const scalar: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record(
    { type: fc.constantFrom('integer', 'number'), minimum: fc.integer({ min: -3, max: 3 }), maximum: fc.integer({ min: 2, max: 8 }), exclusiveMaximum: fc.integer({ min: 2, max: 8 }), multipleOf: fc.constantFrom(1, 2, 3, 6, 0.5) },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    { type: fc.constant('string'), minLength: fc.integer({ min: 0, max: 3 }), maxLength: fc.integer({ min: 2, max: 6 }), pattern: fc.constantFrom('^[a-z]+$', '^(?:a|b)$', '^[A-Z]{3}$', 'a', '^[ab]*$'), format: fc.constantFrom('date', 'uuid') },
    { requiredKeys: ['type'] },
  ),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom<JsonValue>('A', 'B', 'C', 1, 2, null), { minLength: 1, maxLength: 4 }) }),
  fc.record({ const: fc.constantFrom<JsonValue>('A', 'B', 1) }),
  fc.record({ type: fc.constantFrom<JsonValue>('boolean', 'null', ['string', 'null'], ['integer', 'string']) }),
);

const names = fc.constantFrom('a', 'b', 'c', 'kind');

function objectOf(schema: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(names, schema, { minKeys: 1, maxKeys: 3 }).map((properties): JsonObject => ({ ...properties })),
      required: fc.uniqueArray(names, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.constant<JsonValue>(false), schema),
      minProperties: fc.integer({ min: 0, max: 2 }),
      dependentRequired: fc.record({ a: fc.constant(['b']) }),
      patternProperties: fc.record({ '^x-': schema }),
    },
    { requiredKeys: ['type', 'properties'] },
  );
}

const contractSchema: fc.Arbitrary<JsonObject> = fc.letrec<{ schema: JsonObject }>((tie) => {
  const schema = tie('schema');
  const list = fc.record(
    { type: fc.constant('array'), items: schema, minItems: fc.integer({ min: 0, max: 2 }), maxItems: fc.integer({ min: 1, max: 3 }), uniqueItems: fc.boolean(), contains: schema },
    { requiredKeys: ['type', 'items'] },
  );
  const several = fc.array(schema, { minLength: 2, maxLength: 3 });
  const composed = fc.oneof(several.map((anyOf) => ({ anyOf })), several.map((oneOf) => ({ oneOf })), several.map((allOf) => ({ allOf })));
  const conditional = fc.record({ if: schema, then: schema, else: schema, not: schema }, { requiredKeys: ['if'] });
  const reference = fc.constant<JsonObject>({ $ref: '#/$defs/x' });
  const part = objectOf(fc.oneof({ maxDepth: 2, depthSize: 'small' }, scalar, reference.map((ref): JsonObject => ({ type: 'array', items: ref }))));
  return { schema: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, objectOf(schema), part, list, composed, conditional) };
}).schema;

const whole: fc.Arbitrary<JsonObject> = fc.tuple(contractSchema, contractSchema).map(([schema, x]) => ({ ...schema, $defs: { x } }));

/** A change of one place of a schema, as people make them. */
type Edit = (schema: JsonObject) => JsonObject;

const edits: readonly Edit[] = [
  ({ required: _, ...schema }) => schema,
  ({ minimum: _, ...schema }) => schema,
  ({ enum: _, ...schema }) => schema,
  ({ type: _, ...schema }) => schema,
  ({ pattern: _, ...schema }) => schema,
  (schema) => ({ ...schema, required: ['a'] }),
  (schema) => ({ ...schema, minimum: 0 }),
  (schema) => ({ ...schema, maximum: 9 }),
  (schema) => ({ ...schema, maxLength: 7 }),
  (schema) => ({ ...schema, maxItems: 4 }),
  (schema) => ({ ...schema, enum: ['A', 'B', 'C', 'D', 1, 2] }),
  (schema) => ({ ...schema, additionalProperties: false }),
  (schema) => ({ ...schema, type: ['string', 'object', 'integer'] }),
  (schema) => ({ ...schema, properties: { ...objectIn(schema, 'properties'), d: { type: 'string' } } }),
  ({ $defs, ...schema }) => ({ anyOf: [schema, { type: 'null' }], ...($defs === undefined ? {} : { $defs }) }),
  ({ $defs, ...schema }) => ({ allOf: [schema, { not: { const: 'A' } }], ...($defs === undefined ? {} : { $defs }) }),
  (schema) => ({ ...schema, unevaluatedProperties: false }),
];

function objectIn(schema: JsonObject, key: string): JsonObject {
  const value = schema[key];
  return value !== undefined && isJsonObject(value) ? value : {};
}

/** Applies an edit to the schema at the end of a walk through its parts. */
function editAt(schema: JsonObject, edit: Edit, walk: readonly number[]): JsonObject {
  const [turn, ...rest] = walk;
  const parts = Object.entries(schema).filter(([key, value]) => ['properties', 'items', 'additionalProperties', '$defs'].includes(key) && isJsonObject(value));
  const found = turn === undefined ? undefined : parts[turn % Math.max(1, parts.length)];
  if (found === undefined || turn === undefined) return edit(schema);
  const [key, value] = found;
  if (!isJsonObject(value)) return edit(schema);
  if (key === 'items' || key === 'additionalProperties') return { ...schema, [key]: editAt(value, edit, rest) };
  const members = Object.keys(value);
  const name = members[turn % Math.max(1, members.length)];
  const member = name === undefined ? undefined : value[name];
  if (name === undefined || member === undefined || !isJsonObject(member)) return edit(schema);
  return { ...schema, [key]: { ...value, [name]: editAt(member, edit, rest) } };
}

const edited = (base: fc.Arbitrary<JsonObject>): fc.Arbitrary<readonly [JsonObject, JsonObject]> =>
  fc
    .tuple(base, fc.array(fc.tuple(fc.constantFrom(...edits), fc.array(fc.nat(7), { maxLength: 3 })), { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([schema, changes, isReversed]) => {
      const other = changes.reduce((whole, [edit, walk]) => editAt(whole, edit, walk), schema);
      return isReversed ? ([other, schema] as const) : ([schema, other] as const);
    });

/** Two schemas of the kind that contracts have, one made from the other by changes of a few places. */
export const contractPair = edited(whole);

/** Two schemas: of one kind by itself, or one made from the other by changes of a few places. */
export const schemaPair: fc.Arbitrary<readonly [JsonObject, JsonObject]> = fc.oneof(
  { weight: 6, arbitrary: contractPair },
  { weight: 2, arbitrary: edited(anySchema) },
  { weight: 2, arbitrary: fc.tuple(whole, whole) },
  { weight: 2, arbitrary: fc.tuple(anySchema, anySchema) },
);
