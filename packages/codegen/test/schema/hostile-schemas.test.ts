import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import type { JsonObject, JsonValue } from '../../src/ir/json.ts';
import { printSchemaModule } from '../../src/print-schema-module.ts';
import { compileErrors } from '../emitters/events/compile.ts';
import { issuesOf, load, printed } from './print-and-load.ts';

/** Sets a mark where it runs as code. */
const mark = 'globalThis.hostileTextRan = true';

/** Texts that end a literal, a template, a comment or a line, that mean something to objects, or that are no text at all. */
const hostile = [
  `'; ${mark}; '`,
  `"; ${mark}; "`,
  `\`; ${mark}; \``,
  `\${${mark}}`,
  `*/ ${mark}; /*`,
  `// ${mark}`,
  `\n${mark};\n`,
  `\r${mark};\r`,
  `\u2028${mark};\u2029`,
  `\\'; ${mark}; //`,
  `\\`,
  `</script><script>${mark}</script>`,
  `@ts-expect-error`,
  `\0\u0008\u001b\u007f\u0085\ufeff\u202e`,
  '\ud800',
  '\udc00\ud800',
  '🛒',
  'සිංහල',
  'größe',
  'gro\u0308ße',
  '\u1c89',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  '',
  ' ',
  '0',
  '-1',
  '1e3',
  'a.b',
  ...['Status', 'status', 'STATUS', 'Event', 'event', 'Name', 'name', 'Type', 'type', 'Thing', 'isThing', 'ThingSchema', 'z'],
  ...['value', 'key', 'item', 'index', 'jsonObject', 'also', 'when', 'must', 'explain', 'class', 'default', 'await', 'undefined', 'Object'],
];

const names = (value: (text: string, index: number) => JsonValue): JsonObject => Object.fromEntries(hostile.map((text, index) => [text, value(text, index)]));
const escaped = hostile.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));

/** An object with these properties as its own, whatever they are called. */
function objectOf(...entries: readonly (readonly [name: string, value: JsonValue])[]): JsonObject {
  return Object.fromEntries(entries);
}

/** A schema with hostile texts in one place, a value that fits and values that do not. */
interface Case {
  readonly in: string;
  readonly schema: JsonValue;
  readonly fits: readonly JsonValue[];
  readonly refused: readonly JsonValue[];
}

const numbers = names((_, index) => index);
const texts = names((text) => text);
const withTexts: JsonObject = {
  ...{ title: hostile.join('\n'), description: hostile.join(' '), $comment: hostile.join('\n'), default: hostile, examples: [texts, ...hostile] },
  ...{ 'x-hostile': texts, deprecated: true },
};

