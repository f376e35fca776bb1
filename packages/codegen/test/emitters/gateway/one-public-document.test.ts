import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { publicApi } from '../../../src/emitters/gateway/public-api.ts';
import { componentOf, resolveNode } from '../../../src/emitters/http/component-references.ts';
import { rewriteNodes } from '../../../src/emitters/http/openapi-nodes.ts';
import { isJsonObject, own } from '../../../src/ir/json.ts';
import type { JsonObject, JsonValue } from '../../../src/ir/json.ts';
import { contractFrom, contractOf, house, ownSpecs, specsOf } from '../http/emitting.ts';

/** A service's document: paths by name, an operation each, and components. */
function service(title: string, paths: JsonObject, components: JsonObject = {}): JsonObject {
  return { openapi: '3.1.0', info: { title, version: '1.0.0' }, paths, components };
}

/** An operation that answers with a schema. */
function answering(operationId: string, schema: JsonObject, more: JsonObject = {}): JsonObject {
  const content = { 'application/json': { schema } };
  return { operationId, responses: { 200: { description: 'Good.', content } }, security: [], ...more };
}

function merged(documents: Readonly<Record<string, JsonObject>>): JsonObject {
  const files = Object.entries(documents).map(([name, document]) => [`openapi/${name}.yaml`, document] as const);
  return publicApi(contractFrom({ ...house, ...Object.fromEntries<JsonObject>(files) }));
}

/** The value at a path of keys. */
function at(value: JsonValue, ...keys: readonly string[]): JsonValue | undefined {
  return keys.reduce<JsonValue | undefined>((parent, key) => (isJsonObject(parent) ? own(parent, key) : undefined), value);
}

function namesIn(document: JsonObject, section: string): string[] {
  const contents = at(document, 'components', section);
  return isJsonObject(contents) ? Object.keys(contents) : [];
}

