import fc from 'fast-check';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../src/ir/json.ts';

/**
 * Pairs of schemas with few keywords, and all values of a small world: where thousands of pairs are decided and each yes is
 * held against every value, a rule that is wrong at its edge shows.
 */
type Keywords = Readonly<Record<string, fc.Arbitrary<JsonValue>>>;

const part = fc.constantFrom<JsonValue>(true, false, { type: 'integer' }, { type: 'string' }, { const: 1 }, { const: 'a' }, { enum: [1, 'a'] }, { minimum: 1 }, { maxLength: 1 }, { type: ['integer', 'string'] });
const few = fc.integer({ min: 0, max: 3 });
const bound = fc.integer({ min: -2, max: 3 });
const name = fc.constantFrom('a', 'b', 'x-a');
const names = fc.uniqueArray(name, { maxLength: 2 });

function mapOf(keys: fc.Arbitrary<string>, values: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc.dictionary(keys, values, { minKeys: 1, maxKeys: 2 }).map((map): JsonObject => ({ ...map }));
}

/** A member may be said by one side only, so that only requests or only answers have to have it. */
const member = fc.oneof({ weight: 4, arbitrary: part }, { weight: 1, arbitrary: fc.constantFrom<JsonValue>({ type: 'integer', readOnly: true }, { type: 'integer', writeOnly: true }) });

const keywordsOf = {
  number: {
    type: fc.constantFrom<JsonValue>('integer', 'number', ['integer', 'string']),
    minimum: bound,
    maximum: bound,
    exclusiveMinimum: bound,
    exclusiveMaximum: bound,
    multipleOf: fc.constantFrom(1, 2, 3, 6, 0.5),
    enum: fc.constantFrom<JsonValue>([1, 2], [0, 1, 2], [1, 'a']),
  },
  string: {
    type: fc.constant('string'),
    minLength: few,
    maxLength: few,
    pattern: fc.constantFrom('^a', '^(?:a|b)$', '^[ab]{2}$', '^[a-z]*$', 'b'),
    format: fc.constantFrom('date', 'uuid', 'email', 'ipv4', 'time', 'uri'),
    const: fc.constantFrom('a', 'ab', '2026-03-14'),
  },
  array: {
    type: fc.constant('array'),
    items: part,
    prefixItems: fc.array(part, { minLength: 1, maxLength: 2 }),
    minItems: few,
    maxItems: few,
    uniqueItems: fc.boolean(),
    contains: part,
    minContains: few,
    maxContains: few,
    unevaluatedItems: part,
  },
  object: {
    type: fc.constant('object'),
    properties: mapOf(name, member),
    required: names,
    additionalProperties: part,
    patternProperties: mapOf(fc.constantFrom('^x-', 'a', '^b$'), part),
    propertyNames: fc.constantFrom<JsonValue>({ maxLength: 1 }, { pattern: '^x-' }, { enum: ['a', 'b'] }, false),
    minProperties: few,
    maxProperties: few,
    dependentRequired: mapOf(name, names),
    dependentSchemas: mapOf(name, fc.constantFrom<JsonValue>({ required: ['b'] }, { maxProperties: 1 }, { properties: { b: { const: 1 } } })),
    unevaluatedProperties: part,
  },
} satisfies Readonly<Record<string, Keywords>>;

/** Some keywords of one type, mostly with the type itself. */
function plainOf(keywords: Keywords): fc.Arbitrary<JsonObject> {
  const others = Object.keys(keywords).filter((keyword) => keyword !== 'type');
  return fc.tuple(fc.integer({ min: 0, max: 5 }), fc.subarray(others, { minLength: 1, maxLength: 3 })).chain(([untyped, some]) => {
    const used = [...(untyped === 0 ? [] : ['type']), ...some];
    return fc.record(Object.fromEntries(used.map((keyword) => [keyword, keywords[keyword] ?? part] as const))).map((schema): JsonObject => ({ ...schema }));
  });
}

/** One keyword by itself: of some of them the opposite can be said. */
function singleOf(keywords: Keywords): fc.Arbitrary<JsonObject> {
  return fc.constantFrom(...Object.keys(keywords)).chain((keyword) => (keywords[keyword] ?? part).map((value): JsonObject => ({ [keyword]: value })));
}

/** Plain ones of one type, put together in the ways in which schemas are. */
function composedOf(keywords: Keywords): fc.Arbitrary<JsonObject> {
  const [plain, single] = [plainOf(keywords), singleOf(keywords)];
  const several = fc.array(plain, { minLength: 2, maxLength: 2 });
  return fc.oneof(
    several.map((anyOf): JsonObject => ({ anyOf })),
    several.map((oneOf): JsonObject => ({ oneOf })),
    several.map((allOf): JsonObject => ({ allOf })),
    single.map((not): JsonObject => ({ not })),
    fc.tuple(fc.oneof(single, plain), fc.oneof(single, plain)).map(([schema, not]): JsonObject => ({ ...schema, not })),
    fc.record({ if: fc.oneof(single, plain), then: plain, else: plain }, { requiredKeys: ['if'] }).map((schema): JsonObject => ({ ...schema })),
    fc.tuple(plain, several).map(([schema, anyOf]): JsonObject => ({ ...schema, anyOf })),
  );
}

