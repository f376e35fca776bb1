import { describe, expect, test } from '@jest/globals';
import { isSubset } from '../../src/evolution/subset/is-subset.ts';
import type { JsonValue } from '../../src/ir/json.ts';
import { isValid, schemaOf } from './decide.ts';

type Pair = readonly [name: string, left: JsonValue, right: JsonValue];

const object = (properties: Record<string, JsonValue>, more: Record<string, JsonValue> = {}): JsonValue => ({ type: 'object', properties, ...more });
const tree = (leaf: JsonValue): JsonValue => ({ $ref: '#/$defs/node', $defs: { node: object({ value: leaf, children: { type: 'array', items: { $ref: '#/$defs/node' } } }) } });
const unrolled: JsonValue = {
  $ref: '#/$defs/even',
  $defs: {
    even: object({ value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#/$defs/odd' } } }),
    odd: object({ value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#/$defs/even' } } }),
  },
};
const tagged = (...kinds: readonly string[]): JsonValue => ({ oneOf: kinds.map((kind) => object({ kind: { const: kind }, [kind]: { type: 'integer' } }, { required: ['kind'] })) });

describe('within', () => {
  test.each<Pair>([
    ['everything', { type: 'integer' }, true],
    ['nothing is within anything', false, { type: 'integer' }],
    ['whole numbers are numbers', { type: 'integer' }, { type: 'number' }],
    ['numbers in whole steps are whole', { type: 'number', multipleOf: 3 }, { type: 'integer' }],
    ['six is two times three', { type: 'integer', multipleOf: 6 }, { type: 'integer', multipleOf: 3 }],
    ['bounds of whole numbers', { type: 'integer', exclusiveMinimum: 0.5 }, { minimum: 1 }],
    ['an exclusive bound', { type: 'number', exclusiveMaximum: 5 }, { maximum: 5 }],
    ['bounds that exclude each other', { type: 'integer', minimum: 5, maximum: 4 }, { type: 'string' }],
    ['keywords of other types say nothing', { type: 'string' }, { minimum: 5, required: ['a'] }],
    ['values of a list', { enum: ['a', 'b'] }, { type: 'string', maxLength: 1 }],
    ['values of a list among those of another', { enum: [1, 'a'] }, { enum: ['a', 'b', 1] }],
    ['few whole numbers', { type: 'integer', minimum: 1, maximum: 3 }, { enum: [1, 2, 3, 4] }],
    ['few texts', { type: 'string', pattern: '^(?:S|M|X?L)$' }, { enum: ['S', 'M', 'L', 'XL'] }],
    ['the length of a pattern', { type: 'string', pattern: '^[A-Z]{3}$' }, { minLength: 3, maxLength: 3 }],
    ['the length of a format', { type: 'string', format: 'uuid' }, { maxLength: 36 }],
    ['true and false', { type: 'boolean' }, { anyOf: [{ const: true }, { const: false }] }],
    ['a list of narrower items', { type: 'array', items: { type: 'integer' } }, { items: { type: 'number' } }],
    ['a tuple among lists', { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'integer' }], items: false }, { type: 'array', items: { type: 'number' }, maxItems: 2 }],
    ['items that cannot be', { type: 'array', items: false }, { maxItems: 0 }],
    ['what each item is is contained', { type: 'array', minItems: 1, items: { type: 'integer' } }, { contains: { type: 'number' } }],
    ['one item is like no other', { type: 'array', maxItems: 1 }, { uniqueItems: true }],
    ['a property more', object({ a: { type: 'integer' }, b: { type: 'string' } }, { additionalProperties: false }), object({ a: { type: 'number' } })],
    ['required follows from what depends', object({}, { required: ['a'], dependentRequired: { a: ['b'] } }), object({}, { required: ['b'] })],
    ['a closed object has few properties', object({ a: true, b: true }, { additionalProperties: false }), { maxProperties: 2 }],
    ['required properties are at least so many', object({}, { required: ['a', 'b'] }), { minProperties: 2 }],
    ['a map', { type: 'object', additionalProperties: { type: 'integer' } }, { patternProperties: { '^x-': { type: 'number' } } }],
    ['names', { type: 'object', propertyNames: { maxLength: 3 } }, { propertyNames: { maxLength: 5 } }],
    ['unevaluated properties are closed over allOf', { allOf: [object({ a: { type: 'integer' } })], type: 'object', unevaluatedProperties: false }, object({ a: { type: 'integer' } }, { additionalProperties: false })],
    ['all of two', { allOf: [{ minimum: 1 }, { type: 'integer' }] }, { type: 'number', minimum: 0 }],
    ['any of two, each by itself', { anyOf: [{ type: 'integer' }, { type: 'string', maxLength: 2 }] }, { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['a type of several against alternatives', { type: ['integer', 'null'] }, { oneOf: [{ type: 'null' }, { type: 'number' }] }],
    ['one of kinds that are told by a tag', tagged('card', 'bank'), tagged('card', 'bank', 'cash')],
    ['values of one property as alternatives', object({ kind: { enum: ['a', 'b'] } }, { required: ['kind'] }), { anyOf: [object({ kind: { const: 'a' } }), object({ kind: { const: 'b' } })] }],
    ['what it must not be it is not', { type: 'string' }, { not: { type: 'integer' } }],
    ['what is excluded on both sides', { type: 'integer', not: { minimum: 5 } }, { not: { minimum: 7 } }],
    ['nothing is left', { type: 'string', not: { type: 'string' } }, { type: 'integer' }],
    ['if and else', { type: 'integer', minimum: 0 }, { if: { minimum: 10 }, then: { type: 'integer' }, else: { maximum: 10 } }],
    ['a condition on the left', { if: { type: 'string' }, then: { maxLength: 3 }, else: { type: 'null' } }, { anyOf: [{ type: 'null' }, { type: 'string', maxLength: 5 }] }],
    ['a tree of narrower leaves', tree({ type: 'integer', minimum: 1 }), tree({ type: 'integer' })],
    ['a tree told by two schemas', unrolled, tree({ type: 'integer' })],
    ['a tree as one of two', tree({ type: 'integer' }), unrolled],
    ['two patterns that are written alike', { type: 'string', pattern: '^\\p{L}+$' }, { pattern: '^\\p{L}+$' }],
    ['the same, whatever it means', { unevaluatedItems: { type: 'string' }, anyOf: [{ prefixItems: [true] }, { contains: { const: 1 } }] }, { unevaluatedItems: { type: 'string' }, anyOf: [{ prefixItems: [true] }, { contains: { const: 1 } }] }],
  ])('%s', (_, left, right) => {
    expect(isSubset(schemaOf(left), schemaOf(right, 'b.json'))).toEqual({ kind: 'yes' });
  });
});

/** With the part of the value and the keyword that refuses it. */
type Refused = readonly [...Pair, at: string];

describe('not within, with a value that shows it', () => {
  test.each<Refused>([
    ['a larger number', { type: 'integer', maximum: 9 }, { maximum: 8 }, ' maximum'],
    ['a fraction', { type: 'number' }, { type: 'integer' }, ' types'],
    ['a bound that is in', { type: 'number', maximum: 5 }, { exclusiveMaximum: 5 }, ' exclusiveMaximum'],
    ['a bound that is in, from below', { type: 'number', minimum: 5 }, { exclusiveMinimum: 5 }, ' exclusiveMinimum'],
    ['another step', { type: 'integer', multipleOf: 2 }, { multipleOf: 3 }, ' multipleOf'],
    ['another type', { type: ['string', 'null'] }, { type: 'string' }, ' types'],
    ['another value', { enum: ['a', 'b'] }, { const: 'a' }, ' const'],
    ['a longer text', { type: 'string', pattern: '^[a-z]+$', maxLength: 20 }, { maxLength: 10 }, ' maxLength'],
    ['a text of another pattern', { type: 'string', pattern: '^[a-z]+$' }, { pattern: '^[a-m]+$' }, ' pattern'],
    ['a text of no format', { type: 'string' }, { format: 'date' }, ' format'],
    ['no item', { type: 'array' }, { minItems: 1 }, ' minItems'],
    ['one item too many', { type: 'array', items: { type: 'integer' } }, { maxItems: 2 }, ' maxItems'],
    ['an item twice', { type: 'array', items: { type: 'integer' } }, { uniqueItems: true }, ' uniqueItems'],
    ['an item of a tuple', { type: 'array', prefixItems: [{ type: 'integer' }] }, { prefixItems: [{ type: 'string' }] }, '0 types'],
    ['a deep part', object({ a: { type: 'array', items: object({ b: { type: 'integer' } }) } }), object({ a: { items: object({ b: { maximum: 1 } }) } }), 'a * b maximum'],
    ['a missing property', object({ a: { type: 'integer' } }), object({}, { required: ['a'] }), ' required'],
    ['an undeclared property', object({ a: { type: 'integer' } }), object({ a: { type: 'integer' } }, { additionalProperties: false }), ' additionalProperties'],
    ['a declared property', object({ a: true }), object({}, { additionalProperties: false }), 'a additionalProperties'],
    ['a property that an alternative declares is evaluated', object({}, { anyOf: [object({ a: { type: 'integer' } }), { maxProperties: 5 }], unevaluatedProperties: false }), object({ c: true }, { additionalProperties: { minimum: 1 } }), 'a minimum'],
    ['a name', { type: 'object' }, { propertyNames: { pattern: '^[a-z]+$' } }, ' propertyNames'],
    ['by a pattern of names', { type: 'object', patternProperties: { '^x-': { type: 'integer' } } }, { patternProperties: { '^x-': { maximum: 1 } } }, '* maximum'],
    ['what goes together', object({ a: { type: 'integer' } }), object({}, { dependentRequired: { a: ['b'] } }), ' dependentRequired'],
    ['no alternative', { type: ['integer', 'boolean'] }, { anyOf: [{ type: 'integer' }, { type: 'string' }] }, ' anyOf'],
    ['two alternatives at once', { type: 'integer' }, { oneOf: [{ minimum: 0 }, { maximum: 5 }] }, ' oneOf'],
    ['what it must not be', { type: 'string' }, { not: { maxLength: 2 } }, ' not'],
    ['a kind that is new', tagged('card', 'cash'), tagged('card'), 'kind const'],
    ['the leaf of a tree', tree({ type: 'integer' }), tree({ type: 'integer', minimum: 1 }), 'value minimum'],
  ])('%s', (_, left, right, at) => {
    const [from, to] = [schemaOf(left), schemaOf(right, 'b.json')];
    const decision = isSubset(from, to);
    expect(decision.kind).toBe('no');
    const failures = decision.kind === 'yes' ? [] : decision.failures;
    expect(failures.map(({ path, keyword }) => `${path.map((step) => step ?? '*').join(' ')} ${keyword}`)).toContain(at);
    const [witness] = failures.flatMap((failure) => (failure.witness === undefined ? [] : [failure.witness]));
    expect({ witness, isTaken: witness !== undefined && isValid(from, witness), isStillTaken: witness === undefined || isValid(to, witness) }).toEqual({ witness, isTaken: true, isStillTaken: false });
  });
});

describe('not known', () => {
  test.each<Pair>([
    ['two patterns of one meaning', { type: 'string', pattern: '^[a-z0-9]+$' }, { pattern: '^[0-9a-z]+$' }],
    ['a pattern that nobody understands', { type: 'string', pattern: '^(?=a)\\w+$' }, { pattern: '^a' }],
  ])('%s', (_, left, right) => {
    expect(isSubset(schemaOf(left), schemaOf(right, 'b.json')).kind).toBe('unknown');
  });
});

test('every failure is told, each at its place', () => {
  const left = object({ a: { type: 'integer' }, b: { type: 'string' }, c: { enum: [1, 2] } });
  const right = object({ a: { type: 'string' }, b: { type: 'string', maxLength: 3 }, c: { enum: [1] } }, { required: ['a'] });
  const decision = isSubset(schemaOf(left), schemaOf(right, 'b.json'));
  const failures = decision.kind === 'yes' ? [] : decision.failures;
  expect(failures.map(({ path, keyword, right: { file, path: at } }) => `${path.join('.')} ${keyword} ${file}#/${at.join('/')}`).sort()).toEqual([
    ' required b.json#/required/0',
    'a types b.json#/properties/a/type',
    'b maxLength b.json#/properties/b/maxLength',
    'c enum b.json#/properties/c/enum',
  ]);
});

test('what would follow only from itself does not follow', () => {
  const left = { type: 'object', not: { dependentRequired: { a: ['b'] } } };
  expect(isValid(schemaOf(left), { a: 1 })).toBe(true);
  expect(isSubset(schemaOf(left), schemaOf({ required: ['b'] }, 'b.json')).kind).not.toBe('yes');
});

test('a question that is too large ends, unanswered', () => {
  const cell = (value: number): JsonValue => ({ anyOf: Array.from({ length: 6 }, (_, index) => object({ [`p${String(index)}`]: { not: { multipleOf: value + index } } }, { minProperties: index })) });
  const left = { allOf: Array.from({ length: 12 }, (_, index) => cell(index + 2)) };
  const right = { allOf: Array.from({ length: 12 }, (_, index) => cell(index + 3)) };
  expect(isSubset(schemaOf(left), schemaOf(right, 'b.json')).kind).not.toBe('yes');
});
