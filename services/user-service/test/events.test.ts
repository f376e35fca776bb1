import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryPlace } from '@kada-mandiya/database/testing';
import { topology } from '@kada-mandiya/event-contracts';
import type { UserServiceContract } from '@kada-mandiya/service-contracts/user-service';
import { startService, startTestBus, type ServiceUnderTest } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { service } from '../src/service.ts';
import type { UserReads, UserStore } from '../src/store.ts';
import { issuer, registration, sqlText } from './users.ts';

type Users = ServiceUnderTest<UserServiceContract, UserStore, UserReads>;

describe('user.registered', () => {
  let users: Users;
  beforeAll(async () => {
    users = await startService(service, { env: issuer.env });
  });
  afterAll(async () => {
    expect(await users.stop()).toBe(true);
  });

  test('makes a profile and welcomes its owner, in the same correlation', async () => {
    const data = registration({ name: 'නිමාලි පෙරේරා' });
    const correlationId = randomUUID();
    expect(await users.receive('user.registered', data, { correlationId })).toBe('applied');
    const welcome = await users.seen('notification.send', (event) => event.data.userId === data.userId);
    const profile = await users.tools.store.profile(data.userId);

    expect(profile).toEqual({ ...data, createdAt: profile?.createdAt, updatedAt: profile?.createdAt });
    expect(welcome).toMatchObject({ correlationId, data: { userId: data.userId, kind: 'welcome', body: expect.stringContaining('නිමාලි පෙරේරා') } });
    expect(JSON.stringify(welcome)).not.toContain(data.email);
  });

  test('each three times, in any order, and told anew with another id: one profile and one welcome each', async () => {
    const registrations = Array.from({ length: 8 }, () => registration());
    const told = registrations.flatMap((data) => {
      const eventId = randomUUID();
      return [eventId, eventId, eventId, randomUUID()].map((id) => ({ data, id }));
    });
    const shuffled = told.map((one) => ({ one, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
    await Promise.all(shuffled.map(({ data, id }) => users.publish('user.registered', data, { eventId: id })));
    for (const { id } of told) await users.endingsOf(id, told.filter((other) => other.id === id).length);
    await users.settled();

    for (const { userId, email } of registrations) {
      expect(await users.tools.store.profile(userId)).toMatchObject({ userId, email });
      expect(users.published('notification.send').filter(({ data }) => data.userId === userId)).toHaveLength(1);
    }
  });

  test('a later one for the same user does not undo what the owner has changed', async () => {
    const data = registration();
    await users.receive('user.registered', data);
    await users.tools.transaction(async ({ store }) => {
      const profile = await store.take(data.userId);
      if (profile !== undefined) await store.update({ ...profile, name: 'Changed' });
    });
    await users.receive('user.registered', { ...data, name: 'As registered' });
    expect(await users.tools.store.profile(data.userId)).toMatchObject({ name: 'Changed' });
  });

  test('text that looks like SQL, and the longest text that the contract has, is kept as it is', async () => {
    const hostile = registration({ name: sqlText });
    const long = registration({ name: '🏮'.repeat(120), email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example` });
    for (const data of [hostile, long]) {
      expect(await users.receive('user.registered', data)).toBe('applied');
      expect(await users.tools.store.profile(data.userId)).toMatchObject(data);
    }
  });
});

test('two replicas that are told the same at once make one profile and one welcome', async () => {
  const bus = await startTestBus({ topology });
  const place = await temporaryPlace(process.env.SQLSERVER_URL);
  const [one, other] = [await startService(service, { env: issuer.env, bus, place }), await startService(service, { env: issuer.env, bus, place })];
  const doneBy = ({ counts: { reactions } }: Users): number => reactions.applied + reactions.duplicates;
  try {
    const all = Array.from({ length: 10 }, () => registration());
    // Told four times under ids of their own: the inbox knows none of them, so that the rule has to.
    await Promise.all(all.flatMap((data) => Array.from({ length: 4 }, () => one.publish('user.registered', data))));
    for (let polls = 0; doneBy(one) + doneBy(other) < 4 * all.length && polls < 5000; polls += 1) await setTimeout(2);
    expect(doneBy(one) + doneBy(other)).toBe(4 * all.length);
    expect([doneBy(one), doneBy(other)]).not.toContain(0);
    await Promise.all([one.settled(), other.settled()]);

    const welcomed = bus.published('notification.send').map(({ data }) => JSON.stringify(data));
    expect(welcomed).toHaveLength(all.length);
    for (const { userId } of all) expect(welcomed.filter((text) => text.includes(userId))).toHaveLength(1);
  } finally {
    await Promise.all([one, other].map((replica) => replica.stop()));
    await bus.stop();
    await place.remove();
  }
});
