import { publicApiFor } from '#api/public-api.ts';
import { sessionOf, type Session } from './session.ts';

/** `ended`: the refresh token is no longer good. `unknown`: nobody could tell; the session stays as it is. */
export type Refreshed = { readonly kind: 'renewed'; readonly session: Session } | { readonly kind: 'ended' } | { readonly kind: 'unknown' };

/**
 * A refresh token is good for one use, and its second use ends the whole family: a browser's parallel requests carry the
 * same one, and those that were on their way when the answer came still do. All get the one answer, for a minute.
 */
const underWay = new Map<string, Promise<Refreshed>>();
const remembered = 60_000;

/** Renews a session, once for each refresh token, whoever asks. */
export function refreshed(session: Session, forwardedFor: string | null): Promise<Refreshed> {
  const { refreshToken } = session;
  const known = underWay.get(refreshToken);
  if (known !== undefined) return known;
  const asked = ask(refreshToken, forwardedFor);
  underWay.set(refreshToken, asked);
  void asked.then(({ kind }) => {
    // What nobody could tell is asked again by the next one.
    if (kind === 'unknown') underWay.delete(refreshToken);
    else setTimeout(() => underWay.delete(refreshToken), remembered).unref();
  });
  return asked;
}

async function ask(refreshToken: string, forwardedFor: string | null): Promise<Refreshed> {
  try {
    const { data, response } = await publicApiFor({ forwardedFor }).POST('/auth/refresh', { body: { refreshToken } });
    if (data !== undefined) return { kind: 'renewed', session: sessionOf(data, Date.now()) };
    return response.status === 401 ? { kind: 'ended' } : { kind: 'unknown' };
  } catch {
    return { kind: 'unknown' };
  }
}
