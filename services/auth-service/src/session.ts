/** A sign-in and all its renewals: the family of its refresh tokens, of which one at a time is good. */
export interface StoredSession {
  readonly sessionId: string;
  readonly userId: string;
  /** Digest of the one refresh token that is good. */
  readonly tokenDigest: string;
  readonly startedAt: string;
  /** When that token is no longer good. */
  readonly expiresAt: string;
}

/** How long sessions last. */
export interface SessionRules {
  /** Until a refresh token that nobody uses expires. */
  readonly idleDays: number;
  /** Until one has to sign in again, however often the tokens were renewed. */
  readonly longestDays: number;
}

/** How long an access token is good, in seconds. */
export const accessTokenSeconds = 900;

export interface NewSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly tokenDigest: string;
}

export function startSession(session: NewSession, now: Date, rules: SessionRules): StoredSession {
  return { ...session, startedAt: now.toISOString(), expiresAt: expiry(now, now, rules) };
}

/** The session after a renewal: the old token is used up, the new one takes its place. */
export function renewSession(session: StoredSession, tokenDigest: string, now: Date, rules: SessionRules): StoredSession {
  return { ...session, tokenDigest, expiresAt: expiry(new Date(session.startedAt), now, rules) };
}

/** What a refresh token is to its session. A token of the session that is not the good one was used before. */
export type Judgement = 'good' | 'used-before' | 'expired';

export function judge(session: StoredSession, tokenDigest: string, now: Date): Judgement {
  if (session.expiresAt <= now.toISOString()) return 'expired';
  return session.tokenDigest === tokenDigest ? 'good' : 'used-before';
}

const dayMs = 86_400_000;

function expiry(startedAt: Date, now: Date, { idleDays, longestDays }: SessionRules): string {
  return new Date(Math.min(now.getTime() + idleDays * dayMs, startedAt.getTime() + longestDays * dayMs)).toISOString();
}
