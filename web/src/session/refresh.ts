import { publicApiFor } from '#api/public-api.ts';
import { isEnding, sessionOf, type Session } from './session.ts';

/** `ended`: the refresh token is no longer good. `unknown`: nobody could tell; the session stays as it is. */
export type Refreshed = { readonly kind: 'renewed'; readonly session: Session } | { readonly kind: 'ended' } | { readonly kind: 'unknown' };

declare global {
  /** Next bundles the proxy and the route handlers apart, each with modules of its own: only this is one for the process. */
  var renewalsOfSessions: Map<string, Promise<Refreshed>> | undefined;
}

/**
 * A refresh token is good for one use, and its second use ends the whole family: a browser's parallel requests carry the
 * same one, those that were on their way when the answer came still do, and so do all where the answer was lost. All get
 * the one answer, for as long as its access token is good.
 */
function renewals(): Map<string, Promise<Refreshed>> {
  globalThis.renewalsOfSessions ??= new Map();
  return globalThis.renewalsOfSessions;
}

const ended: Promise<Refreshed> = Promise.resolve({ kind: 'ended' });

/** For how long an end is remembered, in milliseconds: longer than any request is on its way. */
const endRemembered = 60_000;

/** Renews a session, once for each refresh token, whoever asks. */
export async function refreshed(session: Session, forwardedFor: string | null): Promise<Refreshed> {
  const { refreshToken } = session;
  const asked = renewals().get(refreshToken) ?? begin(refreshToken, forwardedFor);
  const outcome = await asked;
  // Whoever signed out meanwhile is not signed in again by an answer that comes late.
  return (await renewals().get(refreshToken)) ?? outcome;
}

/**
 * Lets no request that still carries this session renew it: its visitor has signed out.
 *
 * @returns the refresh token that auth-service knows last, to end its family
 */
export async function endSession({ refreshToken }: Session): Promise<string> {
  const underWay = renewals().get(refreshToken);
  // At once, before anything is waited for.
  remember(refreshToken, ended, endRemembered);
  const known = await underWay;
  if (known?.kind !== 'renewed') return refreshToken;
  remember(known.session.refreshToken, ended, endRemembered);
  return known.session.refreshToken;
}

function begin(refreshToken: string, forwardedFor: string | null): Promise<Refreshed> {
  const asked = ask(refreshToken, forwardedFor);
  renewals().set(refreshToken, asked);
  void asked.then((outcome) => {
    if (renewals().get(refreshToken) !== asked) return;
    // What nobody could tell is asked again by the next one.
    if (outcome.kind === 'unknown') renewals().delete(refreshToken);
    else remember(refreshToken, asked, outcome.kind === 'renewed' ? goodFor(outcome.session, Date.now()) : endRemembered);
  });
  return asked;
}

function remember(refreshToken: string, outcome: Promise<Refreshed>, milliseconds: number): void {
  renewals().set(refreshToken, outcome);
  setTimeout(() => {
    if (renewals().get(refreshToken) === outcome) renewals().delete(refreshToken);
  }, milliseconds).unref();
}

function goodFor(session: Session, now: number): number {
  return isEnding(session, now) ? endRemembered : session.expiresAt - now;
}

async function ask(refreshToken: string, forwardedFor: string | null): Promise<Refreshed> {
  try {
    const { data, response } = await publicApiFor({ forwardedFor }).POST('/auth/refresh', { body: { refreshToken } });
    if (data !== undefined) return { kind: 'renewed', session: sessionOf(data, Date.now()) };
    // 400: what the cookie holds is no refresh token at all, and will never be one.
    return response.status === 401 || response.status === 400 ? { kind: 'ended' } : { kind: 'unknown' };
  } catch {
    return { kind: 'unknown' };
  }
}
