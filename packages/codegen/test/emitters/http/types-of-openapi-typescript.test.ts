import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { agreeOnSchemas } from '../../../src/emitters/http/openapi-agreement.ts';
import { printOpenapiTypes } from '../../../src/emitters/http/openapi-types.ts';
import { httpContracts } from '../../../src/emitters/http/emitter.ts';
import type { JsonObject } from '../../../src/ir/json.ts';
import { contractOf, emit, ownSpecs } from './emitting.ts';

function document(more: JsonObject): JsonObject {
  return { openapi: '3.1.0', info: { title: 'A', version: '1.0.0' }, paths: {}, ...more };
}

function withSchemas(schemas: JsonObject): JsonObject {
  return document({ components: { schemas } });
}

/** A module without comments and white space that says nothing. */
function essence(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/\s+/g, ' ');
}

function syntaxErrors(text: string): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('what openapi-typescript misreads does not reach it', () => {
  test('a default makes no property required', async () => {
    const text = await printOpenapiTypes(withSchemas({ A: { type: 'object', properties: { b: { type: 'string', default: 'x' } } } }));
    expect(essence(text)).toContain('A: { b?: string; };');
  });

  test('readOnly and writeOnly are remarks', async () => {
    const properties = { a: { type: 'string', readOnly: true }, b: { type: 'string', writeOnly: true } };
    const text = await printOpenapiTypes(withSchemas({ A: { type: 'object', required: ['a', 'b'], properties } }));
    expect(essence(text)).toContain('A: { a: string; b: string; };');
  });

  test('a discriminator changes neither its schema nor others', async () => {
    const text = await printOpenapiTypes(
      withSchemas({
        Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } } },
        Cat: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } },
      }),
    );
    expect(essence(text)).toContain('Pet: components["schemas"]["Cat"];');
    expect(essence(text)).toContain('Cat: { kind: string; };');
  });

  test('definitions inside a schema are no properties', async () => {
    const text = await printOpenapiTypes(
      withSchemas({ A: { type: 'object', required: ['b'], properties: { b: { $ref: '#/components/schemas/A/$defs/B' } }, $defs: { B: { type: 'number' } } } }),
    );
    expect(essence(text)).toContain('A: { b: number; };');
  });

  test('a reference into a component is what stands there, even in a circle', async () => {
    const text = await printOpenapiTypes(
      withSchemas({
        Tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree/properties/children' } } } },
        Name: { $ref: '#/components/schemas/Person/properties/name' },
        Person: { type: 'object', properties: { name: { type: 'string' } } },
      }),
    );
    expect(essence(text)).toContain('Name: string;');
    expect(essence(text)).toContain('children?: unknown[][];');
  });

  test('boolean schemas in allOf do not end the run', async () => {
    const text = await printOpenapiTypes(withSchemas({ A: { allOf: [true, { type: 'string' }] }, B: true, C: false }));
    expect(essence(text)).toContain('A: unknown & string; B: unknown; C: never;');
  });

  test('an enum of objects is no list of schemas', async () => {
    const text = await printOpenapiTypes(withSchemas({ A: { type: 'object', enum: [{ a: 1 }] } }));
    expect(essence(text)).toContain('A: Record<string, unknown>;');
  });

  test('a response header that may be absent is optional by reference too', async () => {
    const header = (required: boolean): JsonObject => ({ required, schema: { type: 'string' } });
    const headers = { A: { $ref: '#/components/headers/A' }, B: { $ref: '#/components/headers/B' } };
    const text = await printOpenapiTypes(
      document({
        paths: { '/': { get: { operationId: 'read', responses: { 204: { description: 'x', headers } } } } },
        components: { headers: { A: header(true), B: header(false) } },
      }),
    );
    expect(essence(text)).toContain('A: components["headers"]["A"]; B?: string;');
  });
});

describe('hostile names and texts', () => {
  const names = ['100%', 'a#/b', '~1', '%2F', "it's", '"quoted"', '`${process.exit(1)}`', '*/', '__proto__', '日本語', '\u2028', 'a\nb'];

  test.each(names)('%j keeps its place as path, property, parameter and media type', async (name) => {
    const schema: JsonObject = { type: 'object', required: [name], properties: Object.fromEntries([[name, { type: 'string' }]]) };
    const operation: JsonObject = {
      operationId: name,
      parameters: [{ name, in: 'query', required: true, schema: { type: 'string' } }],
      responses: { 200: { description: name, content: Object.fromEntries([[name, { schema }]]) } },
    };
    const text = await printOpenapiTypes(document({ paths: Object.fromEntries([[`/${name}`, { get: operation, summary: name }]]) }));
    expect(syntaxErrors(text)).toEqual([]);
    expect(propertyNames(text).filter((found) => found === name).length).toBeGreaterThanOrEqual(3);
    expect(propertyNames(text)).toContain(`/${name}`);
  });

  test.each(names)('%j keeps its place as component, and references find it', async (name) => {
    const reference = `#/components/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
    const text = await printOpenapiTypes(
      withSchemas(Object.fromEntries([[name, { type: 'string', description: name, title: name }], ['other', { $ref: reference }]])),
    );
    expect(syntaxErrors(text)).toEqual([]);
    expect(propertyNames(text)).toContain(name);
    expect(indexedNames(text)).toEqual(['schemas', name]);
  });

  test.each(['x */ process.exit(1); /*', '@ts-expect-error', 'a\n@ts-ignore'])('description %j stays a comment', async (text) => {
    const printed = await printOpenapiTypes(withSchemas({ A: { type: 'string', title: text, description: text } }));
    expect(syntaxErrors(printed)).toEqual([]);
    expect(essence(printed)).toContain('schemas: { A: string; };');
    expect(printed).not.toMatch(/@ts-/);
  });

  test('enum values are the same strings', async () => {
    const values = ['"', "'", '`', '${x}', '*/', '\\', '\n', '\u2028', '</script>'];
    const text = await printOpenapiTypes(withSchemas({ A: { type: 'string', enum: values } }));
    expect(syntaxErrors(text)).toEqual([]);
    expect(literalTypes(text)).toEqual(values);
  });
});

