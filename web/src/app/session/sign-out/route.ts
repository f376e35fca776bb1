import { cookies } from 'next/headers';
import type { NextResponse } from 'next/server';
import { publicApiFor } from '#api/public-api.ts';
import { goOn, refuse } from '#session/answers.ts';
import { isSameOrigin } from '#session/same-origin.ts';
import { sessionCookieName } from '#session/session-cookie.ts';
import { decodeSession } from '#session/session.ts';

/** Ends the session here and at auth-service: the refresh token of this browser is good for nothing afterwards. */
export async function POST(request: Request): Promise<NextResponse> {
  if (!isSameOrigin(request.headers)) return refuse(request, '/', { message: 'Please sign out here.', fields: {} }, 403);
  const session = decodeSession((await cookies()).get(sessionCookieName())?.value);
  if (session !== undefined) {
    // Where auth-service does not answer, the browser still forgets the tokens.
    const body = { refreshToken: session.refreshToken };
    await publicApiFor({ forwardedFor: request.headers.get('x-forwarded-for') }).POST('/auth/logout', { body }).catch(() => undefined);
  }
  return goOn(request, '/', undefined);
}