const cases: readonly Case[] = [
  {
    in: 'names of properties',
    schema: { type: 'object', properties: names((_, index) => ({ const: index })), required: hostile, additionalProperties: false },
    fits: [numbers],
    refused: [{}, { ...numbers, other: 1 }, texts],
  },
  { in: 'names of properties without a type', schema: { properties: names(() => ({ type: 'number' })) }, fits: [numbers, {}, 1], refused: [texts] },
  {
    in: 'names of objects in objects',
    schema: { type: 'object', properties: names((text) => ({ type: 'object', properties: { [text]: { type: 'number', multipleOf: 0.5 } }, minProperties: 1 })) },
    fits: [names((text) => ({ [text]: 1 }))],
    refused: [names((text) => ({ [text]: 0.3 })), names(() => ({}))],
  },
  { in: 'an enum', schema: { enum: hostile }, fits: hostile, refused: ['other', 0, null] },
  { in: 'an enum of few', schema: { enum: hostile.slice(0, 11) }, fits: hostile.slice(0, 11), refused: hostile.slice(11) },
  { in: 'an enum of objects', schema: { enum: [texts, hostile] }, fits: [texts, hostile], refused: [numbers, []] },
  { in: 'a choice of constants', schema: { oneOf: hostile.map((text) => ({ const: text })) }, fits: hostile, refused: ['other', 1] },
  {
    in: 'a discriminator and its values',
    schema: {
      oneOf: hostile.map((text) => ({ type: 'object', required: [`*/'${mark}`], properties: { [`*/'${mark}`]: { const: text }, [text]: { type: 'null' } } })),
    },
    fits: hostile.map((text) => ({ [`*/'${mark}`]: text, [text]: null })),
    refused: [{ [`*/'${mark}`]: 'other' }],
  },
  { in: 'patterns', schema: { anyOf: escaped.map((pattern) => ({ type: 'string', pattern: `^(?:${pattern})$` })) }, fits: hostile, refused: ['other', 'th'] },
  {
    in: 'patterns of names',
    schema: { patternProperties: Object.fromEntries(escaped.map((pattern, index) => [`^(?:${pattern})$`, { const: index }])), additionalProperties: false },
    fits: [numbers],
    refused: [texts, { other: 1 }],
  },
  {
    in: 'dependencies',
    schema: { dependentRequired: { ...names((text) => [`${text}!`]) }, dependentSchemas: names((text) => ({ required: [`${text}?`] })) },
    fits: [{}, ...hostile.map((text) => objectOf([text, 1], [`${text}!`, 1], [`${text}?`, 1]))],
    refused: hostile.map((text) => objectOf([text, 1])),
  },
  {
    in: 'names that subschemas evaluate',
    schema: { anyOf: hostile.map((text) => ({ required: [text], properties: { [text]: true } })), unevaluatedProperties: false },
    fits: [numbers, ...hostile.map((text) => objectOf([text, 1]))],
    refused: [{ ...numbers, other: 1 }, {}],
  },
  {
    in: 'names of definitions',
    schema: {
      $defs: names((text) => ({ type: 'object', properties: Object.fromEntries([[text, { $ref: `#/$defs/${pointer(text)}` }], ['n', { type: 'number' }]]) })),
      anyOf: hostile.map((text) => ({ type: 'object', required: [text, 'n'], properties: Object.fromEntries([[text, { $ref: `#/$defs/${pointer(text)}` }]]) })),
    },
    fits: hostile.map((text) => objectOf([text, { n: 1 }], ['n', 1])),
    refused: [{}, { n: 1 }, ...hostile.map((text) => objectOf([text, { n: 'x' }], ['n', 1]))],
  },
  { in: 'remarks', schema: { ...withTexts, type: 'object', properties: names((_, index) => ({ ...withTexts, const: index })) }, fits: [numbers], refused: [texts] },
  { in: 'formats', schema: { allOf: hostile.map((format) => ({ format })) }, fits: ['a', 1], refused: [] },
  {
    in: 'ids and anchors',
    schema: { $id: `https://example.com/${encodeURIComponent(`*/ ${mark}`)}`, $ref: '#a', $defs: { b: { $anchor: 'a', $comment: `*/ ${mark}`, type: 'string' } } },
    fits: ['a'],
    refused: [1],
  },
  {
    in: 'names of the runtime that only texts mention',
    schema: { description: 'also when must', properties: { also: { enum: ['explain', 'eachProperty'] }, when: { description: 'eachItem', pattern: '^x' } } },
    fits: [{ also: 'explain', when: 'x' }],
    refused: [{ also: 'also' }, { when: 'y' }],
  },
  {
    in: 'names of the variables that a function would have',
    schema: { dependentSchemas: { key: { additionalProperties: true }, value: { additionalProperties: true } }, unevaluatedProperties: { type: 'string' } },
    fits: [{ key: 1 }, { other: 'a' }],
    refused: [{ other: 1 }],
  },
];

function pointer(text: string): string {
  // A lone surrogate cannot be percent-encoded; as itself it is found.
  const step = text.replaceAll('~', '~0').replaceAll('/', '~1');
  return step.isWellFormed() ? encodeURIComponent(step) : step;
}

function moduleOf(schema: JsonValue, name = 'Thing'): string {
  return printSchemaModule(schema, { name, dialect: '2020-12', format: 'assertion' });
}

describe('hostile text stays text', () => {
  test.each(cases)('in $in: verdicts are right and nothing runs', ({ schema, fits, refused }) => {
    const { is, schema: zod } = printed(schema);
    const verdicts = (values: readonly JsonValue[]): readonly unknown[] => values.map((value) => [value, is(value), zod.safeParse(value).success]);
    expect(verdicts(fits)).toEqual(fits.map((value) => [value, true, true]));
    expect(verdicts(refused)).toEqual(refused.map((value) => [value, false, false]));
    expect('hostileTextRan' in globalThis).toBe(false);
  });

  test('in any of these places the module compiles, with nothing in it unused', async () => {
    expect(await compileErrors(cases.map(({ schema }, index) => [`m${String(index)}.ts`, moduleOf(schema)]))).toEqual([]);
  }, 60_000);

  test('no statement comes into being: a module has imports, types, constants and functions, and each constant has a plain value', () => {
    for (const { schema } of cases) {
      const { statements } = ts.createSourceFile('a.ts', moduleOf(schema), ts.ScriptTarget.Latest);
      const kinds = new Set(statements.map(({ kind }) => ts.SyntaxKind[kind]));
      expect([...kinds].filter((kind) => !['ImportDeclaration', 'TypeAliasDeclaration', 'FirstStatement', 'FunctionDeclaration'].includes(kind))).toEqual([]);
    }
  });

  test('a refusal names the hostile property', () => {
    const { schema } = printed({ type: 'object', properties: names(() => ({ type: 'number' })) });
    expect([...issuesOf(schema, texts)].sort()).toEqual(hostile.map((text) => `/${text} invalid_type`).sort());
  });
});

