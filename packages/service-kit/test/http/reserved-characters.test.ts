import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ServiceContract } from '@kada-mandiya/contract';
import { createHttpApp, listen, type HttpServer } from '../../src/index.ts';
import { keptLog } from '../../src/testing/index.ts';

const parameter = (name: string): object => ({ name, in: 'query', schema: { type: 'string', maxLength: 20 } });

const search = {
  name: 'search-service',
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Search', version: '1.0.0' },
    paths: {
      '/found': {
        parameters: [{ $ref: '#/components/parameters/Where' }],
        get: {
          operationId: 'find',
          parameters: [parameter('q')],
          responses: { 200: { description: 'What was asked.', content: { 'application/json': { schema: { type: 'object' } } } }, 400: { description: 'No.', content: { 'application/problem+json': { schema: { type: 'object' } } } } },
        },
      },
    },
    components: { parameters: { Where: parameter('where') } },
  },
  operations: { find: { id: 'find', method: 'get', path: '/found', secured: false, roles: [], internal: false, statuses: [200, 400] } },
  publishes: {},
  consumes: {},
} as const satisfies ServiceContract;

let server: HttpServer;
beforeAll(async () => {
  const { logger } = keptLog();
  const contract: ServiceContract = search;
  const handlers = { find: (request: unknown) => ({ status: 200, body: request }) };
  server = await listen({ app: createHttpApp({ contract, handlers, tools: {}, logger }), logger, port: 0 });
});
afterAll(() => server.stop());

const text = `black tea & 'milk' (50%) +1 [a/b?c=d;e:f@g!$*,#]`;

test.each([
  ['URLSearchParams', (value: string) => new URLSearchParams({ q: value, where: value }).toString()],
  ['encodeURIComponent', (value: string) => `q=${encodeURIComponent(value)}&where=${encodeURIComponent(value)}`],
])('a query string of %s means what was written', async (_who, written) => {
  for (let start = 0; start < text.length; start += 20) {
    const part = text.slice(start, start + 20);
    const response = await fetch(new URL(`/found?${written(part)}`, server.url));
    expect([response.status, await response.json()]).toMatchObject([200, { query: { q: part, where: part } }]);
  }
});

test('what it means is still held against the contract', async () => {
  const response = await fetch(new URL(`/found?q=${'+'.repeat(21)}`, server.url));
  expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ pointer: '/query/q' }] }]);
});
