import { NextResponse, type NextRequest } from 'next/server';
import { publicApiFor } from '#api/public-api.ts';
import { seeOther } from '#session/answers.ts';
import { refreshed } from '#session/refresh.ts';
import { entrancePath, returnPath } from '#session/return-path.ts';
import { sessionCookie, sessionCookieName } from '#session/session-cookie.ts';
import { decodeSession, type Session } from '#session/session.ts';

/**
 * Where a page leads to whose access token was refused before its time (the keys have changed, say). The session is asked
 * for once more: it is renewed, or it has ended and one signs in. What is good stays as it is, whoever linked to this.
 */
export async function GET(request: NextRequest): Promise<NextResponse> {
  // Next's router asks by script for what would be a page; where the answer is none, it lets the browser go there.
  if (request.headers.get('sec-fetch-dest') === 'empty') return new NextResponse('This is not a page.', { headers: { 'cache-control': 'no-store' } });
  const next = returnPath(request.nextUrl.searchParams.get('next'));
  const session = decodeSession(request.cookies.get(sessionCookieName())?.value);
  if (session === undefined) return seeOther(entrancePath('/sign-in', next));
  const forwardedFor = request.headers.get('x-forwarded-for');
  if (!(await isRefused(session, forwardedFor))) return seeOther('/');
  const outcome = await refreshed(session, forwardedFor);
  if (outcome.kind === 'unknown') return seeOther('/');
  const response = seeOther(outcome.kind === 'renewed' ? next : entrancePath('/sign-in', next));
  response.cookies.set(sessionCookie(outcome.kind === 'renewed' ? outcome.session : undefined));
  return response;
}

async function isRefused({ accessToken }: Session, forwardedFor: string | null): Promise<boolean> {
  try {
    const { response } = await publicApiFor({ accessToken, forwardedFor }).GET('/auth/me');
    return response.status === 401;
  } catch {
    return false;
  }
}
