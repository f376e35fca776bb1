import { describe, expect, test } from '@jest/globals';
import { toPointer } from '../../src/ir/json.ts';
import type { JsonValue } from '../../src/ir/json.ts';
import { printSchemaModule } from '../../src/print-schema-module.ts';
import { printed, readOne } from './print-and-load.ts';
import type { PrintOptions } from './print-and-load.ts';

interface Case extends PrintOptions {
  readonly of: string;
  readonly schema: JsonValue;
  readonly fits: readonly JsonValue[];
  readonly refused: readonly JsonValue[];
}

const text = { type: 'string' };
const draft07 = 'http://json-schema.org/draft-07/schema#';
const draft2020 = 'https://json-schema.org/draft/2020-12/schema';

const references: readonly Case[] = [
  {
    of: 'a pointer into an unknown keyword, which holds a schema because of that',
    schema: { $ref: '#/x-parts/0/a~1b/c%25', 'x-parts': [{ 'a/b': { 'c%': text } }] },
    fits: ['a'],
    refused: [1],
  },
  {
    of: 'a pointer by names that objects inherit',
    schema: JSON.parse('{"$ref": "#/$defs/__proto__", "$defs": {"__proto__": {"$ref": "#/$defs/toString"}, "toString": {"type": "string"}}}') as JsonValue,
    fits: ['a'],
    refused: [1],
  },
  { of: 'an anchor', schema: { $ref: '#here', $defs: { a: { ...text, $anchor: 'here' } } }, fits: ['a'], refused: [1] },
  { of: 'the fragment of a $id, in draft 7', dialect: 'draft-07', schema: { allOf: [{ $ref: '#here' }], definitions: { a: { ...text, $id: '#here' } } }, fits: ['a'], refused: [1] },
  {
    of: 'a name that only an enum writes: nothing is declared in values',
    schema: { $ref: '#here', enum: [{ $anchor: 'here', type: 'null' }, 'a', 1], $defs: { a: { ...text, $anchor: 'here' } } },
    fits: ['a'],
    refused: [1, 'b'],
  },
  {
    of: 'relative URIs against nested ids',
    schema: {
      $id: 'https://example.com/a/b.json',
      $ref: 'c/d.json',
      $defs: { outer: { $id: 'c/', $defs: { inner: { $id: 'd.json', $ref: '../e.json#/$defs/x' } } }, e: { $id: 'e.json', $defs: { x: text } } },
    },
    fits: ['a'],
    refused: [1],
  },
  {
    of: 'the same anchor in two resources',
    schema: {
      $id: 'https://example.com/root',
      type: 'array',
      prefixItems: [{ $ref: '#it' }, { $ref: 'other#it' }],
      $defs: { a: { ...text, $anchor: 'it' }, b: { $id: 'other', $defs: { c: { type: 'number', $anchor: 'it' } } } },
    },
    fits: [['a', 1]],
    refused: [[1, 1], ['a', 'a']],
  },
  {
    of: 'a pointer that is meant from the nearest $id, not from the top',
    schema: { $defs: { x: { type: 'null' }, part: { $id: 'urn:part', $ref: '#/$defs/x', $defs: { x: text } } }, $ref: 'urn:part' },
    fits: ['a'],
    refused: [null],
  },
  {
    of: 'the meta-schema',
    schema: { $ref: draft2020 },
    fits: [true, {}, { type: 'string', items: { minimum: 1 } }],
    refused: [1, { type: 'text' }, { items: { minimum: 'x' } }],
  },
  {
    of: 'a $dynamicRef: the outermost anchor of that name decides',
    schema: {
      $id: 'https://example.com/numbers',
      $ref: 'list',
      $defs: {
        item: { type: 'number', $dynamicAnchor: 'item' },
        list: { $id: 'list', type: 'array', items: { $dynamicRef: '#item' }, $defs: { any: { $dynamicAnchor: 'item' } } },
      },
    },
    fits: [[1]],
    refused: [['a']],
  },
  {
    of: 'a $dynamicRef to a plain anchor, which is a $ref',
    schema: { $dynamicRef: '#item', $defs: { a: { ...text, $anchor: 'item' } } },
    fits: ['a'],
    refused: [1],
  },
  { of: 'what stands beside a $ref in 2020-12 counts', schema: { $ref: '#/$defs/a', maxLength: 1, $defs: { a: text } }, fits: ['a'], refused: ['ab', 1] },
  {
    of: 'what stands beside a $ref in draft 7 does not',
    dialect: 'draft-07',
    schema: { definitions: { a: text }, properties: { x: { $ref: '#/definitions/a', maxLength: 1, $id: 'http://elsewhere.com/' } } },
    fits: [{ x: 'ab' }],
    refused: [{ x: 1 }],
  },
];

