import { afterEach, describe, expect, test } from '@jest/globals';
import { call, customerId, rawSocket, startServer, startService, startUnderTest, stopAll, tokenFor } from './gateway-under-test.ts';

afterEach(stopAll);

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const given = 'EF09D1D3-EBF5-4BD7-BD75-2B6E7AB95B0E';

describe('a service is sent', () => {
  test('what the client sent, and who the client is', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const authorization = `Bearer ${tokenFor()}`;
    await call(url, '/orders?status=PAID&limit=%32', { headers: { authorization, accept: 'application/json', 'If-None-Match': '"1"', 'x-twice': ['a', 'b'] } });
    const [received] = service.received;

    expect(received).toMatchObject({ method: 'GET', url: '/orders?status=PAID&limit=%32' });
    expect(received?.headers).toEqual({
      authorization,
      accept: 'application/json',
      'if-none-match': '"1"',
      'x-twice': 'a, b',
      host: new URL(service.url).host,
      connection: 'keep-alive',
      'x-correlation-id': expect.stringMatching(uuid),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(url).host,
      via: '1.1 gateway',
    });
  });

  test('nothing that only the gateway may say, and nothing of the connection', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const headers = {
      'X-Internal-User': customerId,
      'x-internal-': 'a',
      'X-Forwarded-For': '198.51.100.7',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Prefix': '/a',
      Forwarded: 'for=198.51.100.7',
      'X-Real-IP': '198.51.100.7',
      'X-Request-Id': 'mine',
      'Keep-Alive': 'timeout=100',
      'Proxy-Authorization': 'Basic YTpi',
      'Proxy-Connection': 'keep-alive',
      TE: 'trailers',
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAMAAABkAAQAAP__',
      'X-Hop': 'mine',
      'X-Other-Hop': 'mine',
      'X-Stays': 'mine',
      Connection: 'upgrade, X-Hop,, x-other-hop , http2-settings, content-type, X-Correlation-Id',
      'Content-Type': 'application/json',
    };
    await call(url, '/products', { headers });
    const [received] = service.received;

    expect(received?.headers).toEqual({
      'content-type': 'application/json',
      'x-stays': 'mine',
      host: new URL(service.url).host,
      connection: 'keep-alive',
      'x-correlation-id': expect.stringMatching(uuid),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(url).host,
      via: '1.1 gateway',
    });
  });

  test('the token, even where Connection names it', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const authorization = `Bearer ${tokenFor()}`;
    await call(url, '/orders', { headers: { authorization, connection: 'authorization' } });

    expect(service.received[0]?.headers.authorization).toBe(authorization);
  });

  test('the correlation id of the client where it is a UUID, else a new one; the answer has the same', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const kept = await call(url, '/products', { headers: { 'x-correlation-id': given } });
    const made = await call(url, '/products', { headers: { 'x-correlation-id': 'x'.repeat(20) } });
    const ids = service.received.map(({ headers }) => headers['x-correlation-id']);

    expect(ids).toEqual([given.toLowerCase(), expect.stringMatching(uuid)]);
    expect([kept.headers['x-correlation-id'], made.headers['x-correlation-id']]).toEqual(ids);
    expect(made.headers['x-request-id']).toMatch(uuid);
  });

  test('bytes of headers as they were, whatever they mean', async () => {
    const service = await startService((_request, response) => response.setHeader('x-back', Buffer.from('tea ☕').toString('latin1')).end(Buffer.from('{}')));
    const { url } = await startUnderTest({ service: service.url });
    const bytes = Buffer.from('tea ☕').toString('latin1');
    const answer = await call(url, '/products', { headers: { 'x-text': bytes } });

    expect([service.received[0]?.headers['x-text'], answer.headers['x-back']]).toEqual([bytes, bytes]);
  });
});

