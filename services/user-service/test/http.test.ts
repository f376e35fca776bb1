import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Profile } from '@kada-mandiya/http-contracts/user-service';
import type { UserServiceContract } from '@kada-mandiya/service-contracts/user-service';
import { cursorOf } from '@kada-mandiya/service-kit';
import { manualClock, startService, type ServiceUnderTest } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { service } from '../src/service.ts';
import type { UserReads, UserStore } from '../src/store.ts';
import { address, issuer, registration, sqlText, tokenOf } from './users.ts';

type Users = ServiceUnderTest<UserServiceContract, UserStore, UserReads>;

describe('user-service over HTTP', () => {
  const clock = manualClock(new Date().toISOString());
  let users: Users;
  beforeAll(async () => {
    users = await startService(service, { env: issuer.env, clock });
  });
  afterAll(async () => {
    expect(await users.stop()).toBe(true);
  });

  const registered = async (fields = {}): Promise<{ readonly userId: string; readonly token: string; readonly email: string }> => {
    const data = registration(fields);
    await users.receive('user.registered', data);
    return { ...data, token: tokenOf(data.userId, { clock }) };
  };
  const adminToken = tokenOf(randomUUID(), { role: 'admin', clock });

  test('the owner reads the profile, and changes it', async () => {
    const { userId, email, token } = await registered();
    const createdAt = clock.now().toISOString();
    const before = await users.client.call('getMyProfile', {}, { token });
    clock.advance(1000);
    const changed = await users.client.call('updateMyProfile', { body: { phone: '+94771234567', address } }, { token });
    const after = await users.client.call('getMyProfile', {}, { token });

    const profile = { userId, email, name: 'Nimali Perera', createdAt, updatedAt: createdAt };
    expect(before).toMatchObject({ status: 200, body: profile });
    expect(before.body).not.toHaveProperty('phone');
    expect(changed).toMatchObject({ status: 200, body: { ...profile, phone: '+94771234567', address, updatedAt: clock.now().toISOString() } });
    expect(after.body).toEqual(changed.body);
  });

  test('what is removed is absent, and a patch that changes nothing leaves the time', async () => {
    const { token } = await registered();
    clock.advance(1000);
    await users.client.call('updateMyProfile', { body: { phone: '+94771234567', address } }, { token });
    const removed = await users.client.call('updateMyProfile', { body: { phone: null, address: { line2: null } } }, { token });
    clock.advance(1000);
    const again = await users.client.call('updateMyProfile', { body: { phone: null } }, { token });

    const { line2: _, ...shorter } = address;
    expect(removed.body).toMatchObject({ address: shorter });
    expect(removed.body).not.toHaveProperty('phone');
    expect(removed.body).not.toHaveProperty('address.line2');
    expect(again.body).toEqual(removed.body);
    expect((await users.client.call('updateMyProfile', { body: { address: null } }, { token })).body).not.toHaveProperty('address');
  });

  test('before the registration has arrived there is no profile: 404, and then there is', async () => {
    const data = registration();
    const token = tokenOf(data.userId, { clock });
    const early = [await users.client.call('getMyProfile', {}, { token }), await users.client.call('updateMyProfile', { body: { phone: null } }, { token })];
    for (const answer of early) expect(answer).toMatchObject({ status: 404, body: { code: 'profile-not-found' } });
    await users.receive('user.registered', data);
    expect(await users.client.call('getMyProfile', {}, { token })).toMatchObject({ status: 200 });
  });

  test('an address that would be incomplete is refused, with all that is missing, and nothing is changed', async () => {
    const { token } = await registered();
    const answer = await users.client.call('updateMyProfile', { body: { phone: '+94771234567', address: { line1: '27 Temple Road', country: 'LK' } } }, { token });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'address-incomplete',
        errors: [
          { pointer: '/body/address/city', message: 'is required' },
          { pointer: '/body/address/postalCode', message: 'is required' },
        ],
      },
    });
    expect((await users.client.call('getMyProfile', {}, { token })).body).not.toHaveProperty('phone');
  });

  test('text that looks like SQL is kept as text, in every field that takes it', async () => {
    const { token } = await registered();
    const lines = { line1: sqlText, line2: sqlText, city: sqlText };
    const { status, body } = await users.client.call('updateMyProfile', { body: { name: sqlText, address: { ...address, ...lines } } }, { token });
    expect({ status, body }).toMatchObject({ status: 200, body: { name: sqlText, address: lines } });
    for (const refused of [{ phone: sqlText }, { address: { ...address, postalCode: sqlText } }, { address: { ...address, country: sqlText } }]) {
      expect((await users.client.send('updateMyProfile', { token, body: refused })).status).toBe(400);
    }
    expect((await users.client.send('getUser', { token: adminToken, params: { userId: sqlText } })).status).toBe(400);
    expect((await users.client.send('listUsers', { token: adminToken, query: { cursor: sqlText } })).status).toBe(400);
    expect((await users.client.call('getMyProfile', {}, { token })).body).toMatchObject({ name: sqlText });
  });

  test.each<[string, unknown]>([
    ['somebody else’s id', { userId: randomUUID(), name: 'X' }],
    ['the e-mail address', { email: 'other@example.com' }],
    ['nothing', {}],
    ['a name of white space', { name: ' ' }],
    ['a name that is null', { name: null }],
    ['a name on two lines', { name: 'Nimali\nBcc: all@example.com' }],
    ['a name that is too long', { name: 'x'.repeat(121) }],
    ['an array', []],
  ])('a patch with %s is refused', async (_name, body) => {
    const { token } = await registered();
    expect((await users.client.send('updateMyProfile', { token, body })).status).toBe(400);
  });

  test('a body of another type, or too large, is refused', async () => {
    const { token } = await registered();
    expect((await users.client.send('updateMyProfile', { token, contentType: 'application/json', body: { phone: null } })).status).toBe(415);
    expect((await users.client.send('updateMyProfile', { token, body: { name: 'x'.repeat(70_000) } })).status).toBe(413);
  });

  test('a patch changes nobody else', async () => {
    const [one, other] = [await registered(), await registered({ name: 'Tharindu Silva' })];
    const before = await users.client.call('getMyProfile', {}, { token: other.token });
    clock.advance(1000);
    await users.client.call('updateMyProfile', { body: { name: 'Changed', phone: '+94771234567', address } }, { token: one.token });
    expect((await users.client.call('getMyProfile', {}, { token: other.token })).body).toEqual(before.body);
  });

  test('two patches at once both last', async () => {
    const { token } = await registered();
    await users.client.call('updateMyProfile', { body: { address } }, { token });
    const patches = [{ city: 'Kotte' }, { line1: '1 Lake Drive' }, { postalCode: '10100' }, { country: 'IN' }];
    const answers = await Promise.all(patches.map((patch) => users.client.call('updateMyProfile', { body: { address: patch } }, { token })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await users.client.call('getMyProfile', {}, { token })).body).toMatchObject({ address: { ...address, city: 'Kotte', line1: '1 Lake Drive', postalCode: '10100', country: 'IN' } });
  });

  test('nobody without a good token gets anything', async () => {
    const { userId } = await registered();
    const later = { now: () => new Date(Date.now() - 3_600_000) };
    const tokens = [undefined, 'x.y.z', issuer.token({ id: userId, roles: ['customer'] }, later), issuer.token({ id: userId, roles: ['customer'] }, { audience: 'another' })];
    for (const token of tokens) {
      for (const operation of ['getMyProfile', 'updateMyProfile', 'listUsers', 'getUser'] as const) {
        const answer = await users.client.send(operation, { params: { userId }, ...(operation === 'updateMyProfile' ? { body: { phone: null } } : {}), ...(token === undefined ? {} : { token }) });
        expect({ operation, status: answer.status }).toEqual({ operation, status: 401 });
      }
    }
  });

  test('only administrators see others', async () => {
    const { userId, email, token } = await registered();
    expect(await users.client.call('getUser', { params: { userId } }, { token })).toMatchObject({ status: 403 });
    expect(await users.client.call('listUsers', { query: { limit: 20 } }, { token })).toMatchObject({ status: 403 });
    expect(await users.client.call('getUser', { params: { userId } }, { token: adminToken })).toMatchObject({ status: 200, body: { userId, email } });
    expect(await users.client.call('getUser', { params: { userId: randomUUID() } }, { token: adminToken })).toMatchObject({ status: 404, body: { code: 'user-not-found' } });
    expect((await users.client.send('getUser', { params: { userId: 'me-too' }, token: adminToken })).status).toBe(400);
  });

  const position = ['2026-03-14T08:02:11.790Z', randomUUID()];
  test.each(['bm90IGEgY3Vyc29y', '____', cursorOf(['products'], position), cursorOf(['users'], ['yesterday', randomUUID()]), cursorOf(['users'], ['2026-03-14T08:02:11.790Z', '1']), cursorOf(['users'], [...position, 'more'])])(
    'the cursor %s is refused',
    async (cursor) => {
      expect(await users.client.call('listUsers', { query: { limit: 20, cursor: cursorOf(['users'], position) } }, { token: adminToken })).toMatchObject({ status: 200 });
      expect(await users.client.call('listUsers', { query: { limit: 20, cursor } }, { token: adminToken })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/query/cursor' }] } });
    },
  );
});

