import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NextRequest, type NextResponse } from 'next/server';
import { GET as check } from '#app/session/check/route.ts';
import { POST as register } from '#app/session/register/route.ts';
import { POST as signIn } from '#app/session/sign-in/route.ts';
import { POST as signOut } from '#app/session/sign-out/route.ts';
import { decodeRefusedForm } from '#session/refused-form.ts';
import { decodeSession, encodeSession, sessionOf } from '#session/session.ts';
import { AuthStandIn, problem, tokens } from './auth-stand-in.ts';

let api: AuthStandIn;

beforeAll(async () => {
  api = await AuthStandIn.open();
  process.env.API_URL = api.address;
});
afterAll(() => api.close());
beforeEach(() => {
  api.asked.length = 0;
  globalThis.renewalsOfSessions?.clear();
});

const own = { 'sec-fetch-site': 'same-origin' };
const byScript = { ...own, accept: 'application/json' };
const nimali = { email: 'nimali.perera@example.com', password: 'lanterns-over-galle-road' };

function post(path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = own): NextRequest {
  return new NextRequest(`http://shop.example${path}`, { method: 'POST', body: new URLSearchParams(fields), headers: { host: 'shop.example', ...headers } });
}

const sessionIn = (response: NextResponse): unknown => decodeSession(response.cookies.get('km_session')?.value);
const refusalIn = (response: NextResponse): unknown => decodeRefusedForm(response.cookies.get('km_refusal')?.value);

describe('what another site had the browser send', () => {
  const foreign = [
    ['by Fetch Metadata', { 'sec-fetch-site': 'cross-site' }],
    ['by its origin', { origin: 'https://evil.example' }],
    ['from a subdomain', { 'sec-fetch-site': 'same-site', origin: 'http://blog.shop.example' }],
    ['from nowhere', {}],
  ] as const;
  const routes = [
    ['/session/sign-in', signIn],
    ['/session/register', register],
    ['/session/sign-out', signOut],
  ] as const;

  test.each(routes.flatMap(([path, route]) => foreign.map(([how, headers]) => [path, how, route, headers] as const)))('%s refuses it: %s', async (path, _, route, headers) => {
    const cookie = `km_session=${encodeSession(sessionOf(tokens('first'), Date.now()))}`;
    const response = await route(post(path, nimali, { ...headers, cookie }));
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(api.asked).toEqual([]);
  });
});

describe('signing in', () => {
  test('without scripts: on to where one wanted to go, with an httpOnly cookie', async () => {
    api.answer = () => ({ status: 200, body: tokens('first') });
    const response = await signIn(post('/session/sign-in', { ...nimali, next: '/orders?status=PAID' }, { origin: 'http://shop.example', 'x-forwarded-for': '198.51.100.7' }));
    expect([response.status, response.headers.get('location'), response.headers.get('cache-control')]).toEqual([303, '/orders?status=PAID', 'no-store']);
    expect(sessionIn(response)).toMatchObject({ accessToken: 'first.access.token', account: { roles: ['customer'] } });
    expect(response.headers.get('set-cookie')).toMatch(/; Path=\/;.*HttpOnly; SameSite=lax/i);
    expect(api.asked).toMatchObject([{ path: '/auth/login', body: nimali, headers: { 'x-forwarded-for': '198.51.100.7' } }]);
  });

  test('with scripts: the same, as JSON without the tokens', async () => {
    api.answer = () => ({ status: 200, body: tokens('first') });
    const response = await signIn(post('/session/sign-in', { ...nimali, next: '//evil.example' }, byScript));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ next: '/' });
    expect(sessionIn(response)).toBeDefined();
  });

  test('refused without scripts: back to the form, which learns why and what was written, but for the password', async () => {
    api.answer = () => problem(401, 'credentials-refused', { detail: 'E-mail address or password is wrong.' });
    const response = await signIn(post('/session/sign-in', { ...nimali, next: '/orders' }));
    expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in?next=%2Forders']);
    expect(refusalIn(response)).toMatchObject({ refusal: { message: 'E-mail address or password is wrong.' }, values: { email: nimali.email } });
    expect(JSON.stringify(refusalIn(response))).not.toContain(nimali.password);
    expect(response.cookies.get('km_refusal')).toMatchObject({ path: '/sign-in', httpOnly: true, maxAge: 20 });
    expect(sessionIn(response)).toBeUndefined();
  });

  test.each([
    ['42', 'That were too many attempts. Please try again in 42 seconds.'],
    ['1', 'That were too many attempts. Please try again in a second.'],
    ['600', 'That were too many attempts. Please try again in 10 minutes.'],
    ['86400', 'That were too many attempts. Please try again in 24 hours.'],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 'That were too many attempts. Please try again in a second.'],
    ['soon', 'That were too many attempts. Please try again a little later.'],
  ])('after too many attempts it says when to come back (Retry-After: %s)', async (retryAfter, message) => {
    api.answer = () => ({ ...problem(429, 'sign-in-delayed'), headers: { 'retry-after': retryAfter } });
    const response = await signIn(post('/session/sign-in', nimali, byScript));
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ message });
  });

  test('where the API is down, it says so', async () => {
    api.answer = () => 'cut';
    const response = await signIn(post('/session/sign-in', nimali, byScript));
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('does not answer') as unknown });
  });

  test('a body that is no form is refused as an empty one', async () => {
    api.answer = ({ body }) => problem(400, 'request-invalid', { detail: JSON.stringify(body) });
    const response = await signIn(new NextRequest('http://shop.example/session/sign-in', { method: 'POST', body: '{"email":"x"}', headers: { ...byScript, 'content-type': 'application/json' } }));
    expect(response.status).toBe(400);
    expect(api.asked).toMatchObject([{ body: { email: '', password: '' } }]);
  });
});