const dialects: readonly Case[] = [
  { of: 'true', schema: true, fits: [null, 1, {}], refused: [] },
  { of: 'false', schema: false, fits: [], refused: [null, 1, {}] },
  { of: 'boolean subschemas', schema: { properties: { a: true, b: false } }, fits: [{ a: 1 }, {}], refused: [{ b: 1 }] },
  { of: '$schema at the top decides, not the option', schema: { $schema: draft07, items: [text] }, fits: [['a', 1]], refused: [[1]] },
  {
    of: '$schema at the top decides, the other way round',
    dialect: 'draft-07',
    schema: { $schema: draft2020, prefixItems: [text] },
    fits: [['a', 1]],
    refused: [[1]],
  },
  {
    of: '$schema in a subschema with an id of its own',
    schema: { properties: { a: { $id: 'urn:old', $schema: draft07, items: [text] } }, prefixItems: [text] },
    fits: [{ a: ['a', 1] }, ['a']],
    refused: [{ a: [1] }, [1]],
  },
  {
    of: '$schema in a subschema without an id, which is none of its own',
    schema: { properties: { a: { $schema: draft07, prefixItems: [text] } } },
    fits: [{ a: ['a'] }],
    refused: [{ a: [1] }],
  },
];

describe.each([
  ['references', references],
  ['dialects', dialects],
] as const)('%s', (_, cases) => {
  test.each(cases)('$of', ({ schema, fits, refused, ...options }) => {
    const { is, schema: zod } = printed(schema, options);
    const verdicts = (values: readonly JsonValue[]): readonly unknown[] => values.map((value) => [value, is(value), zod.safeParse(value).success]);
    expect(verdicts(fits)).toEqual(fits.map((value) => [value, true, true]));
    expect(verdicts(refused)).toEqual(refused.map((value) => [value, false, false]));
  });
});

test('a meta-schema in another file chooses the vocabularies: without that of validation, `minimum` says nothing', () => {
  const vocabulary = (name: string): string => `https://json-schema.org/draft/2020-12/vocab/${name}`;
  const $vocabulary = { [vocabulary('core')]: true, [vocabulary('applicator')]: true };
  const { schemas, ids, problems } = readOne({
    'a.json': { $schema: 'https://example.com/meta', properties: { a: { minimum: 5 } }, minimum: 5 },
    'meta.json': { $id: 'https://example.com/meta', $schema: draft2020, $vocabulary },
  });
  const schema = schemas.get(ids[0] ?? '');
  expect(problems.filter(({ code }) => code !== 'SCHEMA_KEYWORD_IGNORED')).toEqual([]);
  expect([schema?.minimum, schema?.properties?.get('a')?.minimum, schema?.properties?.size]).toEqual([undefined, undefined, 1]);
});

/** What is wrong with a schema, with the place of each. */
function problemsOf(schema: JsonValue, dialect: 'draft-07' | '2020-12' = '2020-12'): readonly string[] {
  const { problems } = readOne({ 'a.json': schema }, dialect);
  return problems.map(({ code, message, origin }) => `${toPointer(origin.path)} ${code} ${message}`);
}

