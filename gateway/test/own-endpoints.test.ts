import { afterEach, describe, expect, test } from '@jest/globals';
import { publicApi, routes } from '@kada-mandiya/gateway-contract';
import { productServiceOperations } from '../../generated/http-contracts/src/product-service/operations.ts';
import { call, startServer, startService, startUnderTest, stopAll } from './gateway-under-test.ts';

afterEach(stopAll);

const services = [...new Set(routes.map((route) => route.service))];
const allOk = Object.fromEntries(services.map((name) => [name, 'ok']));

describe('health', () => {
  test('is ready where all services are', async () => {
    const service = await startService((_request, response) => response.end('{"status":"ready"}'));
    const { url } = await startUnderTest({ service: service.url });
    const answer = await call(url, '/health/ready');

    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'ready', checks: allOk }]);
    expect(services).toEqual(expect.arrayContaining(['auth-service', 'order-service']));
    expect(service.received.map((one) => one.url)).toEqual(new Array(services.length).fill('/health/ready'));
  });

  test('names the services that are not there, not ready, or silent', async () => {
    const gone = await startServer(() => undefined);
    await stopAll();
    const service = await startService();
    const notReady = await startService((_request, response) => response.writeHead(503).end('{}'));
    const silent = await startServer(() => undefined);
    const { url } = await startUnderTest({
      service: service.url,
      others: { 'order-service': gone, 'payment-service': notReady.url, 'user-service': silent },
      settings: { readyWithinMs: 300 },
    });
    const answer = await call(url, '/health/ready');

    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toEqual({
      status: 'not-ready',
      checks: { ...allOk, 'order-service': 'failing', 'payment-service': 'failing', 'user-service': 'failing' },
    });
  });

  test('is live without any service', async () => {
    const { url } = await startUnderTest({ service: 'http://127.0.0.1:1' });
    expect(await call(url, '/health/live')).toMatchObject({ status: 200, text: '{"status":"live"}' });
  });
});

describe('the public API document', () => {
  test('is served, and once only', async () => {
    const { url } = await startUnderTest({ service: 'http://127.0.0.1:1' });
    const first = await call(url, '/openapi.json');
    const { etag = '' } = first.headers;

    expect(first.headers['content-type']).toBe('application/json');
    expect(JSON.parse(first.text)).toEqual(publicApi);
    for (const known of [etag, `"other", W/${etag}`, '*']) {
      expect(await call(url, '/openapi.json', { headers: { 'if-none-match': known } })).toMatchObject({ status: 304, text: '', headers: { etag } });
    }
    expect((await call(url, '/openapi.json', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    expect(await call(url, '/openapi.json', { method: 'HEAD' })).toMatchObject({ status: 200, text: '', headers: { 'content-length': String(Buffer.byteLength(first.text)) } });
    expect((await call(url, '/openapi.json', { method: 'POST' })).headers.allow).toBe('GET, HEAD, OPTIONS');
  });
});

test('no internal operation is reached, by any method', async () => {
  const internal = Object.values(productServiceOperations).filter((operation) => operation.internal);
  const service = await startService();
  const { url } = await startUnderTest({ service: service.url });

  expect(internal.length).toBeGreaterThan(0);
  for (const { path } of internal) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) expect((await call(url, path, { method })).status).toBe(404);
  }
  expect(service.received).toEqual([]);
});
