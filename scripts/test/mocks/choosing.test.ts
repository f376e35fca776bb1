import { describe, expect, test } from '@jest/globals';
import { borrowExamples } from '../../mocks/arrange-examples.ts';
import { chooseExample, type Choice } from '../../mocks/choose-example.ts';
import { narrowPage } from '../../mocks/narrow-page.ts';
import { exampleBodies, matchOperation, successOf, type ApiOperation, type Content } from '../../mocks/operations.ts';
import { inWords, readViolations } from '../../mocks/violations.ts';

// A contract of another trade: the rules know nothing of the shop.

type Named = Readonly<Record<string, unknown>>;

interface Sketch {
  readonly requests?: Named;
  readonly answers?: Named;
  readonly statuses?: readonly string[];
  readonly roles?: readonly string[];
  readonly query?: readonly string[];
  readonly members?: Named;
}

function operation(method: string, path: string, { requests = {}, answers = {}, statuses = [], roles, query = [], members = {} }: Sketch = {}): ApiOperation {
  const contents = (named: Named): readonly Content[] => [
    { examples: Object.entries(named).map(([key, value]) => ({ id: key, key, value })), schema: { type: 'object', properties: members } },
  ];
  return {
    iid: `${method} ${path}`,
    method,
    path,
    request: { body: { contents: contents(requests) }, query: query.map((name) => ({ name })) },
    responses: [{ code: '200', contents: contents(answers) }, ...statuses.map((code) => ({ code }))],
    ...(roles !== undefined && { extensions: { 'x-roles': roles } }),
  };
}

const boats = { gull: { boatId: '1', kind: 'SLOOP', owner: { personId: 'anna' } }, tern: { boatId: '2', kind: 'KETCH', owner: { personId: 'ben' } } };

describe('the example for a request', () => {
  const read = operation('get', '/boats/{boatId}', { answers: boats, statuses: ['404'] });
  const mine = operation('get', '/boats/mine', { answers: boats });
  const sail = operation('post', '/boats', { requests: { gull: { name: 'Gull', kind: 'SLOOP' }, tern: { name: 'Tern', kind: 'KETCH' } }, answers: boats });
  const harbour = operation('get', '/harbours/{harbourId}', { answers: { one: { name: 'East' } }, statuses: ['404'] });
  const master = operation('get', '/masters', { answers: { one: {} }, roles: ['harbourmaster'], statuses: ['403'] });
  const none = { params: {}, claims: undefined, body: undefined };

  test.each<[string, Parameters<typeof chooseExample>[0], Choice]>([
    ['the first, where nothing speaks for another', { ...none, operation: mine }, undefined],
    ['the first, where it is the one of the path', { ...none, operation: read, params: { boatId: '1' } }, undefined],
    ['that of the id in the path', { ...none, operation: read, params: { boatId: '2' } }, { example: 'tern' }],
    ['none, where no example has the id', { ...none, operation: read, params: { boatId: '3' } }, { status: 404 }],
    ['the first, where the examples do not tell their id', { ...none, operation: harbour, params: { harbourId: '9' } }, undefined],
    ['that of the token’s subject, however deep', { ...none, operation: mine, claims: { sub: 'ben' } }, { example: 'tern' }],
    ['the first, for a subject that has none', { ...none, operation: mine, claims: { sub: 'carl' } }, undefined],
    ['the answer to the request most like this one', { ...none, operation: sail, body: { name: 'Another', kind: 'KETCH' } }, { example: 'tern' }],
    ['the first, for a request like none', { ...none, operation: sail, body: { name: 'Another' } }, undefined],
    ['the refusal, for a token without the role', { ...none, operation: master, claims: { sub: 'anna', roles: ['sailor'] } }, { status: 403 }],
    ['no refusal for a token that says nothing', { ...none, operation: master }, undefined],
  ])('is %s', (_, asked, choice) => {
    expect(chooseExample(asked)).toEqual(choice);
  });

  test('is looked for in the operation with the most literal path', () => {
    expect(matchOperation([read, mine, sail], 'GET', '/boats/mine')?.operation).toBe(mine);
    expect(matchOperation([read, mine, sail], 'GET', '/boats/a%20b')).toEqual({ operation: read, params: { boatId: 'a b' }, literal: 2 });
    expect(matchOperation([read, mine, sail], 'GET', '/boats/1/2')).toBeUndefined();
  });
});

