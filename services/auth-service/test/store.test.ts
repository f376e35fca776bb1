import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { StoredAccount } from '../src/account.ts';
import type { StoredSession } from '../src/session.ts';
import { registered, someone, startAuth, type Auth } from './accounts.ts';

/** What a replica sees whose reading is older than another one's writing: SQLite alone would never show it over HTTP. */
describe('a change that is based on what is no longer so', () => {
  let auth: Auth;
  beforeAll(async () => {
    auth = await startAuth();
  });
  afterAll(async () => {
    expect(await auth.stop()).toBe(true);
  });

  test('renews no session', async () => {
    const { account } = await registered(auth);
    const before: StoredSession = { sessionId: randomUUID(), userId: account.userId, tokenDigest: 'first', startedAt: '2026-03-14T08:00:00.000Z', expiresAt: '2026-04-13T08:00:00.000Z' };
    const [mine, theirs] = [{ ...before, tokenDigest: 'mine' }, { ...before, tokenDigest: 'theirs' }];
    await auth.tools.transaction(({ store }) => store.insertSession(before));
    const renewals = [await auth.tools.transaction(({ store }) => store.renewSession(before, mine)), await auth.tools.transaction(({ store }) => store.renewSession(before, theirs))];

    expect(renewals).toEqual([true, false]);
    expect(await auth.tools.transaction(({ store }) => store.session(before.sessionId))).toEqual(mine);
  });

  test('replaces no hash', async () => {
    const { email } = (await registered(auth, someone())).account;
    const read = (): Promise<StoredAccount | undefined> => auth.tools.store.accountWith(email);
    const before = await read();
    if (before === undefined) throw new Error('the account is there');
    await auth.tools.transaction(({ store }) => store.replaceHash(before, 'mine'));
    await auth.tools.transaction(({ store }) => store.replaceHash(before, 'theirs'));
    expect((await read())?.passwordHash).toBe('mine');
  });

  test('makes no second account', async () => {
    const { email } = (await registered(auth, someone())).account;
    const before = await auth.tools.store.accountWith(email);
    if (before === undefined) throw new Error('the account is there');
    expect(await auth.tools.transaction(({ store }) => store.insertNew({ ...before, userId: randomUUID(), passwordHash: 'theirs' }))).toBe(false);
    expect(await auth.tools.store.accountWith(email)).toEqual(before);
  });
});
