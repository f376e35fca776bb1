import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttpApp } from '../../src/index.ts';
import { keptLog } from '../../src/testing/index.ts';
import { authenticate, bookId, handlers, library, raw, rawSocket, startLibrary, type LibraryHandlers, type LibraryOptions, type RunningLibrary } from './library.ts';

const nothing: unknown = undefined;

let running: RunningLibrary | undefined;
afterEach(async () => {
  await running?.server.stop();
  running = undefined;
});

async function start(options: LibraryOptions): Promise<RunningLibrary> {
  running = await startLibrary(options);
  return running;
}

/** A handler as one that is not written in TypeScript, or answers what came from elsewhere. */
function answering(value: unknown): LibraryOptions {
  const all: Partial<LibraryHandlers> = {};
  Reflect.set(all, 'getBook', () => value);
  return { handlers: all };
}

const faults = ({ lines }: RunningLibrary): unknown[] => lines.filter(({ level }) => level === 'error');
const serverError = { status: 500, body: { type: 'about:blank', title: 'Internal Server Error', status: 500, instance: `/books/${bookId}` } };

describe('an answer', () => {
  test('has the headers, the media type and the length that the handler gave', async () => {
    const { url } = await start({});

    await expect(raw(url, `/books/${bookId}`)).resolves.toMatchObject({
      status: 200,
      headers: { etag: '"2"', 'content-type': 'application/json', 'content-length': '96', 'x-content-type-options': 'nosniff', 'x-correlation-id': expect.any(String) },
    });
    expect((await raw(url, `/books/${bookId}`)).headers['x-powered-by']).toBeUndefined();
  });

  test('of a text is UTF-8, and says so', async () => {
    const { url } = await start({});

    await expect(raw(url, `/books/${bookId}/label`)).resolves.toMatchObject({ text: 'ගම්පෙරළිය', headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '27' } });
  });

  test('without a body has none', async () => {
    const { url } = await start({});
    const answer = await raw(url, `/books/${bookId}`, { method: 'DELETE', headers: { authorization: 'Bearer librarian' } });

    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers['content-type']).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['of a status that is not declared', { status: 202, body: {} }],
    ['of a status in text', { status: '200', body: {} }],
    ['that is nothing', undefined],
    ['of a media type that is not declared', { status: 200, contentType: 'text/html', headers: { etag: '"1"' }, body: '<p>' }],
    ['without its body', { status: 200, headers: { etag: '"1"' } }],
    ['with a body that cannot be printed', { status: 200, headers: { etag: '"1"' }, body: { copies: 1n } }],
    ['with a header that would end its line', { status: 200, headers: { etag: '"1"\r\nset-cookie: a=b' }, body: {} }],
    ['with a header that is refused behind one that is good', { status: 200, headers: { etag: '"1"', 'set-cookie': 'a=b', 'x y': 'z' }, body: {} }],
    ['with a header that is no text', { status: 200, headers: { etag: {} }, body: {} }],
  ])('%s is a 500, logged once, and nothing of it gets out', async (_what, value) => {
    const service = await start(answering(value));
    const answer = await service.client.send('getBook', { params: { bookId } });

    expect(answer).toMatchObject(serverError);
    expect(answer.headers).not.toHaveProperty('etag');
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(faults(service)).toHaveLength(1);
  });

  test.each<[string, () => never]>([
    ['an error', () => { throw new Error('password=hunter2'); }],
    ['an error that looks like a refusal of the client', () => { throw Object.assign(new Error('no such table'), { status: 400 }); }],
    ['an error that says 404', () => { throw Object.assign(new Error('gone'), { status: 404 }); }],
    ['nothing', () => { throw nothing; }],
  ])('of a handler that throws %s is a 500 without its text, logged once', async (_what, getBook) => {
    const service = await start({ handlers: { getBook } });
    const { status, body } = await service.client.send('getBook', { params: { bookId } });

    expect({ status, body }).toMatchObject(serverError);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|table|gone/);
    expect(faults(service)).toHaveLength(1);
  });

  test('of a service whose authentication fails is a 500, not a 401', async () => {
    const service = await start({ authenticate: () => Promise.reject(new Error('no keys')) });

    await expect(service.client.send('lendBook', { token: 'reader' })).resolves.toMatchObject({ status: 500 });
    expect(faults(service)).toHaveLength(1);
  });

  test('to what is not HTTP is a problem document too', async () => {
    const { url } = await start({});
    const answer = await rawSocket(url, 'what is this\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ type: 'about:blank', status: 400 });
    await expect(rawSocket(url, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).resolves.toMatch(/^HTTP\/1\.1 431 /);
  });

  test.each([
    ['no host', 'GET /books HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two hosts', 'GET /books HTTP/1.1\r\nHost: a\r\nhost: b\r\nConnection: close\r\n\r\n', 400],
    ['the method CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', 501],
  ])('to a request with %s is a problem document too', async (_what, bytes, status) => {
    const { url, seen } = await start({});
    const answer = await rawSocket(url, bytes);

    expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status, correlationId: expect.any(String) });
    expect([answer.slice(0, 12), seen]).toEqual([`HTTP/1.1 ${status}`, []]);
  });

  test('to HTTP/1.0, which knew no hosts, is an answer', async () => {
    const { url } = await start({});

    await expect(rawSocket(url, 'GET /books HTTP/1.0\r\n\r\n')).resolves.toMatch(/^HTTP\/1\.1 200 /);
  });

  test('names a hostile path as a URI', async () => {
    const { url } = await start({});
    const answer = await rawSocket(url, 'GET //evil"<script>/%zz?secret=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');

    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ instance: '/evil%22%3Cscript%3E/%25zz' });
  });
});

describe('an app is not made', () => {
  const { logger } = keptLog();
  const options = { contract: library, handlers, tools: { seen: [] }, logger, authenticate };

  test('without a handler', () => {
    const { getBook, ...rest } = handlers;
    expect(getBook).toBeDefined();
    expect(() => createHttpApp({ ...options, handlers: Object.assign({ getBook: handlers.getBook }, rest, { getBook: undefined }) })).toThrow('library-service has no handler for getBook');
  });

  test('without authentication where callers are signed in', () => {
    const { authenticate: _, ...rest } = options;
    expect(() => createHttpApp(rest)).toThrow('is for signed-in callers: it needs authenticate');
  });

  test('of operations that its document does not have', () => {
    expect(() => createHttpApp({ ...options, contract: { ...library, openapi: { openapi: '3.1.0', paths: {} } } })).toThrow('the OpenAPI document has no GET /books');
  });
});