test('all users in pages, the newest first, those of the same moment too, and each once', async () => {
  const clock = manualClock(new Date().toISOString());
  const users = await startService(service, { env: issuer.env, clock });
  const token = tokenOf(randomUUID(), { role: 'admin', clock });
  try {
    expect(await users.client.call('listUsers', { query: { limit: 20 } }, { token })).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
    for (const [index, count] of [3, 1, 3].entries()) {
      for (let added = 0; added < count; added += 1) await users.receive('user.registered', registration({ name: `Moment ${index}` }));
      clock.advance(1);
    }
    const pages: (readonly Profile[])[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { status, body } = await users.client.call('listUsers', { query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } }, { token });
      if (status !== 200) throw new Error(`a page was refused: ${status}`);
      pages.push(body.items);
      cursor = body.nextCursor;
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
    expect(pages.flat().map(({ name }) => name)).toEqual(['Moment 2', 'Moment 2', 'Moment 2', 'Moment 1', 'Moment 0', 'Moment 0', 'Moment 0']);
    expect(new Set(pages.flat().map(({ userId }) => userId)).size).toBe(7);
    expect(await users.client.call('listUsers', { query: { limit: 7 } }, { token })).toMatchObject({ body: { nextCursor: null } });
  } finally {
    await users.stop();
  }
});

