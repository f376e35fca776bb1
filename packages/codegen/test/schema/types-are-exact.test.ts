import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../src/ir/json.ts';
import { printSchemaModule } from '../../src/print-schema-module.ts';
import { compileErrors } from '../emitters/events/compile.ts';
import { anyDraft07Schema, anySchema } from './any-schema.ts';

/** Lines that compile only if two types are the same: an optional property is not one that may be undefined. */
function sameType(left: string, right: string): string {
  return [
    'type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;',
    `export const same: Same<${left}, ${right}> = true;`,
  ].join('\n');
}

function modulesOf(texts: readonly string[]): readonly (readonly [string, string])[] {
  return texts.map((text, index) => [`m${String(index)}.ts`, text]);
}

/** A printed module, and the claim that its type is what Zod infers from its schema. */
function withProof(schema: JsonValue, dialect: 'draft-07' | '2020-12', name = 'Thing'): string {
  const text = printSchemaModule(schema, { name, dialect, format: 'assertion' });
  return `${text}\n${sameType(name, `z.infer<typeof ${name}Schema>`)}\n`;
}

function schemasOf(folder: string): readonly JsonValue[] {
  const path = join(import.meta.dirname, '../fixtures', folder);
  const files = readdirSync(path).filter((file) => file.endsWith('.json') && file !== 'refRemote.json');
  const groups = files.flatMap((file) => JSON.parse(readFileSync(join(path, file), 'utf8')) as readonly { readonly schema: JsonValue }[]);
  return groups.map(({ schema }) => schema);
}

describe('printed modules compile under strict settings, and their type is what Zod infers', () => {
  test.each([
    ['json-schema-test-suite/draft7', 'draft-07'],
    ['vocabulary-2020-12', '2020-12'],
  ] as const)('the schemas of %s', async (folder, dialect) => {
    const schemas = schemasOf(folder);
    expect(schemas.length).toBeGreaterThan(20);
    expect(await compileErrors(modulesOf(schemas.map((schema) => withProof(schema, dialect))))).toEqual([]);
  }, 60_000);

  test.each([
    ['2020-12', anySchema],
    ['draft-07', anyDraft07Schema],
  ] as const)('any schemas of %s', async (dialect, any) => {
    const many = fc.array(any, { minLength: 200, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(many, async (schemas) => {
        const texts = schemas.map((schema) => `${withProof(schema, dialect)}// ${JSON.stringify(schema)}\n`);
        expect(await compileErrors(modulesOf(texts))).toEqual([]);
      }),
      { numRuns: 1, endOnFailure: true },
    );
  }, 60_000);

  test.each<readonly [JsonValue, 'draft-07' | '2020-12']>([
    [{ type: 'object', additionalProperties: false }, 'draft-07'],
    [{ patternProperties: { 'f.*': true, 'b.*': false } }, 'draft-07'],
    [{ type: 'object', patternProperties: { 'f.*': false }, additionalProperties: true }, 'draft-07'],
    [{ dependentSchemas: { key: { additionalProperties: true } }, unevaluatedProperties: { type: 'string' } }, '2020-12'],
    [{ prefixItems: [true], dependentSchemas: { index: { items: true } }, contains: { type: 'null' }, unevaluatedItems: { pattern: 'item' } }, '2020-12'],
    [{ additionalProperties: { anyOf: [{ maximum: 1, dependentRequired: { a: ['b'] } }, { maxLength: 2 }, { maxLength: 3, maximum: 3 }] } }, '2020-12'],
    [{ items: { anyOf: [{ minimum: 1, maxProperties: 2 }, { required: ['a'], maxLength: 2 }, { maxLength: 3 }] } }, '2020-12'],
  ])('%j, in %s', async (schema, dialect) => {
    expect(await compileErrors([['a.ts', withProof(schema, dialect)]])).toEqual([]);
  });

  test('a proof fails where the types differ', async () => {
    const text = printSchemaModule({ type: 'object', properties: { a: { type: 'string' } } }, { name: 'Thing', dialect: '2020-12' });
    const errors = await compileErrors([['a.ts', `${text}\n${sameType('{ a?: string | undefined }', 'z.infer<typeof ThingSchema>')}\n`]]);
    expect(errors).toEqual([expect.stringMatching(/a\.ts\(\d+,\d+\): error TS2322: Type 'true' is not assignable to type 'false'\./)]);
  });
});

/** The text of the printed type, on one line. */
function typeOf(schema: JsonValue): string {
  const text = printSchemaModule(schema, { name: 'Thing', dialect: '2020-12' });
  return (/^export type Thing =\s*([^]*?);\n\n/m.exec(text)?.[1] ?? '').replace(/\s*\n\s*/g, ' ');
}

test.each<readonly [JsonValue, string]>([
  [true, 'unknown'],
  [false, 'never'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ type: 'integer' }, 'number'],
  [{ enum: ['a', 1, null, false] }, "'a' | 1 | null | false"],
  [{ const: { a: [1, 'x'] } }, "{ a: [1, 'x'] }"],
  [{ type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
  [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'null' }], minItems: 1 }, '[item1: string, item2?: null, ...others: unknown[]]'],
  [{ type: 'object', required: ['a'], properties: { a: { type: 'string' }, 'b-c': { type: 'number' } } }, "{ a: string; 'b-c'?: number }"],
  [{ type: 'object', required: ['a'] }, '{ a: unknown }'],
  [{ type: 'object' }, '{ [key: string]: unknown }'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [key: string]: number }'],
  [
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'number' } },
    '{ a?: string; [key: string]: number | string | undefined }',
  ],
  [{ type: 'object', properties: { a: true }, additionalProperties: false }, '{ a?: unknown }'],
  [{ type: 'object', properties: { a: false } }, '{ a?: never }'],
  [{ type: 'object', additionalProperties: false }, '{ [key: string]: never }'],
  [{ type: 'object', properties: JSON.parse('{"__proto__": {"type": "null"}}') as JsonValue }, "{ ['__proto__']?: null }"],
  [{ $ref: '#/$defs/list', $defs: { list: { type: 'array', items: { $ref: '#/$defs/list' } } } }, 'List'],
  [{ properties: { a: { type: 'string' } } }, 'string | number | boolean | null | unknown[] | { a?: string }'],
  [{ not: { type: 'string' } }, 'unknown'],
])('the type of %j is %s', (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});
