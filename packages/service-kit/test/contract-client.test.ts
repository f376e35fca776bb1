import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import { listen, type HttpServer } from '../src/index.ts';
import { ContractViolation, createContractClient, keptLog } from '../src/testing/index.ts';
import { bookId, library } from './http/library.ts';

let server: HttpServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

interface Wrong {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const id = 'ef09d1d3-ebf5-4bd7-bd75-2b6e7ab95b0e';
const book = { bookId, title: 'A', copies: 1 };
const notFound = { type: 'https://kada-mandiya.example/problems/not-found', title: 'Not found', status: 404, code: 'not-found', correlationId: id };

/** The faults that the client finds in an answer to `getBook`. */
async function faultsOf({ status = 200, headers = {}, body = JSON.stringify(book) }: Wrong): Promise<readonly string[]> {
  const { logger } = keptLog();
  const app = createServer().on('request', (_request, response) => {
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', 'x-correlation-id': id, ...(status === 200 ? { etag: '"1"' } : {}), ...headers }).end(body);
  });
  server = await listen({ app: (request, response) => void app.emit('request', request, response), logger, port: 0 });
  try {
    await createContractClient({ contract: library, url: server.url }).call('getBook', { params: { bookId } });
  } catch (error) {
    if (error instanceof ContractViolation) return error.faults;
    throw error;
  }
  return [];
}

describe('the client for tests', () => {
  test('takes what is declared', async () => {
    await expect(faultsOf({})).resolves.toEqual([]);
  });

  test('takes a declared problem', async () => {
    await expect(faultsOf({ status: 404, body: JSON.stringify(notFound) })).resolves.toEqual([]);
  });

  test.each<[string, Wrong, string]>([
    ['a status that is not declared', { status: 418, body: '{}' }, 'status 418 is not declared; body: {}'],
    ['another media type', { headers: { 'content-type': 'text/html' } }, 'media type text/html is not one of application/json'],
    ['a broken body', { body: '{' }, 'body is not JSON: {'],
    ['a body that lacks a property', { body: '{}' }, "body must have required property 'bookId'"],
    ['a property of the wrong type', { body: JSON.stringify({ ...book, copies: '1' }) }, 'body/copies must be integer'],
    ['a wrong format', { body: JSON.stringify({ ...book, bookId: '184dbcf9-ccb1-4e87-af87-4d1807b2031-' }) }, 'body/bookId must match format "uuid"'],
    ['a wrong header', { headers: { etag: 'W/"1"' } }, 'header ETag must match pattern "^"[1-9][0-9]{0,9}"$"'],
    ['a problem that gives another status', { status: 404, body: JSON.stringify({ ...notFound, status: 400 }) }, 'body/status is 400, the status 404'],
    ['a problem of another correlation', { status: 404, headers: { 'x-correlation-id': bookId }, body: JSON.stringify(notFound) }, 'body/correlationId is not the one of the header X-Correlation-Id'],
    ['a problem whose type is not its code', { status: 404, body: JSON.stringify({ ...notFound, type: 'about:blank' }) }, 'body/type does not end in the code'],
  ])('finds %s', async (_what, wrong, fault) => {
    await expect(faultsOf(wrong)).resolves.toContain(fault);
  });

  test('finds a header that is missing', async () => {
    const { logger } = keptLog();
    server = await listen({ app: (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(book)), logger, port: 0 });
    const client = createContractClient({ contract: library, url: server.url });

    await expect(client.send('getBook', { params: { bookId } })).rejects.toThrow('header ETag is missing');
  });
});
