import type { Session } from '@kada-mandiya/http-contracts/auth-service';
import type { AuthServiceContract } from '@kada-mandiya/service-contracts/auth-service';
import type { HandlerTools, ServiceUnit } from '@kada-mandiya/service-kit';
import { randomUUID } from 'node:crypto';
import { normalEmail, ownView, waitBefore, type StoredAccount } from './account.ts';
import type { Passwords } from './passwords/passwords.ts';
import { newRefreshToken, readRefreshToken } from './refresh-token.ts';
import { accessTokenSeconds, judge, renewSession, startSession, type SessionRules } from './session.ts';
import type { AuthReads, AuthStore } from './store.ts';
import type { Turns } from './turns.ts';

export type Tools = HandlerTools<AuthServiceContract, AuthStore, AuthReads>;
type AuthUnit = ServiceUnit<AuthServiceContract, AuthStore>;

/** What signing in needs beside the database. */
export interface SignInParts {
  readonly passwords: Passwords;
  readonly sessionRules: SessionRules;
  /** Signs an access token. */
  readonly accessToken: (account: StoredAccount) => string;
  /** By address: of guesses for one address that come at once, each sees what has become of the one before. */
  readonly turns: Turns;
}

export interface SignedIn {
  readonly kind: 'signed-in';
  readonly session: Session;
}

/** Too many passwords wait to be hashed. */
export interface Busy {
  readonly kind: 'busy';
}

export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export function register(user: NewUser, parts: SignInParts, tools: Tools): Promise<SignedIn | Busy | { readonly kind: 'email-taken' }> {
  return openAccount({ ...user, roles: ['customer'] }, parts, tools, async (account, unit) => ({
    kind: 'signed-in',
    session: await openSession(account, unit, parts, tools.now()),
  }));
}

/**
 * Makes an account, tells everybody, and does what `then` does, all in one transaction. The address is looked up before
 * the password is hashed, and the database decides between two who come at once.
 */
export async function openAccount<T>(
  { email: given, password, name, roles }: NewUser & Pick<StoredAccount, 'roles'>,
  { passwords }: Pick<SignInParts, 'passwords'>,
  { store: reads, transaction, now }: Tools,
  then: (account: StoredAccount, unit: AuthUnit) => Promise<T>,
): Promise<T | Busy | { readonly kind: 'email-taken' }> {
  const email = normalEmail(given);
  if ((await reads.accountWith(email)) !== undefined) return { kind: 'email-taken' };
  const passwordHash = await passwords.hash(password);
  if (passwordHash === undefined) return { kind: 'busy' };
  const account: StoredAccount = { userId: randomUUID(), email, passwordHash, roles, createdAt: now().toISOString() };
  return transaction(async (unit) => {
    if (!(await unit.store.insertNew(account))) return { kind: 'email-taken' };
    await unit.publish('user.registered', { userId: account.userId, email, name });
    return then(account, unit);
  });
}

export type LoginResult = SignedIn | Busy | { readonly kind: 'refused' } | { readonly kind: 'delayed'; readonly waitSeconds: number };

/**
 * Signs in. An address without an account and a wrong password take the same way through here: the same queries, a hash
 * of the same cost, a failure written down.
 */
export function signIn(given: { readonly email: string; readonly password: string }, parts: SignInParts, tools: Tools): Promise<LoginResult> {
  const email = normalEmail(given.email);
  return parts.turns.take(email, async () => {
    const { store: reads, transaction, now, log } = tools;
    const waitSeconds = waitBefore(await reads.failures(email), now());
    if (waitSeconds > 0) return { kind: 'delayed', waitSeconds };
    const account = await reads.accountWith(email);
    const verdict = await parts.passwords.verify(given.password, account?.passwordHash);
    if (verdict === undefined) return { kind: 'busy' };
    if (account === undefined || verdict === 'differs') {
      await transaction(({ store }) => store.noteFailure(email, now()));
      log.info({}, 'a sign-in was refused');
      return { kind: 'refused' };
    }
    const newHash = verdict === 'outdated' ? await parts.passwords.hash(given.password) : undefined;
    const session = await transaction(async (unit) => {
      if (newHash !== undefined) await unit.store.replaceHash(account, newHash);
      await unit.store.forgetFailures(email);
      await unit.store.endExpiredSessions(account.userId, now());
      return openSession(account, unit, parts, now());
    });
    return { kind: 'signed-in', session };
  });
}

export async function refresh(refreshToken: string, parts: SignInParts, { transaction, now, log }: Tools): Promise<SignedIn | { readonly kind: 'refused' }> {
  const presented = readRefreshToken(refreshToken);
  if (presented === undefined) return { kind: 'refused' };
  const { sessionId, digest } = presented;
  const next = newRefreshToken(sessionId);
  return transaction(async ({ store, afterCommit }) => {
    const session = await store.session(sessionId);
    const account = session === undefined ? undefined : await store.account(session.userId);
    if (session === undefined || account === undefined) return { kind: 'refused' };
    const judgement = judge(session, digest, now());
    const isRenewed = judgement === 'good' && (await store.renewSession(session, renewSession(session, next.digest, now(), parts.sessionRules)));
    if (isRenewed) return { kind: 'signed-in', session: answer(account, next.token, parts) };
    await store.endSession(sessionId);
    if (judgement !== 'expired') afterCommit(() => log.warn({ userId: session.userId }, 'a refresh token came a second time: its session has ended'));
    return { kind: 'refused' };
  });
}

/** Ends the session of a refresh token, be it the good one or one used before. */
export async function signOut(refreshToken: string, { transaction }: Tools): Promise<void> {
  const presented = readRefreshToken(refreshToken);
  if (presented !== undefined) await transaction(({ store }) => store.endSession(presented.sessionId));
}

async function openSession(account: StoredAccount, { store }: AuthUnit, parts: SignInParts, now: Date): Promise<Session> {
  const { userId } = account;
  const sessionId = randomUUID();
  const { token, digest } = newRefreshToken(sessionId);
  await store.insertSession(startSession({ sessionId, userId, tokenDigest: digest }, now, parts.sessionRules));
  return answer(account, token, parts);
}

function answer(account: StoredAccount, refreshToken: string, { accessToken }: SignInParts): Session {
  return { accessToken: accessToken(account), tokenType: 'Bearer', expiresIn: accessTokenSeconds, refreshToken, account: ownView(account) };
}
