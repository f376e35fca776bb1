import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../src/ir/json.ts';
import { issuesOf, printed } from './print-and-load.ts';

interface Case {
  readonly of: string;
  readonly schema: JsonValue;
  readonly value: JsonValue;
  readonly issues: readonly string[];
}

const amount = { type: 'integer', minimum: 0, maximum: 100 };
const lines = { type: 'array', items: { type: 'object', required: ['amount'], properties: { amount } } };

const cases: readonly Case[] = [
  {
    of: 'nested objects and arrays',
    schema: { type: 'object', properties: { order: { type: 'object', properties: { lines } } } },
    value: { order: { lines: [{ amount: 1 }, { amount: 'much' }] } },
    issues: ['/order/lines/1/amount invalid_type'],
  },
  {
    of: 'several faults at once',
    schema: { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string' }, b: { type: 'string', minLength: 2 } } },
    value: { b: 'x' },
    issues: ['/a invalid_type', '/b too_small'],
  },
  {
    of: 'a reference',
    schema: { $defs: { amount }, type: 'object', properties: { price: { $ref: '#/$defs/amount' } } },
    value: { price: 101 },
    issues: ['/price too_big'],
  },
  {
    of: 'a recursive reference',
    schema: { type: 'object', properties: { next: { $ref: '#' }, size: amount } },
    value: { next: { next: { size: -1 } } },
    issues: ['/next/next/size too_small'],
  },
  {
    of: 'a tuple',
    schema: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'object', properties: { n: amount } }], minItems: 2 },
    value: ['x', { n: null }],
    issues: ['/1/n invalid_type'],
  },
  {
    of: 'a tuple whose items need not be there',
    schema: { type: 'array', prefixItems: [true, { type: 'string' }], minItems: 1 },
    value: ['x', 1],
    issues: ['/1 invalid_type'],
  },
  {
    of: 'a map',
    schema: { type: 'object', additionalProperties: amount },
    value: { a: 1, b: 101 },
    issues: ['/b too_big'],
  },
  {
    of: 'a map, at a name that objects do not give away',
    schema: { type: 'object', additionalProperties: amount },
    value: JSON.parse('{"__proto__": 101}') as JsonValue,
    issues: ['/__proto__ too_big'],
  },
  {
    of: 'a property of an inherited name',
    schema: { type: 'object', properties: { constructor: amount, toString: amount } },
    value: { constructor: 101 },
    issues: ['/constructor too_big'],
  },
  {
    of: 'additionalProperties beside declared ones',
    schema: { type: 'object', properties: { a: true }, patternProperties: { '^x': true }, additionalProperties: amount },
    value: { a: 101, x1: 101, other: 101 },
    issues: ['/other too_big'],
  },
  {
    of: 'patternProperties',
    schema: { type: 'object', patternProperties: { '^x-': { type: 'object', properties: { n: amount } } } },
    value: { 'x-a': { n: 1.5 }, y: 1 },
    issues: ['/x-a/n invalid_type'],
  },
  { of: 'propertyNames', schema: { propertyNames: { maxLength: 2 } }, value: { ab: 1, abc: 1 }, issues: ['/abc too_big'] },
  {
    of: 'an undeclared property of a closed object',
    schema: { type: 'object', properties: { a: { type: 'object', properties: {}, additionalProperties: false } } },
    value: { a: { b: 1 } },
    issues: ['/a unrecognized_keys'],
  },
  {
    of: 'unevaluatedProperties',
    schema: { anyOf: [{ properties: { a: true } }, { required: ['z'] }], unevaluatedProperties: amount },
    value: { a: 101, b: 101 },
    issues: ['/b too_big'],
  },
  {
    of: 'unevaluatedItems',
    schema: { anyOf: [{ prefixItems: [true] }], unevaluatedItems: amount },
    value: [101, 101],
    issues: ['/1 too_big'],
  },
  {
    of: 'a schema without a type',
    schema: { properties: { a: { properties: { b: amount } } } },
    value: { a: { b: 'x' } },
    issues: ['/a/b invalid_type'],
  },
  {
    of: 'a schema of several types',
    schema: { type: ['object', 'array'], properties: { a: amount }, items: amount },
    value: [1, 101],
    issues: ['/1 too_big'],
  },
  {
    of: 'a nullable object',
    schema: { type: ['object', 'null'], properties: { a: amount } },
    value: { a: 101 },
    issues: ['/a too_big'],
  },
  {
    of: 'an object or null, as a choice',
    schema: { anyOf: [{ type: 'object', properties: { a: amount } }, { type: 'null' }] },
    value: { a: 101 },
    issues: ['/a too_big'],
  },
  {
    of: 'a choice by a discriminator',
    schema: {
      oneOf: ['cat', 'dog'].map((kind) => ({
        type: 'object',
        required: ['kind', 'age'],
        properties: { kind: { const: kind }, age: amount },
      })),
    },
    value: { kind: 'dog', age: 101 },
    issues: ['/age too_big'],
  },
  {
    of: 'an allOf that is one object',
    schema: { allOf: [{ type: 'object', properties: { a: { type: 'object' } } }, { properties: { a: { properties: { b: amount } } } }] },
    value: { a: { b: 101 } },
    issues: ['/a/b too_big'],
  },
  {
    of: 'an allOf that is none',
    schema: { allOf: [{ properties: { a: amount }, unevaluatedProperties: amount, anyOf: [{ properties: { z: true } }] }, true] },
    value: { a: 1, b: 101 },
    issues: ['/b too_big'],
  },
  {
    of: 'then and else',
    schema: { if: { required: ['a'] }, then: { properties: { a: amount } }, else: { properties: { b: amount } } },
    value: { a: 101, b: 101 },
    issues: ['/a too_big'],
  },
  {
    of: 'dependentSchemas',
    schema: { dependentSchemas: { a: { properties: { b: amount } } } },
    value: { a: 1, b: 101 },
    issues: ['/b too_big'],
  },
  {
    of: 'a structure that also fails a check of its own: the parts come first',
    schema: { type: 'array', uniqueItems: true, items: { type: 'object', properties: { n: amount } } },
    value: [{ n: 101 }, { n: 101 }],
    issues: ['/0/n too_big', '/1/n too_big', '/ custom'],
  },
];

