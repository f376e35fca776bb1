import { insertOrUpdate, isDatabaseError, type Database, type MessagingTables, type Unit } from '@kada-mandiya/database';
import type { Role } from '@kada-mandiya/http-contracts/auth-service';
import { createHash } from 'node:crypto';
import { forgottenBefore, type Failures, type StoredAccount } from './account.ts';
import type { StoredSession } from './session.ts';

/** auth-service's tables. */
export interface AuthTables extends MessagingTables {
  readonly accounts: AccountRow;
  readonly sessions: StoredSession;
  readonly signInFailures: Failures & { readonly emailDigest: string };
}

interface AccountRow extends Omit<StoredAccount, 'roles'> {
  /** Separated by spaces. */
  readonly roles: string;
}

export interface AuthReads {
  account(userId: string): Promise<StoredAccount | undefined>;
  accountWith(email: string): Promise<StoredAccount | undefined>;
  failures(email: string): Promise<Failures | undefined>;
}

export interface AuthStore {
  account(userId: string): Promise<StoredAccount | undefined>;
  /** Whether it was new: a second account with one address changes nothing. */
  insertNew(account: StoredAccount): Promise<boolean>;
  /** Puts a new hash in the place of that one; of another that has come in between, nothing. */
  replaceHash(account: StoredAccount, passwordHash: string): Promise<void>;
  session(sessionId: string): Promise<StoredSession | undefined>;
  insertSession(session: StoredSession): Promise<void>;
  /** Whether the token before it was still the good one: of two renewals at once only the first is done. */
  renewSession(before: StoredSession, after: StoredSession): Promise<boolean>;
  /** With its session a whole family of refresh tokens ends. */
  endSession(sessionId: string): Promise<void>;
  endExpiredSessions(userId: string, now: Date): Promise<void>;
  noteFailure(email: string, now: Date): Promise<void>;
  forgetFailures(email: string): Promise<void>;
}

export function makeReads(read: Database<AuthTables>['read']): AuthReads {
  const accounts = read.selectFrom('accounts').selectAll();
  return {
    account: async (userId) => accountOf(await accounts.where('userId', '=', userId).executeTakeFirst()),
    accountWith: async (email) => accountOf(await accounts.where('email', '=', email).executeTakeFirst()),
    failures: (email) => read.selectFrom('signInFailures').select(['failures', 'lastFailedAt']).where('emailDigest', '=', digestOf(email)).executeTakeFirst(),
  };
}

export function makeStore(unit: Unit<AuthTables>): AuthStore {
  const { db } = unit;
  return {
    account: async (userId) => accountOf(await db.selectFrom('accounts').selectAll().where('userId', '=', userId).executeTakeFirst()),
    async insertNew(account) {
      try {
        await unit.savepoint((inner) => inner.db.insertInto('accounts').values({ ...account, roles: account.roles.join(' ') }).execute());
        return true;
      } catch (error) {
        if (isDatabaseError(error, 'unique-violation')) return false;
        throw error;
      }
    },
    async replaceHash(account, passwordHash) {
      await db.updateTable('accounts').set({ passwordHash }).where('userId', '=', account.userId).where('passwordHash', '=', account.passwordHash).execute();
    },
    session: (sessionId) => db.selectFrom('sessions').selectAll().where('sessionId', '=', sessionId).executeTakeFirst(),
    async insertSession(session) {
      await db.insertInto('sessions').values(session).execute();
    },
    async renewSession({ sessionId, tokenDigest }, { tokenDigest: next, expiresAt }) {
      const renewal = db.updateTable('sessions').set({ tokenDigest: next, expiresAt }).where('sessionId', '=', sessionId).where('tokenDigest', '=', tokenDigest);
      const { numUpdatedRows } = await renewal.executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async endSession(sessionId) {
      await db.deleteFrom('sessions').where('sessionId', '=', sessionId).execute();
    },
    async endExpiredSessions(userId, now) {
      await db.deleteFrom('sessions').where('userId', '=', userId).where('expiresAt', '<=', now.toISOString()).execute();
    },
    noteFailure: (email, now) => noteFailure(unit, digestOf(email), now),
    async forgetFailures(email) {
      await db.deleteFrom('signInFailures').where('emailDigest', '=', digestOf(email)).execute();
    },
  };
}

async function noteFailure(unit: Unit<AuthTables>, emailDigest: string, now: Date): Promise<void> {
  const lastFailedAt = now.toISOString();
  // Of all addresses: nobody else would ever remove those that have no account.
  await unit.db.deleteFrom('signInFailures').where('lastFailedAt', '<', forgottenBefore(now).toISOString()).execute();
  await insertOrUpdate(unit, {
    async update({ db }) {
      const counting = db.updateTable('signInFailures').set((eb) => ({ failures: eb('failures', '+', 1), lastFailedAt }));
      const { numUpdatedRows } = await counting.where('emailDigest', '=', emailDigest).executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
    insert: ({ db }) => db.insertInto('signInFailures').values({ emailDigest, failures: 1, lastFailedAt }).execute(),
  });
}

function digestOf(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}

function accountOf(row: AccountRow | undefined): StoredAccount | undefined {
  return row === undefined ? undefined : { ...row, roles: row.roles.split(' ').filter(isRole) };
}

function isRole(text: string): text is Role {
  return text === 'customer' || text === 'admin';
}
