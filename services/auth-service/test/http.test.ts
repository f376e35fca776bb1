import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTokenVerifier, readPublicKeys } from '@kada-mandiya/auth';
import { manualClock } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { newRefreshToken } from '../src/refresh-token.ts';
import { service } from '../src/service.ts';
import { issuer, password, registered, signedIn, someone, startAuth, statusOfLogin, type Auth } from './accounts.ts';

const sqlText = `'; drop table "accounts"; --`;

describe('auth-service over HTTP', () => {
  const clock = manualClock(new Date().toISOString());
  let auth: Auth;
  beforeAll(async () => {
    auth = await startAuth({ clock });
  });
  afterAll(async () => {
    expect(await auth.stop()).toBe(true);
  });

  describe('registering', () => {
    test('opens an account, signs it in, and tells everybody once', async () => {
      const user = someone();
      const answer = await auth.client.call('register', { body: user });
      const event = await auth.seen('user.registered', ({ data }) => data.email === user.email);
      await auth.settled();
      if (answer.status !== 201) throw new Error(`answered ${answer.status}`);

      expect(answer.headers).toMatchObject({ location: '/auth/me', 'cache-control': 'no-store' });
      expect(answer.body).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, account: { email: user.email, roles: ['customer'], createdAt: clock.now().toISOString() } });
      expect(event.data).toEqual({ userId: answer.body.account.userId, email: user.email, name: user.name });
      expect(auth.published('user.registered').filter(({ data }) => data.email === user.email)).toHaveLength(1);
    });

    test('gives a token that others can verify with the public keys alone', async () => {
      const { accessToken, account } = await registered(auth);
      const verifier = createTokenVerifier(readPublicKeys(issuer.env.JWT_PUBLIC_KEYS ?? ''), { issuer: 'kada-mandiya', audience: 'kada-mandiya', now: () => clock.now() });
      expect(verifier.verify(accessToken)).toMatchObject({ kind: 'verified', caller: { id: account.userId, roles: ['customer'] } });
    });

    test('keeps the address in lower case, and takes it once whatever its case', async () => {
      const user = someone({ email: `Nimali.${randomUUID()}@Example.COM` });
      const { account } = await registered(auth, user);
      const again = await auth.client.call('register', { body: { ...user, email: user.email.toUpperCase(), password: 'another-password' } });
      await auth.settled();

      expect(account.email).toBe(user.email.toLowerCase());
      expect(again).toMatchObject({ status: 409, body: { code: 'email-taken', title: 'E-mail address taken' } });
      expect(auth.published('user.registered').filter(({ data }) => data.email === account.email)).toHaveLength(1);
      expect(await statusOfLogin(auth, user.email)).toBe(200);
      expect(await statusOfLogin(auth, user.email, 'another-password')).toBe(401);
    });

    test('of one address ten times at once makes one account', async () => {
      const user = someone();
      const answers = await Promise.all(Array.from({ length: 10 }, () => auth.client.call('register', { body: user })));
      await auth.settled();
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
      expect(auth.published('user.registered').filter(({ data }) => data.email === user.email)).toHaveLength(1);
    });

    test.each<[string, object]>([
      ['a role', { ...someone(), roles: ['admin'] }],
      ['an id', { ...someone(), userId: randomUUID() }],
      ['a short password', someone({ password: 'too-short' })],
      ['a password that is too long', someone({ password: 'x'.repeat(129) })],
      ['no password', { email: 'nimali@example.com', name: 'Nimali' }],
      ['an address that is none', someone({ email: 'nimali' })],
      ['SQL as address', someone({ email: sqlText })],
      ['a name on two lines', someone({ name: 'Nimali\nBcc: all@example.com' })],
    ])('with %s is refused', async (_name, body) => {
      expect((await auth.client.send('register', { body })).status).toBe(400);
    });
  });

  describe('signing in', () => {
    test('gives new tokens each time, for any case of the address', async () => {
      const user = someone();
      const first = await registered(auth, user);
      const second = await signedIn(auth, user.email.toUpperCase());
      expect(second.account).toEqual(first.account);
      expect(second.refreshToken).not.toBe(first.refreshToken);
      const me = await auth.client.call('getMyAccount', {}, { token: second.accessToken });
      expect(me).toMatchObject({ status: 200, body: first.account });
    });

    test('answers the same for an unknown address and a wrong password', async () => {
      const user = someone();
      await registered(auth, user);
      const [wrong, unknown] = [await auth.client.call('login', { body: { email: user.email, password: 'something else' } }), await auth.client.call('login', { body: { email: someone().email, password } })];
      const withoutId = ({ body, ...rest }: typeof wrong): unknown => ({ ...rest, headers: Object.keys(rest.status === 401 ? rest.headers : {}), body: { ...body, correlationId: '' } });
      expect(wrong).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { code: 'credentials-refused' } });
      expect(withoutId(unknown)).toEqual(withoutId(wrong));
    });

    test.each(['with an account', 'without an account'])('to an address %s has to wait after failures, longer each time', async (kind) => {
      const user = someone();
      if (kind === 'with an account') await registered(auth, user);
      const attempt = async (secret: string): Promise<unknown> => {
        const answer = await auth.client.call('login', { body: { email: user.email.toUpperCase(), password: secret } });
        return answer.status === 429 ? [429, answer.headers['retry-after'], answer.body.code] : answer.status;
      };
      const delayed = (seconds: number): unknown => [429, seconds, 'sign-in-delayed'];

      expect([await attempt('wrong'), await attempt('wrong'), await attempt('wrong')]).toEqual([401, 401, 401]);
      // The right password has to wait as well, or the answer would tell which it is.
      expect([await attempt('wrong'), await attempt(password)]).toEqual([delayed(1), delayed(1)]);
      clock.advance(999);
      expect(await attempt('wrong')).toEqual(delayed(1));
      clock.advance(1);
      expect([await attempt('wrong'), await attempt('wrong')]).toEqual([401, delayed(2)]);
      clock.advance(2000);
      expect([await attempt('wrong'), await attempt('wrong')]).toEqual([401, delayed(4)]);
      expect(await statusOfLogin(auth, someone().email)).toBe(401);
      clock.advance(86_400_001);
      expect([await attempt('wrong'), await attempt('wrong')]).toEqual([401, 401]);
    });

    test('with the right password makes earlier failures forgotten', async () => {
      const user = someone();
      await registered(auth, user);
      const attempts = ['wrong', 'wrong', password, 'wrong', 'wrong', password];
      const statuses: number[] = [];
      for (const secret of attempts) statuses.push(await statusOfLogin(auth, user.email, secret));
      expect(statuses).toEqual([401, 401, 200, 401, 401, 200]);
    });

    test('to one address changes nothing for another', async () => {
      const [mine, theirs] = [someone(), someone()];
      await registered(auth, mine);
      for (let failures = 0; failures < 3; failures += 1) await statusOfLogin(auth, theirs.email, 'wrong');
      expect([await statusOfLogin(auth, mine.email), await statusOfLogin(auth, mine.email, 'wrong'), await statusOfLogin(auth, mine.email)]).toEqual([200, 401, 200]);
      expect(await auth.tools.store.failures(theirs.email)).toMatchObject({ failures: 3 });
      expect(await auth.tools.store.failures(mine.email)).toBeUndefined();
    });

    test('guesses that come at once are counted as if one after the other', async () => {
      const user = someone();
      await registered(auth, user);
      const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => statusOfLogin(auth, user.email, `guess ${index}`)));
      expect(statuses.sort()).toEqual([401, 401, 401, ...Array.from({ length: 17 }, () => 429)]);
    });

    test('many times at once with the right password works each time', async () => {
      const user = someone();
      await registered(auth, user);
      const sessions = await Promise.all(Array.from({ length: 10 }, () => signedIn(auth, user.email)));
      expect(new Set(sessions.map(({ refreshToken }) => refreshToken)).size).toBe(10);
    });

    test.each<[string, object]>([
      ['SQL as address', { email: sqlText, password }],
      ['a name beside', someone()],
      ['an empty password', { email: 'nimali@example.com', password: '' }],
      ['an object as password', { email: 'nimali@example.com', password: { $ne: '' } }],
    ])('with %s is refused', async (_name, body) => {
      expect((await auth.client.send('login', { body })).status).toBe(400);
    });
  });

  test('text that looks like SQL is a password and a name like any other', async () => {
    const user = someone({ name: sqlText, password: sqlText });
    const { account } = await registered(auth, user);
    expect((await auth.seen('user.registered', ({ data }) => data.email === user.email)).data.name).toBe(sqlText);
    expect((await signedIn(auth, user.email, sqlText)).account).toEqual(account);
    expect(await statusOfLogin(auth, user.email, `${sqlText} or 1=1`)).toBe(401);
    for (const operation of ['refreshSession', 'logout'] as const) {
      expect((await auth.client.send(operation, { body: { refreshToken: sqlText.padEnd(40) } })).status).toBe(400);
    }
    expect((await auth.client.call('getMyAccount', {}, { token: (await signedIn(auth, user.email, sqlText)).accessToken })).status).toBe(200);
  });

  test('one’s own account is for those with a good token', async () => {
    const { accessToken, account } = await registered(auth);
    expect(await auth.client.call('getMyAccount', {}, { token: accessToken })).toMatchObject({ status: 200, body: account });
    const now = (): Date => clock.now();
    const bad = [
      undefined,
      `${accessToken}x`,
      accessToken.replace(/\..*\./, `.${Buffer.from('{}').toString('base64url')}.`),
      issuer.token({ id: account.userId, roles: ['admin'] }, { now, audience: 'another' }),
      issuer.token({ id: account.userId, roles: ['admin'] }, { now, issuer: 'another' }),
      // Good, but of nobody here.
      issuer.token({ id: randomUUID(), roles: ['customer'] }, { now }),
    ];
    for (const token of bad) expect((await auth.client.call('getMyAccount', {}, token === undefined ? {} : { token })).status).toBe(401);
    clock.advance(900_000 + 5000);
    expect((await auth.client.call('getMyAccount', {}, { token: accessToken })).status).toBe(401);
  });

  test('the key set is public, may be kept for a while, and has nothing private', async () => {
    const answer = await auth.client.call('getPublicKeys', {});
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=300' } });
    expect(answer.body).toEqual(JSON.parse(issuer.env.JWT_PUBLIC_KEYS ?? ''));
  });

  test.each(['register', 'login', 'refreshSession', 'logout'] as const)('%s refuses other media types and large bodies', async (operation) => {
    expect((await auth.client.send(operation, { contentType: 'text/plain', rawBody: 'email=nimali' })).status).toBe(415);
    expect((await auth.client.send(operation, { body: { password: 'x'.repeat(70_000) } })).status).toBe(413);
    expect((await auth.client.send(operation, { rawBody: '{' })).status).toBe(400);
    expect((await auth.client.send(operation)).status).toBe(400);
  });
});

