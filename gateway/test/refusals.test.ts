import { createTokenSigner, generateSigningKey } from '@kada-mandiya/auth';
import { afterEach, describe, expect, test } from '@jest/globals';
import { routes } from '@kada-mandiya/gateway-contract';
import { call, customerId, otherId, problemIn, signingKey, startService, startUnderTest, stopAll, tokenFor } from './gateway-under-test.ts';

afterEach(stopAll);

const id = '184dbcf9-ccb1-4e87-af87-4d1807b2031b';
const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

describe('an address', () => {
  test.each(['/nope', '/', '/orders/', '//orders', '/ORDERS', '/orders//cancel', '/products/', '/internal/products/republish', '/docs', '/health', '/metrics'])('that nobody has is 404: %s', async (path) => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answer = await call(url, path, { headers: bearer(tokenFor(customerId, 'admin')), method: path.startsWith('/internal') ? 'POST' : 'GET' });

    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(problemIn(answer)).toMatchObject({ status: 404, code: 'not-found', instance: path.replace(/^\/+/, '/') });
    expect(service.received).toEqual([]);
  });

  test.each(['/orders/../users', '/orders/%2e%2e/users', '/orders%2Fx', '/orders/%2', '/orders/a%00', '/orders\\..\\users', '/orders/%5c'])('that can be read in two ways is 400: %s', async (path) => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answer = await call(url, path, { headers: bearer(tokenFor(customerId, 'admin')) });

    expect(answer.status).toBe(400);
    expect(problemIn(answer)).toMatchObject({ status: 400, code: 'request-invalid' });
    expect(service.received).toEqual([]);
  });

  test('is matched as the service will match it: another spelling of a literal does not reach the template beside it', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    await call(url, '/users/%6D%65', { headers: bearer(tokenFor()) });

    expect(service.received.map((one) => one.url)).toEqual(['/users/me']);
  });

  test('that takes other methods is 405, and says which', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answer = await call(url, '/orders', { method: 'DELETE' });

    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS, POST']);
    expect(problemIn(answer)).toMatchObject({ type: 'about:blank', title: 'Method Not Allowed', status: 405, detail: 'This address takes GET, HEAD, OPTIONS, POST.' });
    expect(service.received).toEqual([]);
  });

  test('says what it takes, itself', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const [one, all] = [await call(url, `/orders/${id}`, { method: 'OPTIONS' }), await call(url, '*', { method: 'OPTIONS' })];

    expect([one.status, one.headers.allow, all.status]).toEqual([204, 'GET, HEAD, OPTIONS', 204]);
    expect((await call(url, '*', { method: 'DELETE' })).status).toBe(405);
    expect(service.received).toEqual([]);
  });
});

describe('a caller', () => {
  const secured = routes.filter((route) => route.secured);

  test.each(secured)('of $operationId needs a token', async ({ operationId }) => {
    const service = await startService();
    const { client } = await startUnderTest({ service: service.url });
    const params = { orderId: id, userId: id, productId: id, categoryId: id };
    const none = await client.send(operationId, { params });
    const bad = await client.send(operationId, { params, token: 'no.good.token' });

    expect([none.status, none.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect([bad.status, bad.headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(none.body).toMatchObject({ code: 'token-invalid', title: 'Access token missing or invalid' });
    expect(service.received).toEqual([]);
  });

  test.each(secured.filter(({ roles }) => roles.length > 0))('of $operationId needs the role $roles', async ({ operationId, roles }) => {
    const service = await startService();
    const { client } = await startUnderTest({ service: service.url });
    const params = { userId: id, productId: id, categoryId: id };
    const { status, body } = await client.send(operationId, { params, token: tokenFor(customerId, 'customer') });

    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'role-missing', detail: `This needs the role ${roles.join(' or ')}.` });
    expect(service.received).toEqual([]);
  });

  test.each(routes.filter((route) => !route.secured))('of $operationId needs none', async ({ method, path }) => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    expect((await call(url, path.replaceAll(/\{[^}]+\}/g, id), { method: method.toUpperCase() })).status).toBe(200);
    expect(service.received).toHaveLength(1);
  });

  test('with the role gets through, with a token for others or of another key does not', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const stranger = createTokenSigner({ key: generateSigningKey({ kid: 'test' }), issuer: 'test', audience: 'test', lifetimeSeconds: 900 });
    const elsewhere = createTokenSigner({ key: signingKey, issuer: 'test', audience: 'elsewhere', lifetimeSeconds: 900 });
    const past = createTokenSigner({ key: signingKey, issuer: 'test', audience: 'test', lifetimeSeconds: 1, now: () => new Date(Date.now() - 60_000) });
    const caller = { id: customerId, roles: ['admin'] };
    const statuses = [];
    for (const token of [tokenFor(customerId, 'admin'), stranger.sign(caller).token, elsewhere.sign(caller).token, past.sign(caller).token]) {
      statuses.push((await call(url, '/users', { headers: bearer(token) })).status);
    }

    expect(statuses).toEqual([200, 401, 401, 401]);
    expect(service.received).toHaveLength(1);
  });
});