describe.each([
  ['a small shop', specsOf('http-shop')],
  ['this repository', ownSpecs],
])('the public document of %s', (_, specs) => {
  test('is valid OpenAPI 3.1', async () => {
    const document = publicApi(await contractOf(specs));
    const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  test('has every public operation and no internal one', async () => {
    const contract = await contractOf(specs);
    const document = publicApi(contract);
    const isThere = (path: string, method: string): boolean => at(document, 'paths', path, method) !== undefined;
    const operations = contract.apis.flatMap((api) => api.operations);
    expect(operations.filter(({ path, method }) => isThere(path, method)).map(({ id }) => id)).toEqual(
      operations.filter(({ internal }) => !internal).map(({ id }) => id),
    );
    expect(operations.some(({ internal }) => internal)).toBe(true);
  });

  test('mentions no component that is not there, and has none that nothing mentions', async () => {
    const document = publicApi(await contractOf(specs));
    const mentioned = new Set<string>();
    rewriteNodes('document', document, (_kind, node) => {
      const reference = own(node, '$ref');
      if (typeof reference !== 'string') return node;
      expect({ reference, found: resolveNode(document, node) !== undefined }).toEqual({ reference, found: true });
      const component = componentOf(reference);
      mentioned.add(`${component?.section ?? ''}/${component?.name ?? ''}`);
      return node;
    });
    const sections = ['schemas', 'responses', 'parameters', 'headers', 'examples', 'requestBodies'];
    const present = sections.flatMap((section) => namesIn(document, section).map((name) => `${section}/${name}`));
    expect(present.toSorted()).toEqual([...mentioned].toSorted());
  });

  test('says of each operation what the gateway itself may answer', async () => {
    const contract = await contractOf(specs);
    const document = publicApi(contract);
    for (const { path, method, requestBody } of contract.apis.flatMap(({ operations }) => operations.filter(({ internal }) => !internal))) {
      const responses = at(document, 'paths', path, method, 'responses') ?? {};
      const expected = requestBody === undefined ? ['429', '502', '504'] : ['413', '429', '502', '504'];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(expected));
    }
  });
});

describe('names of components', () => {
  const text = { type: 'string' };
  const number = { type: 'number' };
  const thing = { $ref: '#/components/schemas/Thing' };

  test('stay where all services mean the same, whatever the order of keys', () => {
    const document = merged({
      'a-service': service('A', { '/a': { get: answering('a', thing) } }, { schemas: { Thing: { type: 'string', minLength: 1 } } }),
      'b-service': service('B', { '/b': { get: answering('b', thing) } }, { schemas: { Thing: { minLength: 1, type: 'string' } } }),
    });
    expect(namesIn(document, 'schemas')).toEqual(['Thing']);
  });

  test('get the service in front where two differ, in references too', () => {
    const document = merged({
      'a-service': service('A', { '/a': { get: answering('a', thing) } }, { schemas: { Thing: text } }),
      'b-service': service('B', { '/b': { get: answering('b', thing) } }, { schemas: { Thing: number } }),
    });
    expect(namesIn(document, 'schemas')).toEqual(['AServiceThing', 'BServiceThing']);
    expect(at(document, 'components', 'schemas', 'BServiceThing')).toEqual(number);
    const content = at(document, 'paths', '/b', 'get', 'responses', '200', 'content', 'application/json', 'schema');
    expect(content).toEqual({ $ref: '#/components/schemas/BServiceThing' });
  });

  test('stay for the meaning that most services share', () => {
    const document = merged({
      'a-service': service('A', { '/a': { get: answering('a', thing) } }, { schemas: { Thing: text } }),
      'b-service': service('B', { '/b': { get: answering('b', thing) } }, { schemas: { Thing: number } }),
      'c-service': service('C', { '/c': { get: answering('c', thing) } }, { schemas: { Thing: number } }),
    });
    expect(at(document, 'components', 'schemas')).toEqual({ AServiceThing: text, Thing: number });
  });

  test('differ too where only what they mention differs, at any depth and in circles', () => {
    const schemas = (leaf: JsonObject): JsonObject => ({
      Thing: { type: 'array', items: { $ref: '#/components/schemas/Part' } },
      Part: { type: 'object', properties: { leaf: { $ref: '#/components/schemas/Leaf' }, thing } },
      Leaf: leaf,
      Same: text,
    });
    const same = { $ref: '#/components/schemas/Same' };
    const paths = (name: string): JsonObject => ({ [`/${name}`]: { get: answering(name, thing), put: answering(`put-${name}`, same) } });
    const document = merged({
      'a-service': service('A', paths('a'), { schemas: schemas(text) }),
      'b-service': service('B', paths('b'), { schemas: schemas(number) }),
    });
    expect(namesIn(document, 'schemas')).toEqual([
      'AServiceLeaf', 'AServicePart', 'AServiceThing', 'BServiceLeaf', 'BServicePart', 'BServiceThing', 'Same',
    ]);
    expect(at(document, 'components', 'schemas', 'BServicePart', 'properties', 'thing')).toEqual({
      $ref: '#/components/schemas/BServiceThing',
    });
  });

  test('keep away from names that are in use', () => {
    const document = merged({
      'a-service': service(
        'A',
        { '/a': { get: answering('a', thing), put: answering('aa', { $ref: '#/components/schemas/AServiceThing' }) } },
        { schemas: { Thing: text, AServiceThing: { type: 'boolean' } } },
      ),
      'b-service': service('B', { '/b': { get: answering('b', thing) } }, { schemas: { Thing: number } }),
    });
    expect(at(document, 'components', 'schemas')).toEqual({
      AServiceThing: { type: 'boolean' },
      AServiceThing2: text,
      BServiceThing: number,
    });
  });

  test('of security schemes and of the targets of discriminators follow', () => {
    const one = (scheme: JsonObject, kind: string): JsonObject => ({
      schemas: {
        Thing: { oneOf: [{ $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: 'kind', mapping: { cat: 'Cat' } } },
        Cat: { type: 'object', properties: { kind: { const: kind } } },
      },
      securitySchemes: { key: scheme },
    });
    const secured = { security: [{ key: [] }] };
    const inHeader = { type: 'apiKey', in: 'header', name: 'X-Key' };
    const document = merged({
      'a-service': service('A', { '/a': { get: answering('a', thing, secured) } }, one(inHeader, 'a')),
      'b-service': service('B', { '/b': { get: answering('b', thing, secured) } }, one({ ...inHeader, in: 'query' }, 'b')),
    });
    expect(at(document, 'paths', '/b', 'get', 'security')).toEqual([{ BServiceKey: [] }]);
    expect(at(document, 'components', 'schemas', 'BServiceThing', 'discriminator', 'mapping')).toEqual({
      cat: '#/components/schemas/BServiceCat',
    });
  });

  test('in examples are data and stay', () => {
    const example = { $ref: '#/components/schemas/Thing' };
    const response = { description: 'Good.', content: { 'application/json': { schema: thing, example } } };
    const operation = (id: string): JsonObject => ({ operationId: id, security: [], responses: { 200: response } });
    const document = merged({
      'a-service': service('A', { '/a': { get: operation('a') } }, { schemas: { Thing: { type: 'object' } } }),
      'b-service': service('B', { '/b': { get: operation('b') } }, { schemas: { Thing: { type: ['object', 'null'] } } }),
    });
    expect(at(document, 'paths', '/a', 'get', 'responses', '200', 'content', 'application/json')).toEqual({
      schema: { $ref: '#/components/schemas/AServiceThing' },
      example,
    });
  });
});

test('an operation takes along what its path item and its document say for all', () => {
  const document = merged({
    'a-service': {
      ...service('A', {
        '/a/{id}': {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'page', in: 'query', schema: { type: 'string' } },
          ],
          servers: [{ url: 'http://internal' }],
          get: {
            operationId: 'readA',
            servers: [{ url: 'http://internal' }],
            parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
            responses: { 204: { description: 'Nothing.' } },
          },
        },
      }, { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } }),
      security: [{ key: [] }],
    },
  });
  expect(at(document, 'paths', '/a/{id}')).toEqual({
    get: {
      operationId: 'readA',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'page', in: 'query', schema: { type: 'integer' } },
      ],
      security: [{ key: [] }],
      responses: {
        204: { description: 'Nothing.' },
        429: { $ref: '#/components/responses/TooManyRequests' },
        502: { $ref: '#/components/responses/BadGateway' },
        504: { $ref: '#/components/responses/GatewayTimeout' },
      },
    },
  });
});

test('operation ids that two services use get the service in front', () => {
  const list = { type: 'array' };
  const document = merged({
    'a-service': service('A', { '/a': { get: answering('list', list) }, '/aa': { get: answering('read', list) } }),
    'b-service': service('B', { '/b': { get: answering('list', list) } }),
  });
  const ids = ['/a', '/aa', '/b'].map((path) => at(document, 'paths', path, 'get', 'operationId'));
  expect(ids).toEqual(['aServiceList', 'read', 'bServiceList']);
});

test('the gateway’s problems look like those of the services, with an example that their schema takes', async () => {
  const document = publicApi(await contractOf(specsOf('http-shop')));
  expect(at(document, 'components', 'responses', 'BadGateway')).toEqual({
    description: expect.any(String),
    headers: { 'X-Correlation-Id': { $ref: '#/components/headers/CorrelationId' } },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: { type: 'about:blank', title: 'Bad Gateway', status: 502, correlationId: 'c-1' },
      },
    },
  });
  expect(at(document, 'components', 'responses', 'TooManyRequests', 'headers', 'Retry-After')).toBeDefined();
});