test('an operation that changes a thing borrows the things that can be read, and says of them what it does', () => {
  const members = { kind: { enum: ['SLOOP', 'KETCH', 'WRECK'] } };
  const sink = operation('post', '/boats/{boatId}/sink', { answers: { gull: { boatId: '1', kind: 'WRECK' } }, members });
  const change = operation('patch', '/boats/{boatId}', { answers: { gull: boats.gull }, members });
  borrowExamples([operation('get', '/boats/{boatId}', { answers: boats }), sink, change]);
  const shown = (one: ApiOperation): readonly unknown[] => exampleBodies(successOf(one)).map(({ value }) => value);
  expect(shown(sink)).toEqual([{ boatId: '1', kind: 'WRECK' }, { ...boats.tern, kind: 'WRECK' }]);
  expect(shown(change)).toEqual([boats.gull, boats.tern]);
});

describe('a page', () => {
  const members = { items: { items: { properties: { boatId: { type: 'string', format: 'uuid' }, name: { type: 'string' }, kind: { enum: ['SLOOP', 'KETCH'] } } } } };
  const list = operation('get', '/boats', { query: ['kind', 'words', 'limit', 'cursor'], members });
  const items = ['Gull', 'Tern', 'Black Gull', 'Auk'].map((name, index) => ({ boatId: `id-gull-${index}`, name, kind: index % 2 === 0 ? 'SLOOP' : 'KETCH' }));
  const narrowed = (query: string): unknown => narrowPage(list, new URLSearchParams(query), { items, nextCursor: null });

  test.each([
    ['', ['Gull', 'Tern', 'Black Gull', 'Auk']],
    ['kind=KETCH', ['Tern', 'Auk']],
    ['words=gull', ['Gull', 'Black Gull']],
    ['words=GULL black&kind=SLOOP', ['Black Gull']],
    ['words=ketch', []],
    ['limit=1&kind=KETCH', ['Tern']],
    ['unknown=x', ['Gull', 'Tern', 'Black Gull', 'Auk']],
    ['cursor=bm90IGpzb24', ['Gull', 'Tern', 'Black Gull', 'Auk']],
  ])('of %p has %p', (query, names) => {
    expect(narrowed(query)).toMatchObject({ items: names.map((name) => ({ name })) });
  });

  test('leads to the next by its cursor, and what is no page stays as it is', () => {
    const first = narrowed('limit=3');
    const cursor = typeof first === 'object' && first !== null && 'nextCursor' in first ? String(first.nextCursor) : '';
    expect(narrowed(`limit=3&cursor=${cursor}`)).toEqual({ items: [items[3]], nextCursor: null });
    expect(narrowPage(list, new URLSearchParams(), { items: 'none' })).toEqual({ items: 'none' });
  });
});

test('violations are told by JSON Pointers in the words of the contract', () => {
  const one = (location: readonly string[], message: string, code: unknown = 'x'): unknown => ({ location, severity: 'Error', code, message });
  const read = readViolations(
    JSON.stringify([
      one(['request', 'path', 'boatid'], 'Request path parameter boatid must match format "uuid"'),
      one(['request', 'body'], "Request body must have required property 'name'"),
      one(['request', 'body', 'items', '0'], "Request body property items.0 must NOT have additional properties; found 'price'"),
      one(['response', 'header', 'etag'], 'Response header parameter etag must match pattern "^x$"'),
      one(['request'], 'Invalid security scheme used', 401),
    ]),
    { ...operation('get', '/boats/{boatId}'), request: { path: [{ name: 'boatId' }] } },
  );
  expect(read.map((violation) => `${violation.side} ${inWords(violation)}`)).toEqual([
    'request params/boatId must match format "uuid"',
    'request body/name is required',
    'request body/items/0/price must NOT have additional properties',
    'response headers/etag must match pattern "^x$"',
    'request needs an access token (Authorization: Bearer …)',
  ]);
  expect(readViolations('Too many violations! [{"location":["request","body"', undefined)).toHaveLength(1);
});
