import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isJsonObject, own, type JsonValue } from '../../src/ir/json.ts';
import { bundleApi } from '../../src/read/bundle.ts';
import { openApiGrammar } from '../../src/read/grammar/openapi.ts';
import { parseFile } from '../../src/input/parse.ts';
import { diagnoseFolder } from './diagnose-folder.ts';

/** The document that `openapi.yaml` among some files becomes. */
function bundle(texts: Readonly<Record<string, string>>): JsonValue {
  const files = new Map(Object.entries(texts).map(([file, text]) => [file, parseFile(file, text).file]));
  const root = { file: 'openapi.yaml', path: [], value: files.get('openapi.yaml')?.value ?? null };
  return bundleApi(files, root, openApiGrammar('3.1', { house: false })).document;
}

function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (found, step) => (isJsonObject(found) ? own(found, step) : undefined),
    value,
  );
}

function referencesIn(value: JsonValue): readonly string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1] ?? '');
}

test('every reference of a document over many files is local, and leads somewhere', async () => {
  const { contract } = await diagnoseFolder(join(import.meta.dirname, '../fixtures/good-specs/petstore'));
  const document = contract?.apis[0]?.bundled ?? {};
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(10);
  for (const reference of references) {
    expect(reference).toMatch(/^#\//);
    expect(at(document, ...reference.slice(2).split('/'))).toBeDefined();
  }
});

describe('a part of another file', () => {
  const common = 'components: { schemas: { Id: { type: string, x-kept: 1 } } }';
  const schemas = (text: string): string => `openapi: 3.1.0\ncomponents: { schemas: ${text} }`;

  test('becomes a component under its name, with all its keywords', () => {
    const document = bundle({
      'openapi.yaml': schemas(
        "{ Order: { properties: { id: { $ref: 'common.yaml#/components/schemas/Id', title: An id } } } }",
      ),
      'common.yaml': common,
    });
    expect(at(document, 'components', 'schemas')).toEqual({
      Order: { properties: { id: { $ref: '#/components/schemas/Id', title: 'An id' } } },
      Id: { type: 'string', 'x-kept': 1 },
    });
  });

  test('takes the place of a component that only stands for it', () => {
    const document = bundle({
      'openapi.yaml': schemas(
        "{ Id: { $ref: 'common.yaml#/components/schemas/Id' }, Other: { $ref: 'common.yaml#/components/schemas/Id' } }",
      ),
      'common.yaml': common,
    });
    expect(at(document, 'components', 'schemas')).toEqual({
      Id: { type: 'string', 'x-kept': 1 },
      Other: { $ref: '#/components/schemas/Id' },
    });
  });

  test("gets its file's name too where its own is taken", () => {
    const document = bundle({
      'openapi.yaml': schemas("{ Id: { type: integer }, A: { $ref: 'common.yaml#/components/schemas/Id' } }"),
      'common.yaml': common,
    });
    expect(at(document, 'components', 'schemas', 'A')).toEqual({ $ref: '#/components/schemas/common_Id' });
    expect(at(document, 'components', 'schemas', 'common_Id')).toEqual({ type: 'string', 'x-kept': 1 });
  });

  test('may refer back, and to itself', () => {
    const document = bundle({
      'openapi.yaml': schemas("{ Order: { $ref: 'tree.yaml' } }"),
      'tree.yaml': "properties: { child: { $ref: '#' }, order: { $ref: 'openapi.yaml#/components/schemas/Order' } }",
    });
    expect(at(document, 'components', 'schemas', 'tree')).toEqual({
      properties: { child: { $ref: '#/components/schemas/tree' }, order: { $ref: '#/components/schemas/Order' } },
    });
  });

  test('has a name made of all above it where it is a part of something', () => {
    const document = bundle({
      'openapi.yaml': schemas("{ A: { $ref: 'common.yaml#/components/schemas/Order/properties/lines' } }"),
      'common.yaml': 'components: { schemas: { Order: { properties: { lines: { type: array } } } } }',
    });
    expect(at(document, 'components', 'schemas', 'Order_lines')).toEqual({ type: 'array' });
  });
});

test('what looks like a reference in data stays as it is', () => {
  const data = "{ $ref: 'nowhere.yaml' }";
  const text = `openapi: 3.1.0\nx-data: ${data}\ncomponents: { schemas: { A: { const: ${data}, examples: [${data}], default: ${data}, properties: { $ref: { type: string } } } } }`;
  const document = bundle({ 'openapi.yaml': text });
  expect(document).toEqual(parseFile('openapi.yaml', text).file.value);
});

test('__proto__ as the name of a property stays a property', () => {
  const document = bundle({
    'openapi.yaml': 'components: { schemas: { A: { properties: { __proto__: { type: string } } } } }',
  });
  expect(JSON.stringify(document)).toBe(
    '{"components":{"schemas":{"A":{"properties":{"__proto__":{"type":"string"}}}}}}',
  );
});

describe('a path item of another file', () => {
  const root = "openapi: 3.0.3\npaths: { /pets: { $ref: 'pets.yaml' } }";

  test('refers to its copy where a callback leads back to it', () => {
    const document = bundle({
      'openapi.yaml': root,
      'pets.yaml': "post: { callbacks: { adopted: { '{$request.body#/url}': { $ref: '' } } } }",
    });
    expect(at(document, 'paths', '/pets', 'post', 'callbacks', 'adopted', '{$request.body#/url}')).toEqual({
      $ref: '#/paths/~1pets',
    });
  });

  test('refers to its copy where a callback of a callback leads back to it', () => {
    const document = bundle({
      'openapi.yaml': root,
      'pets.yaml': "post: { callbacks: { adopted: { later: { $ref: 'moved.yaml' } } } }",
      'moved.yaml': "put: { callbacks: { again: { first: { $ref: '#' }, second: { $ref: 'pets.yaml' } } } }",
    });
    const moved = at(document, 'paths', '/pets', 'post', 'callbacks', 'adopted', 'later');
    expect(moved).toEqual({
      put: {
        callbacks: {
          again: {
            first: { $ref: '#/paths/~1pets/post/callbacks/adopted/later' },
            second: { $ref: '#/paths/~1pets' },
          },
        },
      },
    });
  });
});
