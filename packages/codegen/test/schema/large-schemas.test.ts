import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../src/ir/json.ts';
import { printSchemaModule } from '../../src/print-schema-module.ts';
import { compileErrors } from '../emitters/events/compile.ts';
import { printed } from './print-and-load.ts';

function print(schema: JsonValue): string {
  return printSchemaModule(schema, { name: 'Thing', dialect: '2020-12', format: 'assertion' });
}

const list = <T>(count: number, one: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => one(index));
const properties = (count: number, one: (index: number) => JsonValue): JsonObject => Object.fromEntries(list(count, (index) => [`p${String(index)}`, one(index)]));

function nested(depth: number, around: (inner: JsonValue) => JsonValue): JsonValue {
  let schema: JsonValue = { type: 'string' };
  for (let level = 0; level < depth; level += 1) schema = around(schema);
  return schema;
}

/** Each of some definitions refers to the next, twice. */
function diamonds(count: number, of: (next: JsonValue) => JsonObject): JsonValue {
  const next = (index: number): JsonValue => ({ $ref: `#/$defs/p${String(index + 1)}` });
  return { $ref: '#/$defs/p0', $defs: properties(count, (index) => (index === count - 1 ? { type: 'string' } : of(next(index)))) };
}

const withSize: readonly (readonly [of: string, size: number, schema: (size: number) => JsonValue])[] = [
  ['properties', 1000, (size) => ({ type: 'object', properties: properties(size, () => ({ type: 'string', maxLength: 5 })), additionalProperties: false })],
  ['properties of any type', 500, (size) => ({ properties: properties(size, () => ({ properties: { a: { type: 'string' } } })) })],
  ['properties with patterns', 1000, (size) => ({ type: 'object', properties: properties(size, (index) => ({ pattern: `^a${String(index)}` })) })],
  ['constants', 500, (size) => ({ type: 'object', properties: properties(size, (index) => ({ const: { index } })) })],
  ['patterns of names', 1000, (size) => ({ patternProperties: Object.fromEntries(list(size, (index) => [`^x${String(index)}`, { type: 'string' }])) })],
  ['texts in an enum', 20_000, (size) => ({ enum: list(size, (index) => `value ${String(index)}`) })],
  ['objects in an enum', 1000, (size) => ({ enum: list(size, (index) => ({ index })) })],
  ['two large enums together', 10_000, (size) => ({ allOf: [{ enum: list(size, String) }, { enum: list(size, (index) => String(index + 1)) }] })],
  ['branches with a discriminator', 500, (size) => ({ oneOf: list(size, (index) => ({ type: 'object', required: ['k'], properties: { k: { const: index } } })) })],
  ['definitions', 500, (size) => ({ type: 'object', properties: properties(size, (index) => ({ $ref: `#/$defs/p${String(index)}` })), $defs: properties(size, () => ({ type: 'object', properties: { a: { type: 'string' } } })) })],
  ['levels of objects', 125, (size) => nested(size, (inner) => ({ type: 'object', properties: { a: inner } }))],
  ['levels of schemas without a type', 125, (size) => nested(size, (inner) => ({ properties: { a: inner } }))],
  ['levels of arrays', 125, (size) => nested(size, (items) => ({ type: 'array', items }))],
  ['levels of choices', 125, (size) => nested(size, (inner) => ({ anyOf: [inner, { minLength: 1 }] }))],
  ['levels of conditions', 125, (size) => nested(size, (inner) => ({ if: inner, then: { maxLength: 4 }, else: true }))],
  ['definitions that share others', 20, (size) => diamonds(size, (next) => ({ type: 'object', properties: { a: next, b: next } }))],
  ['definitions without a type that share others', 20, (size) => diamonds(size, (next) => ({ properties: { a: next, b: next } }))],
];

describe('what is printed grows no worse than the schema', () => {
  // The limit is there to fail by: each takes a fraction of a second, and took up to minutes by quadratic ways.
  test.each(withSize)('with the number of %s', (_, size, schema) => {
    const [small, large] = [print(schema(size)).length, print(schema(4 * size)).length];
    // An indentation of some columns may come on top.
    expect(large / small).toBeLessThan(6);
  }, 60_000);
});

describe('what is large is right, too', () => {
  test.each<readonly [of: string, around: (inner: JsonValue) => JsonValue]>([
    ['objects', (inner) => ({ type: 'object', required: ['a'], properties: { a: inner } })],
    ['schemas without a type', (inner) => ({ required: ['a'], properties: { a: inner } })],
  ])('500 levels of %s', (_, around) => {
    const { is, schema } = printed(nested(500, around));
    const valueOf = (leaf: JsonValue): JsonValue => list(500, (index) => index).reduce<JsonValue>((a) => ({ a }), leaf);
    expect([is(valueOf('x')), is(valueOf(1))]).toEqual([true, false]);
    expect([valueOf('x'), valueOf(1)].map((value) => schema.safeParse(value).success)).toEqual([true, false]);
  });

  test('an enum of a megabyte', () => {
    const values = list(60_000, (index) => `a value of some length ${String(index)}`);
    const { is, schema } = printed({ enum: values });
    expect([is(values.at(-1)), is('other'), schema.safeParse(values.at(-1)).success, schema.safeParse('other').success]).toEqual([true, false, true, false]);
  });

  test('compiles', async () => {
    const files = withSize.map(([, size, schema], index) => [`m${String(index)}.ts`, print(schema(Math.min(size, 60)))] as const);
    expect(await compileErrors(files)).toEqual([]);
  }, 120_000);
});
