import type { NextRequest, NextResponse } from 'next/server';
import { publicApiFor } from '#api/public-api.ts';
import { goOn, refuseForeign } from '#session/answers.ts';
import { endSession } from '#session/refresh.ts';
import { isSameOrigin } from '#session/same-origin.ts';
import { sessionCookieName } from '#session/session-cookie.ts';
import { decodeSession } from '#session/session.ts';

/** Ends the session here and at auth-service: the refresh token of this browser is good for nothing afterwards. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  if (!isSameOrigin(request.headers)) return refuseForeign();
  const session = decodeSession(request.cookies.get(sessionCookieName())?.value);
  if (session !== undefined) {
    const body = { refreshToken: await endSession(session) };
    // Where auth-service does not answer, the browser still forgets the tokens.
    await publicApiFor({ forwardedFor: request.headers.get('x-forwarded-for') }).POST('/auth/logout', { body }).catch(() => undefined);
  }
  return goOn(request, '/', undefined);
}
