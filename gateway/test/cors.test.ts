import { afterEach, describe, expect, test } from '@jest/globals';
import { headerNamesIn } from '../src/cors.ts';
import { call, startService, startUnderTest, stopAll, type Answer } from './gateway-under-test.ts';

afterEach(stopAll);

const shop = 'https://shop.example';
const corsOrigins = [shop, 'http://localhost:3000'];

function corsOf({ headers }: Answer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
}

async function started(settings: object = { corsOrigins }): Promise<{ readonly url: string; readonly received: readonly unknown[] }> {
  const service = await startService((_request, response) => response.setHeader('vary', 'Accept').setHeader('access-control-allow-origin', '*').end('{}'));
  const { url } = await startUnderTest({ service: service.url, settings });
  return { url, received: service.received };
}

const exposed = /ETag, Location, Retry-After, WWW-Authenticate, X-Correlation-Id, X-Request-Id$/;

describe('a script of a known origin', () => {
  test('reads the answers of services and of the gateway, with the headers of the contracts', async () => {
    const { url } = await started();
    const [passed, refused] = [await call(url, '/products', { headers: { origin: shop } }), await call(url, '/orders', { headers: { origin: shop } })];

    expect(corsOf(passed)).toEqual({ 'access-control-allow-origin': shop, 'access-control-expose-headers': expect.stringMatching(exposed), vary: 'Origin, Accept' });
    expect(refused.status).toBe(401);
    expect(corsOf(refused)).toEqual({ 'access-control-allow-origin': shop, 'access-control-expose-headers': expect.stringMatching(exposed), vary: 'Origin' });
  });

  test('is told what it may send, by the gateway', async () => {
    const { url, received } = await started();
    const answer = await call(url, '/orders', { method: 'OPTIONS', headers: { origin: shop, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } });

    expect(answer.status).toBe(204);
    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': expect.stringMatching(/^Authorization, Content-Type, .*Idempotency-Key, If-Match, .*X-Correlation-Id$/),
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    expect(received).toEqual([]);
  });

  test('is told nothing more by an OPTIONS that asks for no method', async () => {
    const { url } = await started();
    expect(corsOf(await call(url, '/orders', { method: 'OPTIONS', headers: { origin: shop } }))).not.toHaveProperty('access-control-allow-methods');
  });

  test('sends cookies only where that is allowed', async () => {
    const { url } = await started({ corsOrigins, corsCredentials: true });
    const asking = { origin: shop, 'access-control-request-method': 'POST' };
    for (const answer of [await call(url, '/products', { headers: { origin: shop } }), await call(url, '/orders', { method: 'OPTIONS', headers: asking })]) {
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': shop, 'access-control-allow-credentials': 'true' });
    }
  });
});

describe('another origin', () => {
  test.each(['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'https://SHOP.example', 'https://shop.example:8443', 'null', ''])('is allowed nothing: %p', async (origin) => {
    const { url } = await started();
    const plain = await call(url, '/products', { headers: { origin } });
    const preflight = await call(url, '/orders', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

    expect(corsOf(plain)).toEqual({ vary: 'Origin, Accept' });
    expect(corsOf(preflight)).toEqual({ vary: 'Origin' });
  });

  test('is not spoken of where no origin is known', async () => {
    const { url } = await started({});
    expect(corsOf(await call(url, '/products', { headers: { origin: shop } }))).toEqual({ vary: 'Accept' });
  });

  test('varies the answer even where there is none', async () => {
    const { url } = await started();
    expect(corsOf(await call(url, '/products'))).toEqual({ vary: 'Origin, Accept' });
  });
});

test('an address that nobody has is 404 for a preflight too', async () => {
  const { url } = await started();
  expect((await call(url, '/nope', { method: 'OPTIONS', headers: { origin: shop, 'access-control-request-method': 'GET' } })).status).toBe(404);
});

test('the headers of a document are those of its parameters and answers, and not the names of its components or examples', () => {
  const document = {
    paths: {
      '/a': {
        get: {
          parameters: [{ in: 'header', name: 'If-Match' }, { in: 'query', name: 'limit' }, { $ref: '#/components/parameters/Key' }],
          responses: { 200: { headers: { ETag: {} }, content: { 'application/json': { example: { responses: { x: { headers: { Wrong: {} } } } } } } } },
        },
      },
    },
    components: { headers: { EntityTag: {} }, parameters: { Key: { in: 'header', name: 'Idempotency-Key' } }, responses: { Late: { headers: { 'Retry-After': {} } } } },
  };
  const { sent, answered } = headerNamesIn(document);
  expect([[...sent].sort(), [...answered].sort()]).toEqual([['Idempotency-Key', 'If-Match'], ['ETag', 'Retry-After']]);
});
