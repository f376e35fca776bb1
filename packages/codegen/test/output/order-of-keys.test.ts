import { expect, test } from '@jest/globals';
import { canonical } from '../../src/ir/canonical.ts';
import type { Contract, EventDocument, HttpOperation } from '../../src/ir/contract.ts';
import type { Schema } from '../../src/ir/schema.ts';

const origin = { file: 'a.yaml', path: [] };

const schema = (properties: readonly string[]): Schema => ({
  origin,
  properties: new Map(properties.map((name) => [name, { origin, annotations: {} }])),
  required: properties.toSorted(),
  annotations: { default: Object.fromEntries(properties.map((name) => [name, 1])) },
});

const document = (name: string, ids: readonly string[]): EventDocument => ({
  name,
  origin,
  title: '',
  version: '1',
  channels: ids.map((id) => ({
    id,
    origin,
    messages: ids.map((message) => ({ name: message, origin, entry: origin, examples: [], headerExamples: [] })),
    operations: ids.map((operation) => ({ id: operation, origin, action: 'send', messages: [], listsMessages: true })),
  })),
  schemas: ids.map((schemaName) => ({ name: schemaName, id: schemaName })),
});

const operation = (path: string, statuses: readonly string[]): HttpOperation => ({
  id: path,
  origin,
  method: 'get',
  path,
  pathOrigin: origin,
  tags: ['z', 'a'],
  parameters: [],
  responses: statuses.map((status) => ({ status, description: '', headers: [], content: [], origin })),
  security: [],
  roles: ['z', 'a'],
  internal: false,
});

const contract = (names: readonly string[]): Contract => ({
  settings: { profile: 'none' },
  eventDocuments: names.map((name) => document(name, names)),
  apis: [
    {
      name: 'api',
      origin,
      title: '',
      version: '1',
      openapi: '3.1',
      operations: names.map((name) => operation(name, names)),
      securitySchemes: names.map((name) => ({ name, scheme: {}, origin })),
      schemas: [],
      bundled: Object.fromEntries(names.map((name) => [name, 1])),
    },
  ],
  services: [],
  schemas: new Map(names.map((name) => [name, schema(names)])),
});

/** JSON with maps as lists of entries, so that their order counts. */
function text(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (item instanceof Map ? [...item] : item));
}

test('the order of what the specs write as maps is lost', () => {
  const [left, right] = [contract(['b', 'a', '__proto__', 'c']), contract(['c', '__proto__', 'b', 'a'])];
  expect(text(left)).not.toBe(text(right));
  expect(text(canonical(left))).toBe(text(canonical(right)));
});

test('nothing else is: lists keep their order, and nothing is added or lost', () => {
  const [only] = canonical(contract(['b', 'a'])).apis[0]?.operations ?? [];
  expect(only).toEqual(operation('a', ['a', 'b']));
  expect(canonical(contract(['a']))).toEqual(contract(['a']));
});

test('what is shared stays shared', () => {
  const shared = schema(['b', 'a']);
  const base = contract([]);
  const { schemas } = canonical({ ...base, schemas: new Map([['x', shared], ['y', { ...shared, items: shared }]]) });
  expect(schemas.get('y')?.items).toBe(schemas.get('x'));
});