describe('what is wrong is told with its place', () => {
  test.each<readonly [of: string, schema: JsonValue, problems: readonly string[]]>([
    [
      'a pointer to nowhere',
      { properties: { a: { $ref: '#/$defs/none' } } },
      ['/properties/a/$ref REF_POINTER the reference "#/$defs/none" leads nowhere: there is no such place'],
    ],
    ['an anchor that is not there', { $ref: '#none' }, ['/$ref REF_POINTER the reference "#none" leads nowhere: no schema has the anchor "none"']],
    ['a file that is not there', { $ref: 'other.json' }, ['/$ref REF_FILE the reference "other.json" leads to other.json, which is not there']],
    [
      'a page that is not fetched',
      { $ref: 'https://example.com/a' },
      ['/$ref REF_REMOTE the reference "https://example.com/a" leads to https://example.com/a, and nothing is fetched'],
    ],
    ['a $ref that is no text', { items: { $ref: 1 } }, ['/items/$ref WRONG_KIND `$ref` has to be a URI reference, found 1']],
    ['a reference into a value', { $ref: '#/const', const: 1 }, ['/const WRONG_KIND expected a schema (a map, true or false), found 1']],
    [
      'a schema that refers to itself',
      { $ref: '#' },
      ['/$ref REF_CYCLE the reference leads back to where it starts, at the same value: a.json# → a.json#'],
    ],
    [
      'a circle of aliases, in a choice',
      { $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' },
      ['/$defs/b/$ref REF_CYCLE the reference leads back to where it starts, at the same value: a.json#/$defs/a → a.json#/$defs/b → a.json#/$defs/a'],
    ],
    ['an unknown $schema', { $schema: 'urn:mine' }, ['/$schema SCHEMA_DIALECT the dialect "urn:mine" is not known: draft-07 and 2020-12 are']],
    ['an id twice', { $defs: { a: { $id: 'urn:x' }, b: { $id: 'urn:x' } } }, ['/$defs/b/$id SCHEMA_ID_TWICE the id "urn:x" is taken by another schema']],
    ['an anchor twice', { $defs: { a: { $anchor: 'x' }, b: { $anchor: 'x' } } }, ['/$defs/b/$anchor SCHEMA_ID_TWICE the anchor "x" is taken by another schema']],
    ['a schema that is none', { not: 1 }, ['/not WRONG_KIND `not` has to be a schema (a map, true or false), found 1']],
    ['a pattern that is none', { pattern: '[' }, [expect.stringMatching(/^\/pattern SCHEMA_PATTERN /) as unknown as string]],
  ])('%s', (_, schema, problems) => {
    expect(problemsOf(schema)).toEqual(problems);
  });

  test('all of them at once', () => {
    expect(problemsOf({ properties: { a: { $ref: '#/x' }, b: { minimum: 'x' }, c: { type: 'text' } } }).map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['/properties/a/$ref', '/properties/b/minimum', '/properties/c/type']),
    );
  });

  test('a circle that goes through a part of the value is fine', () => {
    expect(problemsOf({ properties: { next: { $ref: '#' } }, items: { anyOf: [{ $ref: '#' }] } })).toEqual([]);
  });

  test('a keyword of another dialect says nothing, and that is remarked', () => {
    expect(problemsOf({ prefixItems: [true] }, 'draft-07')).toEqual([
      '/prefixItems SCHEMA_KEYWORD_IGNORED `prefixItems` is no keyword of draft-07 and refuses nothing here',
    ]);
  });

  test('what cannot be printed is thrown with all of its places', () => {
    const print = (): string => printSchemaModule({ $ref: '#/x', minimum: 'x' }, { name: 'Thing', dialect: '2020-12' });
    expect(print).toThrow(TypeError);
    expect(print).toThrow(/schema\.json#\/minimum: .*\n.*schema\.json#\/\$ref: |schema\.json#\/\$ref: .*\n.*schema\.json#\/minimum: /);
  });
});