describe('who the client is', () => {
  const trusted = ['10.0.0.0/8', '127.0.0.1', 'fd00::/8'];

  test.each([
    ['nobody is trusted', [], { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' }, '127.0.0.1', 'http'],
    ['another one is trusted', ['10.0.0.1'], { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' }, '127.0.0.1', 'http'],
    ['a trusted proxy says it', trusted, { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' }, '198.51.100.7', 'https'],
    ['it says more than a proxy saw', trusted, { 'x-forwarded-for': '1.1.1.1, 198.51.100.7' }, '198.51.100.7', 'http'],
    ['several trusted proxies say it', trusted, { 'x-forwarded-for': '1.1.1.1, 198.51.100.7, fd00::1, 10.1.2.3' }, '198.51.100.7', 'http'],
    ['only trusted ones are named', trusted, { 'x-forwarded-for': '10.1.1.1, 10.1.2.3' }, '10.1.1.1', 'http'],
    ['what is named is no address', trusted, { 'x-forwarded-for': '198.51.100.7, unknown, 10.1.2.3' }, '10.1.2.3', 'http'],
    ['nothing is named', trusted, {}, '127.0.0.1', 'http'],
    ['it has a port', trusted, { 'x-forwarded-for': '198.51.100.7:4711' }, '198.51.100.7', 'http'],
    ['it is IPv6 with a port', trusted, { 'x-forwarded-for': '[2001:DB8:0:0::1]:4711' }, '2001:db8::1', 'http'],
    ['it is IPv4 in IPv6', trusted, { 'x-forwarded-for': '::ffff:198.51.100.7' }, '198.51.100.7', 'http'],
    ['the nearest proxy says the protocol', trusted, { 'x-forwarded-proto': 'https, http' }, '127.0.0.1', 'http'],
  ])('where %s', async (_what, trustedProxies, headers, address, protocol) => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url, settings: { trustedProxies } });
    const answer = await call(url, '/products', { headers });

    expect(service.received[0]?.headers).toMatchObject({ 'x-forwarded-for': address, 'x-forwarded-proto': protocol });
    expect(answer.headers['strict-transport-security']).toBe(protocol === 'https' ? 'max-age=31536000; includeSubDomains' : undefined);
  });

  test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', 'localhost', ''])('cannot be told by %p', async (entry) => {
    await expect(startUnderTest({ service: 'http://127.0.0.1:1', settings: { trustedProxies: [entry] } })).rejects.toThrow('neither an address nor a network');
  });
});

describe('a client is given', () => {
  test('what the service answered, without what is inside', async () => {
    const service = await startService((_request, response) => {
      response.writeHead(200, [
        ...['Content-Type', 'application/json', 'ETag', '"2"', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Vary', 'Accept'],
        ...['X-Internal-Node', 'a', 'X-Powered-By', 'Express', 'Server', 'node', 'X-Request-Id', 'inner', 'X-Correlation-Id', 'inner'],
        ...['Access-Control-Allow-Origin', '*', 'X-Frame-Options', 'SAMEORIGIN', 'Content-Security-Policy', 'none', 'Strict-Transport-Security', 'max-age=1'],
        ...['Connection', 'close, X-Hop', 'X-Hop', 'a', 'Keep-Alive', 'timeout=1', 'Proxy-Authenticate', 'Basic', 'Content-Length', '2'],
      ]);
      response.end('{}');
    });
    const { url } = await startUnderTest({ service: service.url });
    const { headers } = await call(url, '/products', { headers: { connection: 'keep-alive' } });

    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-length': '2',
      etag: '"2"',
      'set-cookie': ['a=1', 'b=2'],
      vary: 'Accept',
      date: expect.any(String),
      connection: 'keep-alive',
      'keep-alive': expect.any(String),
      'x-correlation-id': expect.stringMatching(uuid),
      'x-request-id': expect.stringMatching(uuid),
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  test('the same protection with what the gateway answers itself', async () => {
    const { url } = await startUnderTest({ service: 'http://127.0.0.1:1', settings: { trustedProxies: ['127.0.0.1'], hstsSeconds: 60 } });
    for (const path of ['/nope', '/openapi.json', '/health/live', '/orders', '/orders/..']) {
      const { headers } = await call(url, path, { headers: { 'x-forwarded-proto': 'https' } });
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=60; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-correlation-id': expect.stringMatching(uuid),
        'x-request-id': expect.stringMatching(uuid),
      });
    }
  });

  test('the same protection with what it cannot read', async () => {
    const { url } = await startUnderTest({ service: 'http://127.0.0.1:1' });
    const answer = (await rawSocket(url, 'no request', '', '')).toLowerCase();

    expect(answer).toMatch(/^http\/1\.1 400/);
    for (const header of ["content-security-policy: default-src 'none'; frame-ancestors 'none'", 'referrer-policy: no-referrer', 'x-content-type-options: nosniff', 'x-frame-options: deny']) {
      expect(answer).toContain(`\r\n${header}\r\n`);
    }
  });

  test('no promise of HTTPS where it is to hold for 0 seconds', async () => {
    const { url } = await startUnderTest({ service: 'http://127.0.0.1:1', settings: { trustedProxies: ['127.0.0.1'], hstsSeconds: 0 } });
    expect((await call(url, '/health/live', { headers: { 'x-forwarded-proto': 'https' } })).headers['strict-transport-security']).toBeUndefined();
  });

  test('an answer over HTTP/1.0 that ends with the connection, in no transfer coding', async () => {
    const service = await startServer((_request, response) => {
      response.write('{"a":');
      response.end('1}');
    });
    const { url } = await startUnderTest({ service });
    const answer = await rawSocket(url, 'GET /products HTTP/1.0', '', '');

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).not.toMatch(/transfer-encoding/i);
    expect(answer).toMatch(/\r\n\r\n\{"a":1\}$/);
  });
});