describe('registering', () => {
  test('says by field what is wrong, in words for people', async () => {
    api.answer = () => problem(400, 'request-invalid', { errors: [{ pointer: '/body/email', message: 'must match format "email"' }, { pointer: '/body/password', message: 'must NOT have fewer than 10 characters' }] });
    const response = await register(post('/session/register', { email: 'nimali', password: 'short', name: ' Nimali ' }, byScript));
    const fields = { email: expect.stringContaining('whole e-mail address') as unknown, password: 'A password has 10 to 128 characters.' };
    expect(await response.json()).toMatchObject({ message: 'Please look at what is marked.', fields });
    expect(api.asked).toMatchObject([{ path: '/auth/register', body: { name: 'Nimali' } }]);
  });

  test('signs in at once', async () => {
    api.answer = () => ({ status: 201, body: tokens('first') });
    const response = await register(post('/session/register', { ...nimali, name: 'Nimali Perera', next: '/checkout' }));
    expect(response.headers.get('location')).toBe('/checkout');
    expect(sessionIn(response)).toBeDefined();
  });
});

describe('a page whose access token was refused before its time', () => {
  const visit = (next: string): NextRequest =>
    new NextRequest(`http://shop.example/session/check?next=${encodeURIComponent(next)}`, { headers: { cookie: `km_session=${encodeSession(sessionOf(tokens('first'), Date.now()))}` } });
  const ways = (me: number, refresh: number | 'cut') => (asked: { readonly path: string }) => {
    if (asked.path === '/auth/me') return me === 200 ? { status: 200, body: tokens('first').account } : problem(me, 'token-invalid');
    if (refresh === 'cut') return 'cut';
    return refresh === 200 ? { status: 200, body: tokens('second') } : problem(refresh, 'refresh-token-refused');
  };

  test('comes back to it with a new one', async () => {
    api.answer = ways(401, 200);
    const response = await check(visit('/orders'));
    expect(response.headers.get('location')).toBe('/orders');
    expect(sessionIn(response)).toMatchObject({ accessToken: 'second.access.token' });
  });

  test('leads to sign in where the session has ended', async () => {
    api.answer = ways(401, 401);
    const response = await check(visit('/orders'));
    expect(response.headers.get('location')).toBe('/sign-in?next=%2Forders');
    expect(response.cookies.get('km_session')).toMatchObject({ value: '', maxAge: 0 });
  });

  test('answers the router’s script with nothing that it knows, so that the browser goes there itself', async () => {
    const request = visit('/orders');
    request.headers.set('sec-fetch-dest', 'empty');
    const response = await check(request);
    expect([response.status, response.headers.get('set-cookie'), response.headers.get('content-type')]).toEqual([200, null, 'text/plain;charset=UTF-8']);
    expect(api.asked).toEqual([]);
  });

  test.each([
    ['the token is good, whoever linked there', ways(200, 401)],
    ['nobody can tell', ways(401, 'cut')],
  ])('leaves the session alone, and leads away from us nobody: %s', async (_, answer) => {
    api.answer = answer;
    const response = await check(visit('//evil.example'));
    expect([response.headers.get('location'), response.headers.get('set-cookie')]).toEqual(['/', null]);
  });
});