describe('names of modules', () => {
  const good = ['Thing', 'thing', 'Status', 'Event', 'Name', 'Type', 'Error', 'Date', 'Größe', 'සිංහල', '日本語', '_', '$', 'a1', 'jsonObject', 'when', 'constructor'];

  test.each(good)('%s is one', async (name) => {
    const schema = { type: 'object', properties: { a: { pattern: '^a' }, next: { $ref: '#' } }, uniqueItems: true, patternProperties: { b: false } };
    const text = moduleOf(schema, name);
    expect(await compileErrors([['a.ts', text]])).toEqual([]);
    const exports = load(text);
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    expect(Object.keys(exports).sort()).toEqual([`${name}Schema`, `is${capital}`].sort());
  }, 60_000);

  test.each([
    ...['class', 'default', 'await', 'string', 'undefined', 'type', 'Object', 'Number', '', ' ', '1a', 'a b', 'a-b', `a;${mark}`, `a{}/*`, 'a\n', '\u2028'],
    ...['gro\u0308ße', '\\u0061', '🛒', 'a\u200d', '\ud800'],
  ])('%j is none', (name) => {
    expect(() => moduleOf(true, name)).toThrow(new TypeError(`${JSON.stringify(name)} cannot be the name of a type`));
  });
});

describe('patterns', () => {
  test.each(['[', '(', 'a{2,1}', '(?<a>.)(?<a>.)', '*', '\\', '(?<=', '[b-a]'])('%s is no expression, and that is said', (pattern) => {
    expect(() => moduleOf({ properties: { a: { pattern } } })).toThrow(/schema\.json#\/properties\/a\/pattern: `pattern` holds no regular expression/);
    expect(() => moduleOf({ patternProperties: { [pattern]: true } })).toThrow(/`patternProperties` holds no regular expression/);
  });

  test.each<readonly [pattern: string, fits: readonly string[], refused: readonly string[]]>([
    ['\\-', ['a-b'], ['ab']],
    ['^\\_$', ['_'], ['\\_']],
    ['^\\/*$', ['//', ''], ['/a']],
    ['^[/*]+$', ['/*'], ['a']],
    ["^'/\\*$", ["'/*"], ['/*']],
    ['^\\n$', ['\n'], ['n']],
    ['^\n$', ['\n'], ['\r']],
    ['^\\\u2028$', ['\u2028'], ['\\']],
    ['^[^a]$', ['🛒', '\n'], ['a', 'bb']],
    ['^\\p{L}+$', ['සහ', 'é'], ['1']],
    ['^\ud83d', ['\ud83d'], ['🛒']],
    ['^(a+)+$', ['aaa'], ['b']],
    ['^(?=a)(?!ab).*$', ['ac'], ['ab']],
    ['', ['', 'a'], []],
  ])('%j means what it means to JSON Schema', async (pattern, fits, refused) => {
    const schema = { type: 'string', pattern };
    const { is, schema: zod } = printed(schema);
    for (const [values, verdict] of [[fits, true], [refused, false]] as const) {
      expect(values.map((value) => [value, is(value), zod.safeParse(value).success])).toEqual(values.map((value) => [value, verdict, verdict]));
    }
    expect(await compileErrors([['a.ts', moduleOf(schema)]])).toEqual([]);
  });

  test('one that takes for ever is not run while it is printed', () => {
    const catastrophic = '^(?:(?:a+)+)+$';
    moduleOf({ patternProperties: { [catastrophic]: true }, propertyNames: { pattern: catastrophic }, maxLength: 3, pattern: catastrophic });
    // Running it would not end.
    expect(moduleOf({ pattern: catastrophic })).toContain(catastrophic);
  });
});
