import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { manualClock } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { newRefreshToken, readRefreshToken } from '../src/refresh-token.ts';
import { registered, renewed, signedIn, someone, startAuth, statusOfRenewal, type Auth } from './accounts.ts';

const dayMs = 86_400_000;

describe('refresh tokens', () => {
  const clock = manualClock(new Date().toISOString());
  let auth: Auth;
  beforeAll(async () => {
    auth = await startAuth({ clock });
  });
  afterAll(async () => {
    expect(await auth.stop()).toBe(true);
  });
  const signOut = async (refreshToken: string): Promise<void> => {
    expect(await auth.client.call('logout', { body: { refreshToken } })).toMatchObject({ status: 204 });
  };

  test('a token gives a new pair, again and again', async () => {
    let session = await registered(auth);
    const seen = new Set([session.refreshToken]);
    for (let round = 0; round < 5; round += 1) {
      clock.advance(900_000);
      const next = await auth.client.call('refreshSession', { body: { refreshToken: session.refreshToken } });
      if (next.status !== 200) throw new Error(`answered ${next.status}`);
      expect(next.headers['cache-control']).toBe('no-store');
      expect(next.body.account).toEqual(session.account);
      expect((await auth.client.call('getMyAccount', {}, { token: next.body.accessToken })).status).toBe(200);
      session = next.body;
      seen.add(session.refreshToken);
    }
    expect(seen.size).toBe(6);
  });

  test('a token that comes a second time ends its whole family, and no other', async () => {
    const user = someone();
    const first = await registered(auth, user);
    const otherDevice = await signedIn(auth, user.email);
    const second = await renewed(auth, first.refreshToken);
    const third = await renewed(auth, second.refreshToken);

    const reused = await auth.client.call('refreshSession', { body: { refreshToken: first.refreshToken } });
    expect(reused).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { code: 'refresh-token-refused' } });
    for (const { refreshToken } of [first, second, third]) expect(await statusOfRenewal(auth, refreshToken)).toBe(401);
    expect(await statusOfRenewal(auth, otherDevice.refreshToken)).toBe(200);
    expect(auth.logs).toContainEqual(expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ userId: first.account.userId }), message: expect.stringContaining('second time') }));
  });

  test('of one token used ten times at once, one wins, and the family ends', async () => {
    const { refreshToken } = await registered(auth);
    const answers = await Promise.all(Array.from({ length: 10 }, () => auth.client.call('refreshSession', { body: { refreshToken } })));
    const winners = answers.filter((answer) => answer.status === 200);
    expect(winners).toHaveLength(1);
    for (const { body } of winners) expect(await statusOfRenewal(auth, body.refreshToken)).toBe(401);
  });

  test('signing out ends the family, by its newest token or an old one, and says the same of any token', async () => {
    const user = someone();
    const byNewest = await renewed(auth, (await registered(auth, user)).refreshToken);
    await signOut(byNewest.refreshToken);
    expect(await statusOfRenewal(auth, byNewest.refreshToken)).toBe(401);

    const old = await signedIn(auth, user.email);
    const newest = await renewed(auth, old.refreshToken);
    const otherDevice = await signedIn(auth, user.email);
    await signOut(old.refreshToken);
    expect(await statusOfRenewal(auth, newest.refreshToken)).toBe(401);

    for (const token of [old.refreshToken, newRefreshToken(randomUUID()).token, 'dxokAhClxaJq19aMy8JIucMqMB4A_f8TKrljq1ltlyQ']) await signOut(token);
    expect(await statusOfRenewal(auth, otherDevice.refreshToken)).toBe(200);
  });

  test('after signing out the access token stays good until it expires', async () => {
    const { accessToken, refreshToken } = await registered(auth);
    await signOut(refreshToken);
    expect((await auth.client.call('getMyAccount', {}, { token: accessToken })).status).toBe(200);
    clock.advance(905_000);
    expect((await auth.client.call('getMyAccount', {}, { token: accessToken })).status).toBe(401);
  });

  test('a token that lies unused for 30 days expires, one in use does not', async () => {
    const [unused, used] = [await registered(auth), await registered(auth)];
    clock.advance(29 * dayMs);
    const next = await renewed(auth, used.refreshToken);
    clock.advance(dayMs);
    expect(await statusOfRenewal(auth, unused.refreshToken)).toBe(401);
    clock.advance(28 * dayMs);
    expect(await statusOfRenewal(auth, next.refreshToken)).toBe(200);
  });

  test('after 180 days one has to sign in again', async () => {
    let { refreshToken } = await registered(auth);
    for (let days = 0; days < 160; days += 20) {
      clock.advance(20 * dayMs);
      ({ refreshToken } = await renewed(auth, refreshToken));
    }
    clock.advance(20 * dayMs);
    expect(await statusOfRenewal(auth, refreshToken)).toBe(401);
  });

  test('what nobody has been given is refused', async () => {
    const { refreshToken } = await registered(auth);
    for (const unknown of [newRefreshToken(randomUUID()).token, 'dxokAhClxaJq19aMy8JIucMqMB4A_f8TKrljq1ltlyQ', 'A'.repeat(64)]) expect(await statusOfRenewal(auth, unknown)).toBe(401);
    expect(await statusOfRenewal(auth, refreshToken)).toBe(200);
  });

  test('sessions that have expired are removed at the next sign-in', async () => {
    const user = someone();
    const { refreshToken } = await registered(auth, user);
    const { sessionId = '' } = readRefreshToken(refreshToken) ?? {};
    const isKept = (): Promise<boolean> => auth.tools.transaction(async ({ store }) => (await store.session(sessionId)) !== undefined);
    clock.advance(30 * dayMs - 1);
    await signedIn(auth, user.email);
    expect(await isKept()).toBe(true);
    clock.advance(1);
    await signedIn(auth, user.email);
    expect(await isKept()).toBe(false);
  });

  test('the database holds no refresh token', async () => {
    const { refreshToken } = await registered(auth);
    const { sessionId = '' } = readRefreshToken(refreshToken) ?? {};
    const session = await auth.tools.transaction(({ store }) => store.session(sessionId));
    expect(session?.tokenDigest).toHaveLength(43);
    expect(JSON.stringify(session)).not.toContain(refreshToken.slice(22));
  });
});