test('openapi-typescript types every schema of this repository as the validators do, but for the open ones of Stripe', async () => {
  const texts = await emit(await contractOf(ownSpecs), [httpContracts]);
  const standIns = [...texts].flatMap(([path, text]) => (path.endsWith('/openapi.ts') ? (text.match(/: types\.\w+/g) ?? []) : []));
  expect(standIns).toEqual([': types.StripeEvent', ': types.StripeEventData', ': types.StripeObject']);
});

describe('a component schema has one type', () => {
  const names = new Map([['A', 'A'], ['my.b', 'MyB']]);
  const openapi = 'export interface components { schemas: { /** x */ A: { "c-d"?: components["schemas"]["my.b"][]; e: "x" | 1; }; "my.b": string; }; }';

  test('which stays as openapi-typescript prints it, where the validators mean the same', () => {
    const types = "export type A = {\n  /** y */\n  'c-d'?: MyB[];\n  e: 'x' | 1;\n};\nexport type MyB = string;";
    expect(agreeOnSchemas(ts, { openapi, types }, names)).toEqual({ text: openapi, differing: [] });
  });

  test.each([
    ['the order of properties', "{ e: 'x' | 1; 'c-d'?: MyB[] }"],
    ['the order of alternatives', "{ 'c-d'?: MyB[]; e: 1 | 'x' }"],
    ['parentheses', "({ 'c-d'?: (MyB)[]; e: ('x' | 1) })"],
    ['the spelling of a key', "{ ['c-d']?: MyB[]; 'e': 'x' | 1 }"],
  ])('whatever %s', (_, type) => {
    const { differing } = agreeOnSchemas(ts, { openapi, types: `export type A = ${type};\nexport type MyB = string;` }, names);
    expect(differing).toEqual([]);
  });

  test('which is an alias where it contains itself by arrays alone, as no property of an interface may', () => {
    const circular = 'export interface components { schemas: { A: components["schemas"]["B"][]; B: components["schemas"]["A"] | { c: components["schemas"]["B"]; }; C: { a: components["schemas"]["A"]; }; }; }';
    const types = 'export type A = B[];\nexport type B = A | { c: B };\nexport type C = { a: A };';
    const same = new Map(['A', 'B', 'C'].map((name) => [name, name]));
    expect(agreeOnSchemas(ts, { openapi: circular, types }, same).differing).toEqual(['A', 'B']);
  });

  test.each([
    ['a missing question mark', "{ 'c-d': MyB[]; e: 'x' | 1 }"],
    ['a missing property', "{ 'c-d'?: MyB[] }"],
    ['another literal', "{ 'c-d'?: MyB[]; e: 'y' | 1 }"],
    ['a keyword in place of a literal', "{ 'c-d'?: MyB[]; e: x | 1 }"],
    ['another reference', "{ 'c-d'?: A[]; e: 'x' | 1 }"],
    ['readonly', "{ readonly 'c-d'?: MyB[]; e: 'x' | 1 }"],
  ])('and is that of the validators, where they differ by %s', (_, type) => {
    const { text, differing } = agreeOnSchemas(ts, { openapi, types: `export type A = ${type};\nexport type MyB = string;` }, names);
    expect(differing).toEqual(['A']);
    expect(text).toBe('export interface components { schemas: { /** x */ A: types.A; "my.b": string; }; }');
  });
});

function nodesOf<N extends ts.Node>(text: string, is: (node: ts.Node) => node is N): N[] {
  const found: N[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext));
  return found;
}

function propertyNames(text: string): string[] {
  return nodesOf(text, ts.isPropertySignature).map(({ name }) => nameText(name));
}

/** `['__proto__']` is a key too. */
function nameText(name: ts.PropertyName): string {
  const node = ts.isComputedPropertyName(name) ? name.expression : name;
  return ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isNumericLiteral(node) ? node.text : '';
}

function indexedNames(text: string): string[] {
  return nodesOf(text, ts.isIndexedAccessTypeNode)
    .map(({ indexType }) => (ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal) ? indexType.literal.text : ''))
    .toReversed();
}

function literalTypes(text: string): string[] {
  return nodesOf(text, ts.isLiteralTypeNode).flatMap(({ literal }) => (ts.isStringLiteral(literal) ? [literal.text] : []));
}
