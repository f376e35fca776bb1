import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { validateExample } from '../../src/checks/validate/validate-example.ts';
import { isOfFormat } from '../../src/checks/validate/formats.ts';
import { toPointer, type JsonValue } from '../../src/ir/json.ts';
import { readSchemas, type Dialect } from '../../src/schema/read.ts';

/** What is wrong with a value: `pointer message`. */
function refusals(schema: JsonValue, value: JsonValue, dialect: Dialect = '2020-12'): readonly string[] {
  const documents = new Map([['a.json', { file: 'a.json', value: schema, dialect }]]);
  const { schemas, ids, problems } = readSchemas(documents, [{ file: 'a.json', path: [], dialect }]);
  expect(problems).toEqual([]);
  return validateExample(schemas, ids[0] ?? '', value, 'assertion').map(
    ({ path, message }) => `${toPointer(path)} ${message}`,
  );
}

describe('a value is refused with its path and the reason', () => {
  const closed = { properties: { orderId: {} }, additionalProperties: false };
  test.each<[string, JsonValue, JsonValue, readonly string[]]>([
    ['by false', false, 1, [' is not allowed']],
    ['by its type', { type: ['string', 'null'] }, 1, [' is the number 1, not a text or null']],
    ['by an enum', { enum: ['a', 1] }, 'b', [' is the text "b", not one of "a", 1']],
    ['by a const', { const: { a: [1] } }, { a: [2] }, [' is a map, not a map']],
    ['by bounds', { minimum: 2, exclusiveMaximum: 1 }, 1, [' is 1, less than 2', ' is 1, not less than 1']],
    ['by a factor', { multipleOf: 0.0001 }, 0.00075, [' is 0.00075, no multiple of 0.0001']],
    ['by lengths in characters', { maxLength: 1 }, '🛒🛒', [' has 2 characters, more than 1']],
    ['by a pattern', { pattern: '^a' }, 'b', [' is "b", which does not match ^a']],
    ['by a format', { format: 'date' }, '2026-02-29', [' is "2026-02-29", which is no date']],
    [
      'in a list',
      { prefixItems: [true, { type: 'null' }], items: false },
      [1, 2, 3],
      ['/1 is the number 2, not null', '/2 is not allowed'],
    ],
    [
      'by equal items',
      { uniqueItems: true },
      [{ a: 1, b: 2 }, 1, { b: 2, a: 1 }],
      ['/2 is the same as item 0, and the items must differ'],
    ],
    [
      'by too few matches',
      { contains: { const: 1 }, minContains: 2 },
      [1, 2],
      [' contains 1 of what "contains" asks for, fewer than 2'],
    ],
    ['by what it lacks', { required: ['a', '__proto__'] }, { a: 1 }, [' lacks "__proto__"']],
    ['by what it has', closed, { orderid: 1 }, ['/orderid is not declared; did you mean "orderId"?']],
    [
      'by the name of a property',
      { propertyNames: { maxLength: 1 } },
      { ab: 1 },
      ['/ab has a name that has 2 characters, more than 1'],
    ],
    ['by what goes together', { dependentRequired: { a: ['b'] } }, { a: 1 }, [' lacks "b", which goes with "a"']],
    ['by not', { not: { type: 'string' } }, 'a', [' is what "not" excludes']],
    ['by all alternatives', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, [' fits none of the 2 alternatives']],
    [
      'by the alternative that was meant',
      { oneOf: [{ type: 'null' }, { properties: { a: { type: 'null' } } }] },
      { a: 1 },
      ['/a is the number 1, not null'],
    ],
    [
      'by two alternatives',
      { oneOf: [{ type: 'number' }, { minimum: 0 }] },
      1,
      [' fits 2 of the alternatives of "oneOf", not exactly one'],
    ],
    [
      'by a condition',
      { if: { type: 'number' }, then: { minimum: 1 }, else: { maxLength: 0 } },
      0,
      [' is 0, less than 1'],
    ],
    [
      'by what nothing else looked at',
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { a: 1, b: 2 },
      ['/b is not declared'],
    ],
    [
      'through references',
      { $ref: '#/$defs/list', $defs: { list: { items: { $ref: '#/$defs/list' }, maxItems: 1 } } },
      [[[], []]],
      ['/0 has 2 items, more than 1'],
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(refusals(schema, value)).toEqual(expected);
  });
});

test('a schema that refers to itself at the same value says nothing new', () => {
  const schema = { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'string' }] } } };
  const documents = new Map([['a.json', { file: 'a.json', value: schema, dialect: '2020-12' as const }]]);
  const { schemas, ids } = readSchemas(documents, [{ file: 'a.json', path: [], dialect: '2020-12' }]);
  expect(validateExample(schemas, ids[0] ?? '', 1, 'annotation')).toEqual([]);
});

test('formats are annotations elsewhere', () => {
  const documents = new Map([['a.json', { file: 'a.json', value: { format: 'date' }, dialect: '2020-12' as const }]]);
  const { schemas, ids } = readSchemas(documents, [{ file: 'a.json', path: [], dialect: '2020-12' }]);
  expect(validateExample(schemas, ids[0] ?? '', 'today', 'annotation')).toEqual([]);
});

test('every value is accepted by its own const and enum, and multiples are exact', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const value = JSON.parse(JSON.stringify(json)) as JsonValue;
      expect(refusals({ const: value, enum: [value] }, value)).toEqual([]);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 8 }), (cents, digits) => {
      const value = Number(`${cents}e-${digits}`);
      expect(refusals({ multipleOf: Number(`1e-${digits}`) }, value)).toEqual([]);
    }),
  );
});

describe('formats', () => {
  test.each([
    [
      'date-time',
      ['2026-03-14T08:15:27.310Z', '1998-12-31T23:59:60Z'],
      ['2026-03-14 08:15:27Z', '2026-02-30T00:00:00Z', '2026-03-14T08:15:60Z'],
    ],
    ['duration', ['P1Y2M', 'PT1H', 'P4W'], ['P', 'PT', 'P1Y2W', '1Y']],
    ['email', ['nimali.perera@example.com'], ['nimali', '@example.com', 'a..b@example.com', 'a@-b.lk']],
    [
      'ipv6',
      ['::1', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4'],
      ['1::2::3', '12345::', ':1', '1:2:3:4:5:6:7', '::1.2.3.256'],
    ],
    [
      'uri',
      ['https://example.com/a?b#c', 'urn:isbn:1', 'http://[::1]:80/'],
      ['example.com', '//example.com', 'a b:c', 'http://a b'],
    ],
    [
      'uuid',
      ['62182797-90f7-414a-9b65-2d7bd6d1744c'],
      ['62182797-90f7-414a-9b65-2d7bd6d1744', 'urn:uuid:62182797-90f7-414a-9b65-2d7bd6d1744c'],
    ],
    ['json-pointer', ['', '/a~1b/0'], ['a', '/~2']],
    ['regex', ['^a+$'], ['(', 'a**']],
  ])('%s', (format, good, bad) => {
    expect(good.filter((text) => !isOfFormat(format, text))).toEqual([]);
    expect(bad.filter((text) => isOfFormat(format, text))).toEqual([]);
  });
});
