import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../src/ir/json.ts';
import { anySchema, anyValue } from './any-schema.ts';
import { issuesOf, printedStrict } from './print-and-load.ts';

interface Case {
  readonly of: string;
  readonly schema: JsonValue;
  /** Accepted by both. */
  readonly fits: readonly JsonValue[];
  /** Accepted by the open one only. */
  readonly extended: readonly JsonValue[];
}

const point = { type: 'object', required: ['x'], properties: { x: { type: 'number' } } };
const label = { type: 'object', properties: { label: { type: 'string' } } };
const tagged = (kind: string, name: string): JsonValue => ({
  type: 'object',
  required: ['kind', name],
  properties: { kind: { const: kind }, [name]: point },
});

const cases: readonly Case[] = [
  { of: 'an object', schema: point, fits: [{ x: 1 }], extended: [{ x: 1, y: 1 }, JSON.parse('{"x": 1, "__proto__": 2}') as JsonValue] },
  {
    of: 'objects in objects, arrays and maps',
    schema: { type: 'object', properties: { a: point, b: { type: 'array', items: point }, c: { type: 'object', additionalProperties: point } } },
    fits: [{ a: { x: 1 }, b: [{ x: 1 }], c: { any: { x: 1 } } }],
    extended: [{ a: { x: 1, y: 1 } }, { b: [{ x: 1 }, { x: 1, y: 1 }] }, { c: { any: { x: 1, y: 1 } } }],
  },
  {
    of: 'an object of parts: each may have what the other declares',
    schema: { allOf: [point, label, { properties: { at: { type: 'object', properties: { a: true } } } }, { properties: { at: label } }] },
    fits: [{ x: 1, label: 'a', at: { a: 1, label: 'b' } }],
    extended: [{ x: 1, other: 1 }, { x: 1, at: { other: 1 } }],
  },
  {
    of: 'a reference',
    schema: { $defs: { point }, type: 'object', properties: { at: { $ref: '#/$defs/point' } } },
    fits: [{ at: { x: 1 } }],
    extended: [{ at: { x: 1, y: 1 } }],
  },
  {
    of: 'a recursive reference',
    schema: { type: 'object', properties: { next: { $ref: '#' } } },
    fits: [{ next: { next: {} } }],
    extended: [{ next: { next: { other: 1 } } }],
  },
  {
    of: 'a choice by a discriminator',
    schema: { oneOf: [tagged('a', 'p'), tagged('b', 'q')] },
    fits: [{ kind: 'a', p: { x: 1 } }],
    extended: [{ kind: 'a', p: { x: 1 }, q: { x: 1 } }, { kind: 'a', p: { x: 1, y: 1 } }],
  },
  {
    of: 'a choice in which a value fits several',
    schema: { anyOf: [point, label] },
    fits: [{ x: 1 }, { label: 'a' }, { x: 1, label: 'a' }],
    extended: [{ x: 1, y: 1 }],
  },
  {
    of: 'declared properties beside a choice',
    schema: { type: 'object', properties: { a: true }, oneOf: [{ required: ['a'] }, { required: ['b'], properties: { b: point } }] },
    fits: [{ a: 1 }, { b: { x: 1 } }],
    extended: [{ a: 1, c: 1 }, { b: { x: 1, y: 1 } }],
  },
  {
    of: 'what says itself what else there may be',
    schema: {
      type: 'object',
      properties: {
        open: { ...point, additionalProperties: true },
        typed: { ...point, additionalProperties: { type: 'number' } },
        patterned: { ...point, patternProperties: { '^x-': true } },
        any: { type: 'object' },
      },
    },
    fits: [{ open: { x: 1, y: 1 } }, { typed: { x: 1, y: 1 } }, { patterned: { x: 1, y: 1 } }, { any: { y: 1 } }],
    extended: [{ other: 1 }],
  },
];

describe('a strict variant refuses undeclared properties wherever properties are declared', () => {
  test.each(cases)('in $of', ({ schema, fits, extended }) => {
    const { open, strict } = printedStrict(schema);
    const verdicts = (values: readonly JsonValue[]): readonly (readonly boolean[])[] =>
      values.map((value) => [open.is(value), open.schema.safeParse(value).success, strict.is(value), strict.schema.safeParse(value).success]);
    expect(verdicts(fits)).toEqual(fits.map(() => [true, true, true, true]));
    expect(verdicts(extended)).toEqual(extended.map(() => [true, true, false, false]));
  });

  test('it is printed as z.strictObject and a look at the keys', () => {
    const { text } = printedStrict(point);
    expect(text).toContain('export const strictThingSchema = z.strictObject({\n  x: z.number(),\n});');
    expect(text).toContain("  for (const key in value) {\n    if (key !== 'x') return false;\n  }");
  });

  test('it names the place', () => {
    const { strict } = printedStrict({ type: 'object', properties: { a: { type: 'array', items: point } } });
    expect(issuesOf(strict.schema, { a: [{ x: 1 }, { x: 1, y: 1 }] })).toEqual(['/a/1 unrecognized_keys']);
  });

  test('what a value may not be is not made strict: less would be refused', () => {
    const { strict } = printedStrict({ type: 'object', properties: { a: { not: point } } });
    expect(strict.is({ a: { x: 1, y: 1 } })).toBe(false);
  });
});

test('whatever the strict variant accepts, the open one does, and predicate and schema agree', () => {
  fc.assert(
    fc.property(anySchema, fc.array(anyValue, { minLength: 8, maxLength: 16 }), (schema, values) => {
      const { open, strict } = printedStrict(schema);
      expect(values.map((value) => strict.schema.safeParse(value).success)).toEqual(values.map(strict.is));
      expect(values.filter((value) => strict.is(value) && !open.is(value))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
