import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../src/ir/json.ts';
import { printed } from './print-and-load.ts';
import type { PrintOptions } from './print-and-load.ts';

const parsed = (text: string): JsonValue => JSON.parse(text) as JsonValue;
/** More than are compared each with each. */
const many = Array.from({ length: 20 }, (_, index) => index + 100);

interface Case extends PrintOptions {
  readonly schema: JsonValue;
  readonly fits: readonly JsonValue[];
  readonly refused: readonly JsonValue[];
}

const cases: readonly Case[] = [
  { schema: { const: 0 }, fits: [0, -0], refused: ['0', false] },
  { schema: { enum: [[-0], { a: 0 }] }, fits: [[0], { a: -0 }], refused: [0] },
  { schema: { enum: Array.from({ length: 20 }, (_, index) => index) }, fits: [-0, 19], refused: [20, '1'] },
  { schema: { type: 'number' }, fits: [1e308, -0, 5e-324], refused: [parsed('1e400'), parsed('-1e400')] },
  { schema: { type: 'integer' }, fits: [1e308, 1, parsed('1.0'), parsed('9007199254740993')], refused: [0.5, parsed('1e400'), 1e-300] },
  { schema: { type: 'number', multipleOf: 0.01 }, fits: [0.07, 4.35, 1.15, 19.99, 123456789.01, 1e22, 1e308, 0, -0.57], refused: [0.075, 1e-7, 0.57 * 100, parsed('1e400')] },
  { schema: { type: 'integer', minimum: 0, maximum: 9e15, multipleOf: 3 }, fits: [8999999999999997], refused: [1e15] },
  { schema: { multipleOf: 1e308 }, fits: [1e308, 0, -0], refused: [5e307] },
  { schema: { type: 'integer', multipleOf: 0.123456789 }, fits: [0, 123456789], refused: [1e308, 1] },
  { schema: { type: 'string', minLength: 2, maxLength: 2 }, fits: ['💩💩', '\ud800\ud800', '💩\ud800', '\ud83d\ud83d\ude00'], refused: ['💩', '\ud800', '💩💩💩', '\udc00\ud800a'] },
  { schema: { enum: ['\ud83d', 'constructor'] }, fits: ['\ud83d', 'constructor'], refused: ['\udc00', '\ud83d\ude00', 'toString', '__proto__'] },
  { schema: { properties: { a: { type: 'number' } } }, fits: [parsed('{"__proto__": {"a": "x"}}'), parsed('{"a": "x", "a": 1}')], refused: [parsed('{"a": 1, "a": "x"}')] },
  { schema: { additionalProperties: { type: 'number' } }, fits: [parsed('{"__proto__": 1}')], refused: [parsed('{"__proto__": {}}'), { constructor: 'x' }] },
  { schema: { required: ['__proto__'] }, fits: [parsed('{"__proto__": null}'), 1], refused: [{}] },
  { schema: { maxProperties: 0 }, fits: [{}], refused: [parsed('{"__proto__": null}')] },
  { schema: { const: parsed('{"__proto__": 1}') }, fits: [parsed('{"__proto__": 1}')], refused: [{}, parsed('{"__proto__": 2}')] },
  {
    schema: { uniqueItems: true },
    fits: [[1, true, '1'], [parsed('{"__proto__": 1}'), {}], ['\ud800', '\ud801'], [...many, 1, true, '1', null, 'null', [], {}, '[]', '{}'], [...many, parsed('1e400'), null]],
    refused: [[0, -0], [{ a: 1, b: 2 }, { b: 2, a: 1 }], [...many, 0, -0], [...many, { a: 1, b: [2] }, { b: [2], a: 1 }], [...many, parsed('{"__proto__": 1}'), parsed('{"__proto__": 1}')]],
  },
  { schema: { format: 'email' }, fits: ['no mail', 1], refused: [] },
  { schema: { format: 'email' }, format: 'assertion', fits: ['a@b.c', 1, null], refused: ['no mail'] },
  { schema: { format: 'int32' }, format: 'assertion', fits: [1, 'a'], refused: [2 ** 31, 0.5] },
];

describe('odd values get one verdict from predicate and Zod schema', () => {
  test.each(cases)('$schema', ({ schema, fits, refused, ...options }) => {
    const { is, schema: zod } = printed(schema, options);
    const verdicts = (values: readonly JsonValue[]): readonly unknown[] => values.map((value) => [value, is(value), zod.safeParse(value).success]);
    expect(verdicts(fits)).toEqual(fits.map((value) => [value, true, true]));
    expect(verdicts(refused)).toEqual(refused.map((value) => [value, false, false]));
  });
});

/** Brackets in brackets. */
function nested(depth: number): JsonValue {
  let value: JsonValue = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe('values of 10,000 levels', () => {
  const deep = nested(10_000);

  test.each<readonly [schema: JsonValue, verdict: boolean, value?: JsonValue]>([
    [{ type: 'array' }, true],
    [{ type: 'object' }, false],
    [{ const: [[]] }, false],
    [{ enum: ['a', [[[]]]] }, false],
    [{ items: { type: 'array', uniqueItems: true } }, true],
    [{ uniqueItems: true }, false, [deep, nested(10_000)]],
    [{ uniqueItems: true }, true, [deep, nested(9_999)]],
    [{ uniqueItems: true }, false, [...many, deep, nested(10_000)]],
    [{ uniqueItems: true }, true, [...many, deep, nested(9_999)]],
    [{ contains: { const: [[]] } }, false],
    [{ additionalProperties: { items: { type: 'null' } } }, false, { a: deep }],
  ])('%j says %s: no schema but a recursive one looks deeper than it is written', (schema, verdict, value = deep) => {
    const { is, schema: zod } = printed(schema);
    expect([is(value), zod.safeParse(value).success]).toEqual([verdict, verdict]);
  });

  test('a recursive schema has a verdict, or says that the value is too deep for it; it never gives a wrong one', () => {
    const list = printed({ type: 'array', items: { $ref: '#' } });
    const outcome = (ask: () => boolean): unknown => {
      try {
        return ask();
      } catch (error) {
        return String(error).startsWith('RangeError') ? 'too deep' : error;
      }
    };
    expect([list.is(nested(500)), list.schema.safeParse(nested(500)).success]).toEqual([true, true]);
    for (const value of [deep, nested(100_000)]) {
      expect([true, 'too deep']).toContain(outcome(() => list.is(value)));
      expect([true, 'too deep']).toContain(outcome(() => list.schema.safeParse(value).success));
    }
  });
});

describe('cost', () => {
  test('uniqueItems on 20,000 objects is not quadratic', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => ({ id: index, tags: ['a', index] }));
    const { is, schema } = printed({ uniqueItems: true });
    expect([is(items), is([...items, { tags: ['a', 7], id: 7 }]), schema.safeParse(items).success]).toEqual([true, false, true]);
    // Comparing each with each would take minutes.
  }, 60_000);

  test('an array of a million items is looked at without copies on the stack', () => {
    const items = Array.from({ length: 1_000_000 }, () => 1);
    const { is, schema } = printed({ type: 'array', items: { type: 'integer' }, contains: { const: 1 }, unevaluatedItems: false });
    expect([is(items), schema.safeParse(items).success]).toEqual([true, true]);
  });
});