test('no log line has a name, an address or a token in it', async () => {
  const users = await startService(service, { env: { ...issuer.env, LOG_LEVEL: 'debug' } });
  try {
    const data = registration({ name: 'Unmistakable Name' });
    await users.receive('user.registered', data);
    const token = tokenOf(data.userId);
    await users.client.call('updateMyProfile', { body: { phone: '+94770000001', address: { ...address, line1: 'Unmistakable Road' } } }, { token });
    await users.settled();
    const log = JSON.stringify(users.logs);
    expect(log).toContain('ready');
    for (const secret of ['Unmistakable', data.email, '+94770000001', token]) expect(log).not.toContain(secret);
  } finally {
    await users.stop();
  }
});

test('a fault of the database is a 500 that says nothing of it', async () => {
  const broken = (): never => {
    throw new Error('Unmistakable fault');
  };
  const users = await startService({ ...service, storage: { ...service.storage, makeReads: () => ({ profile: broken, profiles: broken }), makeStore: broken } }, { env: issuer.env });
  try {
    const token = tokenOf(randomUUID(), { role: 'admin' });
    const answers = [
      await users.client.call('getMyProfile', {}, { token }),
      await users.client.call('updateMyProfile', { body: { phone: null } }, { token }),
      await users.client.call('listUsers', { query: { limit: 20 } }, { token }),
      await users.client.call('getUser', { params: { userId: randomUUID() } }, { token }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    expect(JSON.stringify(answers)).not.toContain('Unmistakable');
  } finally {
    await users.stop();
  }
});
