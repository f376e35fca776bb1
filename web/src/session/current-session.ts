import { cookies, headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { cache } from 'react';
import type { PublicApiClient } from '@kada-mandiya/http-contracts/public-api';
import { publicApiFor } from '#api/public-api.ts';
import { pageHeader } from './page-address.ts';
import { entrancePath } from './return-path.ts';
import { decodeSession, isAdmin, type Session } from './session.ts';
import { sessionCookieName } from './session-cookie.ts';

/** Who is looking at the page, if signed in; `proxy.ts` has renewed the tokens before any page runs. */
export const currentSession = cache(async (): Promise<Session | undefined> => decodeSession((await cookies()).get(sessionCookieName())?.value));

/** The public API, called for whoever is looking at the page. Where it refuses their token, a page leads to `/session/check`. */
export const api = cache(async (): Promise<PublicApiClient> => {
  const [session, incoming] = await Promise.all([currentSession(), headers()]);
  const page = incoming.get(pageHeader);
  const onRefusedToken = page === null ? undefined : (): never => redirect(`/session/check?next=${encodeURIComponent(page)}`);
  return publicApiFor({ accessToken: session?.accessToken, forwardedFor: incoming.get('x-forwarded-for'), onRefusedToken });
});

/** The session; a visitor without one is sent to sign in, and comes back to `here` (a path of ours). */
export async function requireSession(here: string): Promise<Session> {
  return (await currentSession()) ?? redirect(entrancePath('/sign-in', here));
}

/** An administrator's session. Others are told so, with 403; that the data are safe is the gateway's doing. */
export async function requireAdmin(here: string): Promise<Session> {
  const session = await requireSession(here);
  return isAdmin(session) ? session : forbidden();
}
