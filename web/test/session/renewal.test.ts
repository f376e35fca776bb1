import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NextRequest, type NextResponse } from 'next/server';
import { POST as signOut } from '#app/session/sign-out/route.ts';
import { proxy } from '#proxy.ts';
import { pageHeader } from '#session/page-address.ts';
import { decodeSession, encodeSession, sessionOf, type Session } from '#session/session.ts';
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

/** A session whose access token has `left` milliseconds to go. */
function session(name: string, left: number): Session {
  return { ...sessionOf(tokens(name), Date.now()), expiresAt: Date.now() + left };
}

function visit(value: string, path = '/orders'): NextRequest {
  return new NextRequest(`http://shop.example${path}`, { headers: { cookie: `km_session=${value}`, 'x-forwarded-for': '198.51.100.7' } });
}

/** The session that an answer leaves a browser with; `gone` where it takes it away, `kept` where it says nothing. */
function left(response: NextResponse): Session | 'gone' | 'kept' {
  const cookie = response.cookies.get('km_session');
  if (cookie === undefined) return 'kept';
  return cookie.value === '' && cookie.maxAge === 0 ? 'gone' : (decodeSession(cookie.value) ?? 'gone');
}

/** The cookies that the page behind the proxy sees. */
function seenByPage(response: NextResponse): string {
  return response.headers.get('x-middleware-request-cookie') ?? '';
}

const refreshes = (): number => api.asked.filter(({ path }) => path === '/auth/refresh').length;

describe('a session whose token is good', () => {
  test('is left alone', async () => {
    const response = await proxy(visit(encodeSession(session('good', 60_000))));
    expect(left(response)).toBe('kept');
    expect(api.asked).toEqual([]);
  });
});

describe('a session whose token ends', () => {
  test('is renewed once, however many requests come at the same time; page and browser get the new one', async () => {
    api.answer = () => ({ status: 200, body: tokens('second') });
    const value = encodeSession(session('first', 10_000));
    const responses = await Promise.all(Array.from({ length: 8 }, () => proxy(visit(value))));
    expect(refreshes()).toBe(1);
    expect(api.asked[0]?.body).toEqual({ refreshToken: tokens('first').refreshToken });
    expect(api.asked[0]?.headers['x-forwarded-for']).toBe('198.51.100.7');
    for (const response of responses) {
      expect(left(response)).toMatchObject({ accessToken: 'second.access.token', refreshToken: tokens('second').refreshToken });
      const inPage = /km_session=([^;]+)/.exec(seenByPage(response))?.[1];
      expect(decodeSession(inPage)).toMatchObject({ accessToken: 'second.access.token' });
    }
  });

  test('is renewed once, too, for a request that was on its way meanwhile, or whose answer was lost', async () => {
    api.answer = () => ({ status: 200, body: tokens('second') });
    const value = encodeSession(session('first', 0));
    await proxy(visit(value));
    expect(left(await proxy(visit(value)))).toMatchObject({ accessToken: 'second.access.token' });
    expect(refreshes()).toBe(1);
  });

  test.each([
    ['it was used, ended or never given', problem(401, 'refresh-token-refused')],
    ['it is no refresh token at all', problem(400, 'request-invalid')],
  ])('is taken away where it is refused: %s', async (_, refusal) => {
    api.answer = () => refusal;
    const value = encodeSession(session('first', 0));
    const responses = await Promise.all([proxy(visit(value)), proxy(visit(value))]);
    expect(responses.map(left)).toEqual(['gone', 'gone']);
    expect(responses.map(seenByPage).join()).not.toContain(value);
    expect(refreshes()).toBe(1);
  });

  test.each([
    ['too many ask', problem(429, 'rate-limited')],
    ['auth-service fails', problem(500, 'internal-error')],
    ['auth-service is away', problem(503, 'unavailable')],
  ])('stays where nobody can tell, and is asked for again: %s', async (_, failure) => {
    api.answer = () => failure;
    const value = encodeSession(session('first', 0));
    expect(left(await proxy(visit(value)))).toBe('kept');
    api.answer = () => ({ status: 200, body: tokens('second') });
    expect(left(await proxy(visit(value)))).toMatchObject({ accessToken: 'second.access.token' });
    expect(refreshes()).toBe(2);
  });

  test('stays where the API is down', async () => {
    api.answer = () => 'cut';
    expect(left(await proxy(visit(encodeSession(session('first', 0)))))).toBe('kept');
  });
});

describe('a cookie that is no session', () => {
  test.each([['nonsense'], [''], [Buffer.from('{"accessToken":1}').toString('base64url')], [encodeSession(session('first', 0)).slice(0, -30)]])('%j is taken away, and nobody is asked', async (value) => {
    expect(left(await proxy(visit(value)))).toBe('gone');
    expect(api.asked).toEqual([]);
  });
});

describe('what a page is told of itself', () => {
  const toldTo = async (request: NextRequest): Promise<string | null> => (await proxy(request)).headers.get(`x-middleware-request-${pageHeader}`);

  test('its address, and no browser can tell it another', async () => {
    const request = visit('', '/orders?status=PAID');
    request.headers.set(pageHeader, '/evil');
    expect(await toldTo(request)).toBe('/orders?status=PAID');
  });

  test('nothing where a form was sent', async () => {
    expect(await toldTo(new NextRequest('http://shop.example/profile', { method: 'POST', headers: { [pageHeader]: '/evil' } }))).toBeNull();
  });
});

describe('signing out', () => {
  const post = (value: string): NextRequest => new NextRequest('http://shop.example/session/sign-out', { method: 'POST', headers: { cookie: `km_session=${value}`, 'sec-fetch-site': 'same-origin' } });
  const loggedOut = (): unknown[] => api.asked.filter(({ path }) => path === '/auth/logout').map(({ body }) => body);

  test('ends the session in the browser and at auth-service', async () => {
    api.answer = () => ({ status: 204 });
    const response = await signOut(post(encodeSession(session('first', 60_000))));
    expect([response.status, response.headers.get('location'), left(response)]).toEqual([303, '/', 'gone']);
    expect(loggedOut()).toEqual([{ refreshToken: tokens('first').refreshToken }]);
  });

  test('ends it in the browser where auth-service does not answer', async () => {
    api.answer = () => 'cut';
    expect(left(await signOut(post(encodeSession(session('first', 60_000)))))).toBe('gone');
  });

  test('ends what was renewed meanwhile, and no request that is on its way signs in again', async () => {
    const value = encodeSession(session('first', 0));
    const arrived = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<undefined>();
    api.answer = async ({ path }) => {
      if (path === '/auth/logout') return { status: 204 };
      arrived.resolve(undefined);
      await held.promise;
      return { status: 200, body: tokens('second') };
    };
    const onItsWay = proxy(visit(value));
    await arrived.promise;
    const out = signOut(post(value));
    held.resolve(undefined);
    expect(left(await out)).toBe('gone');
    expect(loggedOut()).toEqual([{ refreshToken: tokens('second').refreshToken }]);
    expect([left(await onItsWay), left(await proxy(visit(value)))]).toEqual(['gone', 'gone']);
    expect(left(await proxy(visit(encodeSession(session('second', 0)))))).toBe('gone');
    expect(refreshes()).toBe(1);
  });
});
