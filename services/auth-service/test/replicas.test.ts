import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateSigningKey, privateJwkOf, type SigningKey } from '@kada-mandiya/auth';
import { temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { topology } from '@kada-mandiya/event-contracts';
import { startTestBus, type StartServiceOptions, type TestBus } from '@kada-mandiya/service-kit/testing';
import { password, registered, renewed, signedIn, someone, startAuth, statusOfLogin, statusOfRenewal, type Auth } from './accounts.ts';

/** Several processes of auth-service, at once or one after the other, on one database and one broker. */
let bus: TestBus;
let place: TemporaryPlace;
let running: Auth[];

beforeEach(async () => {
  running = [];
  bus = await startTestBus({ topology });
  place = await temporaryPlace(process.env.SQLSERVER_URL);
});
afterEach(async () => {
  await Promise.all(running.map((auth) => auth.stop()));
  await bus.stop();
  await place.remove();
});

async function start(options: StartServiceOptions = {}): Promise<Auth> {
  const auth = await startAuth({ ...options, bus, place });
  running.push(auth);
  return auth;
}

async function registrationsOf(email: string): Promise<readonly unknown[]> {
  await Promise.all(running.map((auth) => auth.settled()));
  return bus.published('user.registered').map(({ data }) => data).filter((data) => JSON.stringify(data).includes(email));
}

describe('two replicas', () => {
  test('of one address registered at both at once, one account is made and told of', async () => {
    const replicas = [await start(), await start()];
    const users = Array.from({ length: 5 }, () => someone());
    const answers = await Promise.all(users.map((user) => Promise.all([...replicas, ...replicas].map((auth) => auth.client.call('register', { body: user })))));
    for (const [index, { email }] of users.entries()) {
      expect(answers[index]?.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
      expect(await registrationsOf(email)).toHaveLength(1);
    }
  });

  test('of one refresh token used at both at once, one wins, and the family ends', async () => {
    const replicas = [await start(), await start()];
    const [one] = replicas;
    if (one === undefined) throw new Error('two replicas');
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken } = await registered(one);
      const answers = await Promise.all(replicas.map((auth) => auth.client.call('refreshSession', { body: { refreshToken } })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      for (const answer of answers) if (answer.status === 200) expect(await statusOfRenewal(one, answer.body.refreshToken)).toBe(401);
    }
  });

  test('failures at one count at the other', async () => {
    const [one, other] = [await start(), await start()];
    const { email } = someone();
    const statuses = [await statusOfLogin(one, email), await statusOfLogin(other, email), await statusOfLogin(one, email), await statusOfLogin(other, email)];
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  test('failures for one address at both at once are all counted', async () => {
    const replicas = [await start(), await start()];
    const { email } = someone();
    await Promise.all(replicas.map((auth) => statusOfLogin(auth, email)));
    expect(await replicas[0]?.tools.store.failures(email)).toMatchObject({ failures: 2 });
  });
});

describe('the first administrator', () => {
  const admin = { ADMIN_EMAIL: 'Admin@Kada-Mandiya.example', ADMIN_PASSWORD: 'a-password-for-tests' };
  const email = 'admin@kada-mandiya.example';

  test('is made once, by however many replicas and starts, and can sign in', async () => {
    const [one] = await Promise.all([start({ env: admin }), start({ env: admin }), start({ env: admin })]);
    const again = await start({ env: { ...admin, ADMIN_PASSWORD: 'a-later-password' } });
    const { account, accessToken } = await signedIn(again, email, admin.ADMIN_PASSWORD);

    expect(account).toMatchObject({ email, roles: ['admin'] });
    expect(await registrationsOf(email)).toEqual([{ userId: account.userId, email, name: 'Kada Mandiya' }]);
    expect((await one.client.call('getMyAccount', {}, { token: accessToken })).body).toEqual(account);
    expect(await statusOfLogin(one, email, 'a-later-password')).toBe(401);
  });

  test('is not made without being configured', async () => {
    const auth = await start();
    expect(await auth.tools.store.accountWith(email)).toBeUndefined();
    expect(await statusOfLogin(auth, email, admin.ADMIN_PASSWORD)).toBe(401);
  });

  test('is nobody who has registered with that address before', async () => {
    const before = await start();
    await registered(before, someone({ email }));
    const after = await start({ env: admin });

    expect((await signedIn(after, email, password)).account.roles).toEqual(['customer']);
    expect(await statusOfLogin(after, email, admin.ADMIN_PASSWORD)).toBe(401);
    expect(after.logs).toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringContaining('ADMIN_EMAIL') }));
  });
});

describe('after a new start', () => {
  const keys = (...all: readonly SigningKey[]): Readonly<Record<string, string>> => ({ JWT_SIGNING_KEYS: JSON.stringify({ keys: all.map(privateJwkOf) }) });
  const kidOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  const statusOfMe = async (auth: Auth, token: string): Promise<number> => (await auth.client.call('getMyAccount', {}, { token })).status;

  test('accounts, sessions and failures are still there', async () => {
    const user = someone();
    const { email } = someone();
    const before = await start();
    const session = await registered(before, user);
    for (let failures = 0; failures < 3; failures += 1) await statusOfLogin(before, email);
    await before.stop();

    const after = await start();
    expect((await renewed(after, session.refreshToken)).account).toEqual(session.account);
    expect((await signedIn(after, user.email)).account).toEqual(session.account);
    expect(await after.tools.store.failures(email)).toMatchObject({ failures: 3 });
  });

  test('with a new key before the old one, tokens of both are good, and only the new one signs', async () => {
    const [old, fresh] = [generateSigningKey({ kid: '2026-03' }), generateSigningKey({ kid: '2026-04' })];
    const before = await start({ env: keys(old) });
    const { accessToken, refreshToken } = await registered(before);
    await before.stop();

    const during = await start({ env: keys(fresh, old) });
    const next = await renewed(during, refreshToken);
    expect(kidOf(accessToken)).toMatchObject({ kid: '2026-03' });
    expect(kidOf(next.accessToken)).toMatchObject({ kid: '2026-04' });
    expect([await statusOfMe(during, accessToken), await statusOfMe(during, next.accessToken)]).toEqual([200, 200]);
    const published = await during.client.call('getPublicKeys', {});
    expect(published).toMatchObject({ body: { keys: [{ kid: '2026-04' }, { kid: '2026-03' }] } });
    for (const secret of ['"d"', '"p"', '"q"']) expect(JSON.stringify(published.body)).not.toContain(secret);
    await during.stop();

    const after = await start({ env: keys(fresh) });
    expect([await statusOfMe(after, accessToken), await statusOfMe(after, next.accessToken)]).toEqual([401, 200]);
    expect(await statusOfRenewal(after, next.refreshToken)).toBe(200);
  });

  test('with costlier hashes, a password is hashed again at the next sign-in, once', async () => {
    const user = someone();
    const before = await start();
    await registered(before, user);
    await before.stop();

    const after = await start({ env: { ARGON2_PASSES: '2' } });
    const hashes: (string | undefined)[] = [];
    const note = async (): Promise<number> => hashes.push((await after.tools.store.accountWith(user.email))?.passwordHash);
    await note();
    expect(await statusOfLogin(after, user.email, 'wrong')).toBe(401);
    await note();
    for (let times = 0; times < 2; times += 1) {
      await signedIn(after, user.email);
      await note();
    }
    expect(hashes[0]).toMatch(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$/);
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).toMatch(/^\$argon2id\$v=19\$m=1024,t=2,p=1\$/);
    expect(hashes[3]).toBe(hashes[2]);
  });
});