describe('a rate limit', () => {
  test('by address holds for one address and one operation, and is a declared answer', async () => {
    const service = await startService();
    const { client, url } = await startUnderTest({ service: service.url, settings: { trustedProxies: ['127.0.0.0/8'] } });
    const login = (address: string): Promise<{ status: number }> => call(url, '/auth/login', { method: 'POST', headers: { 'x-forwarded-for': address } });
    const refresh = (): Promise<{ status: number }> => call(url, '/auth/refresh', { method: 'POST', headers: { 'x-forwarded-for': '198.51.100.7' } });
    for (let index = 0; index < 20; index += 1) expect((await refresh()).status).toBe(200);
    for (let index = 0; index < 10; index += 1) expect((await login('198.51.100.7')).status).toBe(200);

    const refused = await client.send('login', { headers: { 'x-forwarded-for': '198.51.100.7' }, body: { email: 'a@example.com', password: 'x' } });
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited', title: 'Too many requests' } });
    expect(refused.headers['retry-after']).toBeGreaterThanOrEqual(54);
    expect(refused.headers['retry-after']).toBeLessThanOrEqual(66);
    expect((await login('198.51.100.8')).status).toBe(200);
    expect((await refresh()).status).toBe(200);
    expect(service.received).toHaveLength(32);
  });

  test('by address takes a network of 64 bits for one address', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url, settings: { trustedProxies: ['127.0.0.1'] } });
    const login = async (address: string): Promise<number> => (await call(url, '/auth/login', { method: 'POST', headers: { 'x-forwarded-for': address } })).status;
    for (let index = 0; index < 10; index += 1) await login(`2001:db8:1:2::${index + 1}`);

    expect([await login('2001:db8:1:2:ffff::1'), await login('2001:db8:1:3::1')]).toEqual([429, 200]);
  });

  test('is counted by each gateway for itself: two let through twice as many', async () => {
    const service = await startService();
    const [one, other] = [await startUnderTest({ service: service.url }), await startUnderTest({ service: service.url })];
    const login = async (url: string): Promise<number> => (await call(url, '/auth/login', { method: 'POST' })).status;
    for (let index = 0; index < 20; index += 1) expect(await login(index % 2 === 0 ? one.url : other.url)).toBe(200);

    expect([await login(one.url), await login(other.url)]).toEqual([429, 429]);
    expect(service.received).toHaveLength(20);
  });

  test('by user holds for one user, whatever the address, and only for who is signed in', async () => {
    const service = await startService();
    const { client, url } = await startUnderTest({ service: service.url, settings: { trustedProxies: ['127.0.0.1'] } });
    const place = async (who: string, address = '198.51.100.7'): Promise<number> =>
      (await call(url, '/orders', { method: 'POST', headers: { ...bearer(tokenFor(who)), 'x-forwarded-for': address } })).status;
    expect((await call(url, '/orders', { method: 'POST' })).status).toBe(401);
    for (let index = 0; index < 60; index += 1) expect(await place(customerId, `198.51.100.${index}`)).toBe(200);

    expect((await client.send('placeOrder', { token: tokenFor(customerId) })).status).toBe(429);
    expect(await place(otherId)).toBe(200);
    expect((await call(url, '/orders', { headers: bearer(tokenFor(customerId)) })).status).toBe(200);
  });

  test('is off where it is told so', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url, settings: { rateLimits: false } });
    for (let index = 0; index < 30; index += 1) expect((await call(url, '/auth/login', { method: 'POST' })).status).toBe(200);
  });
});

describe('a body', () => {
  test('that says that it is too large is 413, and is not sent on', async () => {
    const service = await startService();
    const { client } = await startUnderTest({ service: service.url, settings: { maxBodyBytes: 100 } });
    const answer = await client.send('placeOrder', { token: tokenFor(), rawBody: 'x'.repeat(101) });

    expect(answer).toMatchObject({ status: 413, body: { detail: 'The body may have 100 bytes.' } });
    expect(service.received).toEqual([]);
    expect((await client.send('receiveStripeWebhook', { rawBody: 'x'.repeat(101) })).status).toBe(413);
  });

  test('of the size that is allowed gets through', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url, settings: { maxBodyBytes: 100 } });
    await call(url, '/orders', { method: 'POST', headers: bearer(tokenFor()), body: 'x'.repeat(100) });
    await call(url, '/orders', { method: 'POST', headers: { ...bearer(tokenFor()), 'transfer-encoding': 'chunked' }, body: 'y'.repeat(100) });

    expect(service.received.map(({ body }) => body.length)).toEqual([100, 100]);
  });

  test('that turns out to be too large on its way is 413, and the connection can still be used', async () => {
    const service = await startService();
    const { url, lines } = await startUnderTest({ service: service.url, settings: { maxBodyBytes: 1000 } });
    const answer = await call(url, '/orders', { method: 'POST', headers: { ...bearer(tokenFor()), 'transfer-encoding': 'chunked' }, body: 'x'.repeat(5_000_000) });

    expect(answer.status).toBe(413);
    expect(problemIn(answer)).toMatchObject({ status: 413, title: 'Content Too Large', detail: 'The body may have 1000 bytes.' });
    expect(service.received).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'info', message: 'a body was too large' }));
  });

  test('is refused where the method has none', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answers = [await call(url, '/products', { headers: { 'content-length': '2' }, body: '{}' }), await call(url, '/products', { headers: { 'content-length': '0' } })];

    expect(answers.map(({ status }) => status)).toEqual([400, 200]);
    expect(service.received).toHaveLength(1);
  });
});