describe('a refusal names the path of the failing value', () => {
  test.each(cases)('in $of', ({ schema, value, issues }) => {
    expect(issuesOf(printed(schema).schema, value)).toEqual(issues);
  });
});

test('a refusal in a choice names the paths in each branch', () => {
  const { schema } = printed({
    anyOf: [
      { type: 'object', required: ['a'], properties: { a: amount } },
      { type: 'object', required: ['b'], properties: { b: amount } },
    ],
  });
  const { error } = schema.safeParse({ a: 'y', b: 'x' });
  const [issue] = error?.issues ?? [];
  const paths = issue?.code === 'invalid_union' ? issue.errors.map((branch) => branch.map(({ path }) => path)) : [];
  expect(paths).toEqual([[['a']], [['b']]]);
});

describe('each of several failing parts has its path, whichever keyword speaks of it', () => {
  const bad = { type: 'number' };
  test.each<readonly [of: string, schema: JsonValue, paths: readonly string[]]>([
    ['declared and inherited names', { type: 'object', properties: { a: bad, toString: bad } }, ['/a', '/toString']],
    ['declared names and patterns', { type: 'object', properties: { a: bad }, patternProperties: { '^b': bad, '^c': bad } }, ['/a', '/b', '/c']],
    ['declared names and others', { type: 'object', properties: { a: bad }, additionalProperties: { type: 'null' }, minProperties: 1 }, ['/a', '/b', '/c', '/toString']],
    ['names and values', { propertyNames: { maxLength: 1 }, properties: { a: bad }, additionalProperties: bad }, ['/a', '/b', '/c', '/toString', '/toString']],
    ['parts of an allOf', { allOf: [{ properties: { a: bad }, anyOf: [{ minProperties: 1 }] }, { properties: { b: bad }, anyOf: [true] }] }, ['/a', '/b']],
    ['parts beside a choice that fails', { type: 'object', properties: { a: bad }, anyOf: [{ properties: { b: bad } }, { required: ['z'] }] }, ['/', '/a']],
    ['then and dependentSchemas', { if: true, then: { properties: { a: bad } }, dependentSchemas: { b: { properties: { b: bad } }, c: { properties: { c: bad } } } }, ['/a', '/b', '/c']],
    ['if and else', { if: { required: ['z'] }, else: { properties: { a: bad } }, allOf: [{ if: { required: ['a'] }, then: { properties: { b: bad } } }] }, ['/a', '/b']],
    ['references', { $defs: { bad, object: { properties: { b: { $ref: '#/$defs/bad' } } } }, $ref: '#/$defs/object', properties: { a: { $ref: '#/$defs/bad' } } }, ['/a', '/b']],
  ])('%s', (_, schema, paths) => {
    const value = { a: 'x', b: 'x', c: 'x', toString: 'x' };
    const found = issuesOf(printed(schema).schema, value).map((line) => line.split(' ')[0]);
    expect(found.toSorted()).toEqual(paths);
  });

  test.each<readonly [of: string, schema: JsonValue, paths: readonly string[]]>([
    ['items and contains', { items: bad, contains: { type: 'null' } }, ['/0', '/1']],
    ['first items and the rest', { prefixItems: [true, bad], items: bad, minItems: 3 }, ['/', '/1']],
    ['first items, the rest and unevaluated ones', { allOf: [{ prefixItems: [bad] }], unevaluatedItems: bad, contains: { const: 'z' } }, ['/', '/0', '/1']],
    ['an array or an object', { type: ['array', 'object'], items: bad, uniqueItems: true }, ['/0', '/1']],
  ])('%s', (_, schema, paths) => {
    const found = issuesOf(printed(schema).schema, ['x', 'x']).map((line) => line.split(' ')[0]);
    expect(found.toSorted()).toEqual(paths);
  });
});