/** A value within values of the same kind: `{ value, next }`. */
const recursive = fc
  .tuple(fc.oneof(...Object.values(keywordsOf).map(plainOf)), fc.record({ required: names, additionalProperties: part, maxProperties: few }, { requiredKeys: [] }))
  .map(([a, more]): JsonObject => ({ $ref: '#/$defs/x', $defs: { x: { type: 'object', properties: { a, b: { $ref: '#/$defs/x' } }, ...more } } }));

/** A schema with some of its keywords, at any depth, gone or as another schema has them. */
function mixed(schema: JsonValue, other: JsonValue, turns: Iterator<number, undefined>): JsonValue {
  if (isJsonArray(schema)) return schema.map((item, index) => mixed(item, isJsonArray(other) ? other[index] ?? item : item, turns));
  if (!isJsonObject(schema) || !isJsonObject(other)) return schema;
  const keys = [...new Set([...Object.keys(schema), ...Object.keys(other)])].filter((key) => !key.startsWith('$'));
  const entries = keys.flatMap((key): readonly (readonly [string, JsonValue])[] => {
    const [own, foreign] = [schema[key], other[key]];
    const turn = turns.next().value ?? 9;
    if (turn === 0) return [];
    if (turn === 1) return foreign === undefined ? [] : [[key, foreign]];
    if (turn === 2 && typeof own === 'number') return [[key, key === 'multipleOf' ? own * 2 : own + 1]];
    return own === undefined ? [] : [[key, foreign === undefined ? own : mixed(own, foreign, turns)]];
  });
  const kept = ['$ref', '$defs'].flatMap((key) => {
    const own = schema[key];
    return own === undefined ? [] : [[key, key === '$defs' ? mixedDefinitions(own, other[key] ?? own, turns) : own] as const];
  });
  return Object.fromEntries([...entries, ...kept]);
}

function mixedDefinitions(own: JsonValue, other: JsonValue, turns: Iterator<number, undefined>): JsonValue {
  const [x, y] = [own, other].map((definitions) => (isJsonObject(definitions) ? definitions.x : undefined));
  return x === undefined || y === undefined ? own : { x: mixed(x, y, turns) };
}

const numbers: readonly JsonValue[] = Array.from({ length: 19 }, (_, index) => (index - 6) / 2);
const texts: readonly JsonValue[] = ['', 'a', 'b', 'c', 'A', 'aa', 'ab', 'bb', 'ba', 'abc', 'aab', 'abcd', '2026-03-14', '08:15:27Z', '62182797-90f7-414a-9b65-2d7bd6d1744c', 'a@b.c', '127.0.0.1', 'a:b'];
const inner: readonly JsonValue[] = [0, 1, 'a', 'ab'];

function listsUpTo(length: number): readonly (readonly JsonValue[])[] {
  if (length === 0) return [[]];
  const shorter = listsUpTo(length - 1);
  return [...shorter, ...shorter.filter((list) => list.length === length - 1).flatMap((list) => inner.map((item) => [...list, item]))];
}

function objectsWith([first, ...others]: readonly string[]): readonly JsonObject[] {
  if (first === undefined) return [{}];
  const rest = objectsWith(others);
  return [...rest, ...inner.slice(0, 3).flatMap((value) => rest.map((object) => ({ [first]: value, ...object })))];
}

const objects = objectsWith(['a', 'b', 'x-a', 'c']).filter((object) => Object.keys(object).length < 4);
const nested: readonly JsonValue[] = objectsWith(['a', 'b']).flatMap((b): readonly JsonValue[] => [{ b }, { a: 1, b }, { a: 'a', b }, { b: { a: 1, b } }]);

/** Every value of a small world, by what tells schemas of one type apart, and some of the texts that formats take. */
const worlds = { number: [...numbers, 'a', null], string: [...texts, 1], array: [...listsUpTo(3), 'a'], object: [...objects, 1] } satisfies Readonly<Record<keyof typeof keywordsOf, readonly JsonValue[]>>;

/** A pair, and the values that it is held against. */
export interface SmallPair {
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly values: readonly JsonValue[];
}

/** One schema, and it changed; sometimes two that have nothing to do with each other. */
function pairOf(schema: fc.Arbitrary<JsonObject>, values: readonly JsonValue[], others = schema): fc.Arbitrary<SmallPair> {
  return fc.tuple(schema, others, fc.array(fc.nat(4), { minLength: 12, maxLength: 12 }), fc.boolean(), fc.nat(3)).map(([one, other, turns, isReversed, foreign]) => {
    const changed = foreign === 0 ? other : mixed(one, other, turns.values());
    return isReversed ? { before: changed, after: one, values } : { before: one, after: changed, values };
  });
}

const types = ['number', 'string', 'array', 'object'] as const;

/** Two schemas of few keywords about one type, most of them alike. */
export const smallPair: fc.Arbitrary<SmallPair> = fc.oneof(
  ...types.flatMap((type) => {
    const [single, plain, composed] = [singleOf(keywordsOf[type]), plainOf(keywordsOf[type]), composedOf(keywordsOf[type])];
    return [
      { weight: 3, arbitrary: pairOf(plain, worlds[type]) },
      { weight: 4, arbitrary: pairOf(composed, worlds[type], fc.oneof(single, plain, composed)) },
    ];
  }),
  { weight: 2, arbitrary: pairOf(recursive, [...nested, ...objects]) },
);
