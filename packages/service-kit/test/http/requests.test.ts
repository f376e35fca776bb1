import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { currentContext } from '@kada-mandiya/logger';
import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { authenticate, bookId, handlers, key, raw, startLibrary, type RunningLibrary } from './library.ts';

const problem = (status: number, more: object = {}): object =>
  expect.objectContaining({ status, body: expect.objectContaining({ status, correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/), ...more }) });

test('the first requests are validated: they wait for the validator, which is loaded by them', async () => {
  const { url, server, seen } = await startLibrary();
  const paths = ['/books?limit=1000', '/books?limit=7', '/books?limit=many', `/books/${bookId}`, '/books/not-an-id', '/books?unknown=1'];
  const answers = await Promise.all(paths.map((path) => raw(url, path)));
  await server.stop();

  expect(answers.map(({ status }) => status)).toEqual([400, 200, 400, 200, 400, 400]);
  expect(seen).toHaveLength(2);
});

describe('a request', () => {
  let library: RunningLibrary;
  beforeAll(async () => {
    library = await startLibrary();
  });
  beforeEach(() => {
    library.seen.length = 0;
  });
  afterAll(() => library.server.stop());

  describe('reaches its handler with what the contract declares, and nothing else', () => {
    test('query parameters with the types of their schemas, and their defaults', async () => {
      await library.client.call('listBooks', { query: { limit: 7, tag: ['novel', 'short'] } });
      await library.client.send('listBooks', { query: { tag: 'one' } });

      expect(library.seen).toEqual([{ query: { limit: 7, tag: ['novel', 'short'] } }, { query: { limit: 20, tag: ['one'] } }]);
    });

    test('a path parameter, decoded once', async () => {
      await library.client.call('getBook', { params: { bookId } });
      await raw(library.url, `/books/${bookId.replace('-', '%2D')}`);
      const twice = await raw(library.url, `/books/${bookId.replace('-', '%252D')}`);

      expect(library.seen).toEqual([{ params: { bookId } }, { params: { bookId } }]);
      expect(twice.status).toBe(400);
    });

    test('a literal path before a templated one', async () => {
      await expect(library.client.call('getFeaturedBook', {})).resolves.toMatchObject({ status: 200, body: { title: 'Featured' } });
      expect(library.seen).toEqual([{}]);
    });

    test('headers, caller and body of a merge patch', async () => {
      const answer = await library.client.call('changeBook', { params: { bookId }, headers: { 'if-match': '"2"' }, body: { copies: 3 } }, { token: 'librarian' });

      expect(answer).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: { copies: 3 } });
      expect(library.seen).toEqual([{ params: { bookId }, headers: { 'if-match': '"2"' }, body: { copies: 3 }, caller: { id: 'kamal', roles: ['librarian'] } }]);
    });

    test('a cookie', async () => {
      const answer = await raw(library.url, '/shelf', { headers: { cookie: 'other=1; shelf=old%20poems; shelf=second' } });

      expect(JSON.parse(answer.text)).toEqual({ text: 'old poems' });
      expect(library.seen).toEqual([{ cookies: { shelf: 'old poems' } }]);
    });

    test('the raw bytes beside the parsed body', async () => {
      const rawBody = '{ "kind":\n "printed", "more": [1.0] }';
      await library.client.send('receivePrinterEvent', { headers: { 'printer-signature': 'abc' }, rawBody });

      expect(library.seen).toEqual([{ headers: { 'printer-signature': 'abc' }, body: { kind: 'printed', more: [1] }, rawBody: Buffer.from(rawBody) }]);
    });

    test('a media type without its parameters: the validator keeps one check for each content type it sees', async () => {
      let kept: IncomingHttpHeaders = {};
      const own = await startLibrary({
        authenticate: (request) => {
          kept = request.headers;
          return authenticate(request);
        },
      });
      const contentType = 'Application/JSON; version="2"; Charset=UTF-8';
      const answer = await own.client.send('lendBook', { token: 'reader', headers: { 'idempotency-key': key }, contentType, body: { items: [{ bookId, days: 1 }] } });
      await own.client.send('removeBook', { token: 'librarian', params: { bookId }, contentType: 'what/ever; a=1', body: 'x' });
      await own.server.stop();

      expect([answer.status, kept['content-type']]).toEqual([201, undefined]);
    });

    test('its media type as the contract writes it', async () => {
      let kept: IncomingHttpHeaders = {};
      const own = await startLibrary({
        authenticate: (request) => {
          kept = request.headers;
          return authenticate(request);
        },
      });
      await own.client.send('lendBook', { token: 'reader', headers: { 'idempotency-key': key }, contentType: 'Application/JSON; version="2"', body: { items: [{ bookId, days: 1 }] } });
      await own.server.stop();

      expect(kept['content-type']).toBe('application/json');
    });

    test('a compressed body', async () => {
      const rawBody = gzipSync(JSON.stringify({ kind: 'printed' }));
      const answer = await library.client.send('receivePrinterEvent', { headers: { 'printer-signature': 'abc', 'content-encoding': 'gzip' }, rawBody });

      expect(answer).toMatchObject({ status: 200 });
    });

    test('HEAD is answered as GET, without a body', async () => {
      const answer = await raw(library.url, `/books/${bookId}`, { method: 'HEAD' });

      expect(answer).toMatchObject({ status: 200, text: '', headers: { etag: '"2"', 'content-type': 'application/json' } });
      expect(library.lines.at(-1)?.fields).toMatchObject({ method: 'HEAD' });
    });

    test('the caller\'s correlation id holds in the handler and in the answer', async () => {
      let inside: string | undefined;
      const own = await startLibrary({
        handlers: {
          lendBook: async (request, tools) => {
            await Promise.resolve();
            inside = currentContext()?.correlationId;
            return handlers.lendBook(request, tools);
          },
        },
      });
      const headers = { 'idempotency-key': key, 'x-correlation-id': key };
      const answer = await own.client.send('lendBook', { token: 'reader', headers, body: { items: [{ bookId, days: 1 }] } });
      await own.server.stop();

      expect([inside, answer.headers['x-correlation-id'], answer.status]).toEqual([key, key, 201]);
    });
  });

  describe('is refused', () => {
    const invalid = (pointer: string): object => problem(400, { code: 'request-invalid', instance: expect.any(String), errors: expect.arrayContaining([expect.objectContaining({ pointer })]) });
    const loan = (body: unknown): Parameters<RunningLibrary['client']['send']> => ['lendBook', { token: 'reader', headers: { 'idempotency-key': key }, body }];
    const item = { bookId, days: 14 };

    test.each<[string, Parameters<RunningLibrary['client']['send']>, string]>([
      ['a query parameter that is too large', ['listBooks', { query: { limit: 101 } }], '/query/limit'],
      ['a query parameter that is no number', ['listBooks', { query: { limit: 'ten' } }], '/query/limit'],
      ['an empty query parameter', ['listBooks', { query: { limit: '' } }], '/query/limit'],
      ['a query parameter twice', ['listBooks', { query: { limit: [1, 2] } }], '/query/limit'],
      ['an unknown query parameter', ['listBooks', { query: { colour: 'red' } }], '/query/colour'],
      ['__proto__ as a query parameter', ['listBooks', { query: { ['__proto__']: 'x' } }], '/query/__proto__'],
      ['a path parameter against its format', ['getBook', { params: { bookId: '1' } }], '/params/bookId'],
      ['a missing header', ['lendBook', { token: 'reader', body: { items: [item] } }], '/headers/idempotency-key'],
      ['a header that was sent twice', ['lendBook', { token: 'reader', headers: { 'idempotency-key': `${key}, ${key}` }, body: { items: [item] } }], '/headers/idempotency-key'],
      ['a missing cookie', ['getShelf', {}], '/cookies/shelf'],
      ['a cookie against its pattern', ['getShelf', { cookies: { shelf: 'UPPER' } }], '/cookies/shelf'],
      ['a body that is missing', loan(undefined), '/body'],
      ['a body that is null', loan(null), '/body'],
      ['a body of another type', loan([]), '/body'],
      ['a missing property', loan({}), '/body/items'],
      ['a property deep inside', loan({ items: [item, { bookId, days: 61 }] }), '/body/items/1/days'],
      ['a number in text', loan({ items: [{ bookId, days: '14' }] }), '/body/items/0/days'],
      ['an undeclared property', loan({ items: [item], unitAmount: 1 }), '/body/unitAmount'],
      ['a format', loan({ items: [{ bookId: 'zzzzzzzz-ccb1-4e87-af87-4d1807b2031b', days: 1 }] }), '/body/items/0/bookId'],
      ['JSON that is broken', ['lendBook', { token: 'reader', headers: { 'idempotency-key': key }, rawBody: '{"items":' }], '/body'],
      ['bytes that are no text', ['lendBook', { token: 'reader', headers: { 'idempotency-key': key }, rawBody: new Uint8Array([0xff, 0xfe, 0]) }], '/body'],
      ['a property named __proto__', ['receivePrinterEvent', { headers: { 'printer-signature': 'a' }, rawBody: '{"kind":"a","in":[{"\\u005f_proto__":{"admin":true}}]}' }], '/body/in/0/__proto__'],
    ])('400, with the place: %s', async (_what, [id, request], pointer) => {
      await expect(library.client.send(id, request)).resolves.toEqual(invalid(pointer));
      expect(library.seen).toEqual([]);
    });

    test('400 of a header on two lines', async () => {
      const headers = { 'idempotency-key': [key, key], authorization: 'Bearer reader', 'content-type': 'application/json' };
      const answer = await raw(library.url, '/loans', { method: 'POST', headers, body: JSON.stringify({ items: [item] }) });

      expect(JSON.parse(answer.text)).toMatchObject({ status: 400, errors: [{ pointer: '/headers/idempotency-key' }, { pointer: '/headers/idempotency-key' }] });
    });

    test('400 names every fault at once, and no more than a hundred', async () => {
      const { body } = await library.client.send('lendBook', { token: 'reader', headers: {}, body: { items: [{ days: 0 }], a: 1 } });
      const many = await library.client.send(...loan({ items: Array.from({ length: 500 }, () => ({})) }));

      expect(body).toMatchObject({
        errors: expect.arrayContaining(['/headers/idempotency-key', '/body/items/0/bookId', '/body/items/0/days', '/body/a'].map((pointer) => expect.objectContaining({ pointer }))),
      });
      expect(many).toMatchObject({ status: 400, body: { errors: { length: 100 } } });
    });

    test('401 without a token, and with one that is not good, before anything else is looked at', async () => {
      const without = await library.client.send('lendBook', { rawBody: '{' });
      const wrong = await library.client.send('lendBook', { token: 'forged', body: {} });

      expect(without).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { code: 'token-invalid' } });
      expect(wrong).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' }, body: { code: 'token-invalid' } });
    });

    test('403 without the role; one of several is enough', async () => {
      await expect(library.client.send('removeBook', { token: 'reader', params: { bookId } })).resolves.toEqual(problem(403, { code: 'role-missing', detail: 'This needs the role librarian or director.' }));
      await expect(library.client.call('removeBook', { params: { bookId } }, { token: 'librarian' })).resolves.toMatchObject({ status: 204 });
    });

    test('428 without If-Match, 400 with one that is none, 412 with an old one', async () => {
      const change = { token: 'librarian', params: { bookId }, body: { copies: 1 } };

      await expect(library.client.send('changeBook', change)).resolves.toEqual(problem(428, { code: 'if-match-missing', type: 'https://kada-mandiya.example/problems/if-match-missing' }));
      await expect(library.client.send('changeBook', { ...change, headers: { 'if-match': '*' } })).resolves.toEqual(invalid('/headers/if-match'));
      await expect(library.client.send('changeBook', { ...change, headers: { 'if-match': '"1"' } })).resolves.toEqual(problem(412, { code: 'revision-stale', title: 'Revision stale', instance: `/books/${bookId}` }));
    });

    test.each(['text/plain', 'application/xml', 'application/jsonx', '', 'application/json-patch+json'])('415 of media type "%s"', async (contentType) => {
      const answer = await library.client.send('changeBook', { token: 'librarian', params: { bookId }, headers: { 'if-match': '"2"' }, contentType, rawBody: '{"copies":1}' });

      expect(answer).toEqual(problem(415, { detail: 'Send application/merge-patch+json.' }));
      expect(answer.headers).toMatchObject({ 'accept-patch': 'application/merge-patch+json' });
    });

    test.each<[string, object]>([
      ['an unknown content coding', { 'content-encoding': 'compress' }],
      ['an unknown charset', { 'content-type': 'application/json; charset=shift_jis' }],
    ])('415 of %s', async (_what, headers) => {
      await expect(library.client.send('receivePrinterEvent', { headers: { 'printer-signature': 'a', ...headers }, body: { kind: 'a' } })).resolves.toEqual(problem(415));
    });

    test.each<[string, string | Uint8Array, object]>([
      ['plain', JSON.stringify({ kind: 'x'.repeat(1_500_000) }), {}],
      ['that grows when it is unpacked', gzipSync(JSON.stringify({ kind: 'x'.repeat(5_000_000) })), { 'content-encoding': 'gzip' }],
    ])('413 of a body %s', async (_what, rawBody, headers) => {
      await expect(library.client.send('receivePrinterEvent', { headers: { 'printer-signature': 'a', ...headers }, rawBody })).resolves.toEqual(problem(413, { detail: 'The body may have 65536 bytes.' }));
    });

    test('413 of a body without a length, too', async () => {
      const answer = await raw(library.url, '/webhooks/printer', {
        method: 'POST',
        headers: { 'transfer-encoding': 'chunked', 'content-type': 'application/json', 'printer-signature': 'a' },
        body: 'x'.repeat(100_000),
      });

      expect(answer.status).toBe(413);
    });

    test.each(['/nowhere', '/Books', '/books/', `/books/${bookId}/`, '//books', '/books/%2e%2e', '/constructor', '/__proto__', '/books/a/b/c', '*'])('404 or 400 as a problem: %s', async (path) => {
      const answer = await raw(library.url, path);

      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect([404, 400]).toContain(answer.status);
      expect(JSON.parse(answer.text)).toMatchObject({ status: answer.status, correlationId: answer.headers['x-correlation-id'] });
    });

    test.each(['/books/%zz', '/books/%ff', '/books/%'])('400 of a path that cannot be decoded: %s', async (path) => {
      const answer = await raw(library.url, path);

      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'request-invalid', instance: expect.stringMatching(/^\/books\/%(?:25|ff)/) });
    });

    test('405 with what is allowed; OPTIONS says it too', async () => {
      const put = await raw(library.url, `/books/${bookId}`, { method: 'PUT' });
      const options = await raw(library.url, '/loans', { method: 'OPTIONS' });

      expect(put).toMatchObject({ status: 405, headers: { allow: 'DELETE, GET, HEAD, OPTIONS, PATCH' } });
      expect(JSON.parse(put.text)).toMatchObject({ type: 'about:blank', title: 'Method Not Allowed', status: 405 });
      expect(options).toMatchObject({ status: 204, headers: { allow: 'OPTIONS, POST' } });
    });
  });
});