test('where too many passwords wait, the next has to come again', async () => {
  const auth = await startAuth({ env: { PASSWORDS_AT_ONCE: '1', PASSWORDS_WAITING: '0', ARGON2_MEMORY_KIB: '65536', ARGON2_PASSES: '3' } });
  try {
    const user = someone();
    await registered(auth, user);
    const logins = await Promise.all(Array.from({ length: 6 }, () => auth.client.call('login', { body: { email: someone().email, password } })));
    const registrations = await Promise.all(Array.from({ length: 6 }, () => auth.client.call('register', { body: someone() })));
    for (const answers of [logins, registrations]) {
      expect(answers.filter(({ status }) => status === 401 || status === 201).length).toBeGreaterThan(0);
      expect(answers.filter((answer) => answer.status === 429 && answer.headers['retry-after'] === 1 && answer.body.code === 'passwords-busy').length).toBeGreaterThan(0);
    }
  } finally {
    await auth.stop();
  }
});

test('no log line has a password, a token, an address or a name in it', async () => {
  const auth = await startAuth({ env: { LOG_LEVEL: 'debug', ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'unmistakable-admin' } });
  try {
    const user = someone({ name: 'Unmistakable Name', password: 'unmistakable-password' });
    const first = await registered(auth, user);
    await statusOfLogin(auth, user.email, 'unmistakable-wrong');
    const second = await signedIn(auth, user.email, user.password);
    await auth.client.call('refreshSession', { body: { refreshToken: second.refreshToken } });
    await auth.client.call('refreshSession', { body: { refreshToken: second.refreshToken } });
    await auth.client.call('logout', { body: { refreshToken: first.refreshToken } });
    await auth.client.send('getMyAccount', { token: `${first.accessToken}x` });
    await auth.settled();
    const log = JSON.stringify(auth.logs).toLowerCase();
    expect(log).toContain('a refresh token came a second time');
    for (const secret of ['unmistakable', user.email, 'admin@example.com', first.accessToken, first.refreshToken, second.accessToken, second.refreshToken]) expect(log).not.toContain(secret.toLowerCase());
  } finally {
    await auth.stop();
  }
});

test('a fault of the database is a 500 that says nothing of it', async () => {
  const broken = (): never => {
    throw new Error('Unmistakable fault');
  };
  const { storage } = service;
  const auth = await startAuth({ definition: { ...service, storage: { ...storage, makeReads: () => ({ account: broken, accountWith: broken, failures: broken }), makeStore: broken } } });
  try {
    const refreshToken = newRefreshToken(randomUUID()).token;
    const token = issuer.token({ id: randomUUID(), roles: ['customer'] });
    const answers = [
      await auth.client.call('register', { body: someone() }),
      await auth.client.call('login', { body: { email: someone().email, password } }),
      await auth.client.call('refreshSession', { body: { refreshToken } }),
      await auth.client.call('logout', { body: { refreshToken } }),
      await auth.client.call('getMyAccount', {}, { token }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500, 500]);
    expect(JSON.stringify(answers)).not.toContain('Unmistakable');
  } finally {
    await auth.stop();
  }
});
