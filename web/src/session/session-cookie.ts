import { settings } from '#settings.ts';
import { encodeSession, type Session } from './session.ts';

/** As the session of a browser that has not come back for a month: the refresh token has then ended, too. */
const maxAgeSeconds = 30 * 24 * 60 * 60;

export interface CookieToSet {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly path: '/';
  readonly secure: boolean;
  readonly maxAge: number;
}

/** Over HTTPS the name itself keeps other hosts and plain HTTP from setting it (RFC 6265bis, section 4.1.3.2). */
export function sessionCookieName(): string {
  return settings().secure ? '__Host-km_session' : 'km_session';
}

/** The cookie that holds a session; without one, the cookie that ends it. */
export function sessionCookie(session: Session | undefined): CookieToSet {
  return {
    name: sessionCookieName(),
    value: session === undefined ? '' : encodeSession(session),
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: settings().secure,
    maxAge: session === undefined ? 0 : maxAgeSeconds,
  };
}
