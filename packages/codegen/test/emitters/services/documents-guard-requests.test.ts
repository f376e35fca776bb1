import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { ErrorRequestHandler, Express } from 'express';
import { middleware as openapiValidator } from 'express-openapi-validator';
import type { Contract, HttpOperation } from '../../../src/ir/contract.ts';
import { isJsonObject } from '../../../src/ir/json.ts';
import type { JsonObject, JsonValue } from '../../../src/ir/json.ts';
import { contractOf, ownSpecs } from '../http/emitting.ts';

// The bundled document of each service, as its contract holds it, behind express-openapi-validator in Express 5.

/** A request as a test sends it. */
interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** What the body is the text of. */
  readonly example?: JsonValue;
}

const contract: Contract = await contractOf(ownSpecs);
const servers = new Map<string, Server>();

type Document = Exclude<Parameters<typeof openapiValidator>[0]['apiSpec'], string>;

function isDocument(value: object): value is Document {
  return 'openapi' in value && 'paths' in value;
}

/** An app that answers 200 with what a handler would be given, to every request that the document takes. */
function appFor(bundled: JsonObject): Express {
  const app = express();
  app.use(express.json({ type: ['application/json', 'application/merge-patch+json'] }));
  // The validator changes the document that it is given.
  const apiSpec = structuredClone<object>(bundled);
  if (!isDocument(apiSpec)) throw new Error('not an OpenAPI document');
  app.use(openapiValidator({ apiSpec, validateSecurity: false, validateResponses: false }));
  app.use((request, response) => {
    response.json({ query: request.query });
  });
  const onError: ErrorRequestHandler = (error: { status?: number; message: string }, _request, response, _next) => {
    response.status(error.status ?? 500).json({ message: error.message });
  };
  app.use(onError);
  return app;
}

beforeAll(async () => {
  for (const { name, bundled } of contract.apis) {
    servers.set(name, await new Promise<Server>((resolve) => {
      const server = appFor(bundled).listen(0, '127.0.0.1', () => resolve(server));
    }));
  }
});

afterAll(async () => {
  for (const server of servers.values()) await new Promise((resolve) => server.close(resolve));
});

async function send(api: string, { method, path, headers, body }: Request): Promise<{ status: number; answer: unknown }> {
  const address = servers.get(api)?.address();
  if (typeof address !== 'object' || address === null) throw new Error(`${api} does not listen`);
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const response = await fetch(`http://127.0.0.1:${String(address.port)}${path}`, init);
  return { status: response.status, answer: await response.json() };
}

/** The requests that an operation's examples make: one for each example of its body, one where it takes none. */
function requestsOf(operation: HttpOperation): Request[] {
  const { method, parameters, requestBody } = operation;
  const filled = (place: string): [string, string][] =>
    parameters.filter((parameter) => parameter.in === place).map(({ name, examples }) => [name, textOf(examples[0]?.value)]);
  const path = filled('path').reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)), operation.path);
  const query = new URLSearchParams(filled('query')).toString();
  const bare = { method: method.toUpperCase(), path: query === '' ? path : `${path}?${query}`, headers: Object.fromEntries(filled('header')) };
  if (requestBody === undefined) return [bare];
  return requestBody.content.flatMap(({ mediaType, examples }) =>
    examples.map(({ value }) => ({
      ...bare,
      example: value,
      headers: { ...bare.headers, 'content-type': mediaType },
      body: JSON.stringify(value),
    })),
  );
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const operations = contract.apis.flatMap(({ name, operations: all }) =>
  all.flatMap((operation) => requestsOf(operation).map((request, index) => ({ api: name, id: `${operation.id} ${String(index + 1)}`, operation, request }))),
);
const withBody = operations.filter(({ operation }) => operation.requestBody !== undefined);

describe('a request that is a declared example', () => {
  test.each(operations)('of $id passes', async ({ api, request }) => {
    expect(await send(api, request)).toMatchObject({ status: 200 });
  });
});

describe('a broken request', () => {
  test.each(withBody)('of $id: another kind of body is refused with 400', async ({ api, request }) => {
    expect(await send(api, { ...request, body: '[]' })).toMatchObject({ status: 400 });
  });

  test.each(withBody)('of $id: another media type is refused with 415', async ({ api, request }) => {
    const headers = { ...request.headers, 'content-type': 'application/xml' };
    expect(await send(api, { ...request, headers, body: '<a/>' })).toMatchObject({ status: 415 });
  });

  const incomplete = withBody.flatMap((one) => {
    const body = one.request.example;
    const required = requiredOf(one.operation);
    return isJsonObject(body) ? required.map((name) => ({ ...one, name, body: JSON.stringify({ ...body, [name]: undefined }) })) : [];
  });

  test.each(incomplete)('of $id: a body without $name is refused with 400', async ({ api, request, body }) => {
    expect(await send(api, { ...request, body })).toMatchObject({ status: 400 });
  });
});

/** What each body of an operation must have. */
function requiredOf({ requestBody }: HttpOperation): readonly string[] {
  const id = requestBody?.content[0]?.schema;
  return (id === undefined ? undefined : contract.schemas.get(id)?.required) ?? [];
}

test('parameters come as what their schemas say, and with their defaults', async () => {
  const { answer } = await send('order-service', { method: 'GET', path: '/orders', headers: {} });
  expect(answer).toMatchObject({ query: { limit: 20 } });
  const { answer: asked } = await send('order-service', { method: 'GET', path: '/orders?limit=5', headers: {} });
  expect(asked).toMatchObject({ query: { limit: 5 } });
});
