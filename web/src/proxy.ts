import { NextResponse, type NextRequest } from 'next/server';
import { contentSecurityPolicy } from '#content-security-policy.ts';
import { pageHeader } from '#session/page-address.ts';
import { refreshed } from '#session/refresh.ts';
import { decodeSession, isEnding } from '#session/session.ts';
import { sessionCookie, sessionCookieName, type CookieToSet } from '#session/session-cookie.ts';
import { settings } from '#settings.ts';

/** Before every page: tokens that end are renewed, and the answer gets its Content-Security-Policy. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const renewal = await renewalFor(request);
  if (renewal !== undefined) {
    if (renewal.value === '') request.cookies.delete(renewal.name);
    else request.cookies.set(renewal.name, renewal.value);
  }
  const policy = contentSecurityPolicy({
    nonce: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64'),
    stripeJsUrl: settings().stripeJsUrl,
    development: process.env.NODE_ENV === 'development',
  });
  const forwarded = new Headers(request.headers);
  // Next reads the nonce from here, and gives it to every script and style that it prints.
  forwarded.set('content-security-policy', policy);
  if (request.method === 'GET') forwarded.set(pageHeader, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  else forwarded.delete(pageHeader);
  const response = NextResponse.next({ request: { headers: forwarded } });
  response.headers.set('content-security-policy', policy);
  if (renewal !== undefined) response.cookies.set(renewal);
  return response;
}

/** The cookie that has to take the place of the one that came; none where that is still good. */
async function renewalFor(request: NextRequest): Promise<CookieToSet | undefined> {
  const value = request.cookies.get(sessionCookieName())?.value;
  if (value === undefined) return undefined;
  const session = decodeSession(value);
  if (session === undefined) return sessionCookie(undefined);
  if (!isEnding(session, Date.now())) return undefined;
  const outcome = await refreshed(session, request.headers.get('x-forwarded-for'));
  if (outcome.kind === 'unknown') return undefined;
  return sessionCookie(outcome.kind === 'renewed' ? outcome.session : undefined);
}

export const config = {
  // Everything but files: those need no session and no policy.
  matcher: ['/((?!_next/static|_next/image|art/|icon.svg|favicon.ico|robots.txt|session/).*)'],
};
