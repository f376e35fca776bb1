import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { createInbox, createOutbox, type Clock, type Database, type Inbox, type Outbox, type OutboxRow } from '../src/index.ts';
import { databasesUnderTest, type DatabaseUnderTest } from './databases-under-test.ts';
import { shopMigrations, type Shop } from './shop.ts';

jest.setTimeout(60_000);

const beginning = Date.parse('2026-01-01T00:00:00.000Z');

describe.each(databasesUnderTest)('outbox and inbox on $name', ({ start }) => {
  let place: DatabaseUnderTest;
  let db: Database<Shop>;
  let outbox: Outbox;
  let inbox: Inbox;
  let time: number;
  const clock: Clock = { now: () => new Date(time), sleep: () => Promise.resolve() };

  beforeEach(async () => {
    time = beginning;
    place = await start();
    db = await place.open<Shop>({ migrations: shopMigrations });
    outbox = createOutbox(db, clock);
    inbox = createInbox(db, clock);
  });
  afterEach(() => place.drop());

  const row = (routingKey = 'order.created'): { eventId: string; routingKey: string; envelope: string } => {
    const eventId = randomUUID();
    return { eventId, routingKey, envelope: JSON.stringify({ eventId }) };
  };
  const add = async (count: number, routingKey?: string): Promise<readonly string[]> => {
    const rows = Array.from({ length: count }, () => row(routingKey));
    await db.transaction((unit) => outbox.add(unit, rows));
    return rows.map(({ eventId }) => eventId);
  };
  const claim = (owner: string, limit = 100, leaseMs = 1000): Promise<readonly OutboxRow[]> => outbox.claim({ owner, limit, leaseMs });
  const events = (rows: readonly OutboxRow[]): readonly string[] => rows.map(({ eventId }) => eventId);
  const ids = (rows: readonly OutboxRow[]): readonly number[] => rows.map(({ id }) => id);

  test('an event is there if and only if its transaction commits', async () => {
    const kept = row();
    await db.transaction(async (unit) => {
      await outbox.add(unit, [kept]);
      await expect(unit.savepoint(async (inner) => {
        await outbox.add(inner, [row()]);
        throw new Error('no');
      })).rejects.toThrow('no');
    });
    await expect(db.transaction(async (unit) => {
      await outbox.add(unit, [row()]);
      throw new Error('no');
    })).rejects.toThrow('no');
    const [claimed, ...more] = await claim('a');
    expect(claimed).toMatchObject({ ...kept, createdAt: '2026-01-01T00:00:00.000Z' });
    expect(more).toEqual([]);
  });

  test('more events than one insert takes', async () => {
    const added = await add(950);
    expect(new Set(events(await claim('a', 2000)))).toEqual(new Set(added));
  });

  test('the oldest first, as many as asked for', async () => {
    time += 2;
    const later = await add(2);
    time -= 1;
    const earlier = await add(2);
    expect(events(await claim('a', 3))).toEqual([...earlier, later[0]]);
  });

  test('claimed rows are nobody else’s until they are released or the lease runs out', async () => {
    const [first, second] = await add(2);
    const mine = await claim('a');
    expect(await claim('b')).toEqual([]);
    time += 999;
    expect(await claim('b')).toEqual([]);
    expect(await outbox.release([ids(mine)[0] ?? 0], 'b')).toBe(0);
    expect(await outbox.release([ids(mine)[0] ?? 0], 'a')).toBe(1);
    expect(events(await claim('b'))).toEqual([first]);
    time += 1;
    expect(events(await claim('c'))).toEqual([second]);
    // The relay that was thought dead publishes after all: the event is out, whoever has the row.
    expect(await outbox.markPublished(ids(mine))).toBe(2);
    expect(await outbox.markPublished(ids(mine))).toBe(0);
    time += 10_000;
    expect(await claim('a')).toEqual([]);
  });

  test('four relays at once never have the same row, and together they have all', async () => {
    const added = await add(300);
    const relay = async (owner: string): Promise<readonly string[]> => {
      const had: string[] = [];
      for (let rows = await claim(owner, 7, 60_000); rows.length > 0; rows = await claim(owner, 7, 60_000)) {
        had.push(...events(rows));
        await outbox.markPublished(ids(rows));
      }
      return had;
    };
    const had = (await Promise.all(['a', 'b', 'c', 'd'].map(relay))).flat();
    expect(had).toHaveLength(300);
    expect(new Set(had)).toEqual(new Set(added));
    expect(await outbox.lag()).toEqual({ pending: 0, lagMs: 0 });
  });

  test('lag tells how many wait and how long', async () => {
    expect(await outbox.lag()).toEqual({ pending: 0, lagMs: 0 });
    await add(2);
    time += 1500;
    await add(1);
    await claim('a', 1);
    expect(await outbox.lag()).toEqual({ pending: 3, lagMs: 1500 });
  });

  test('purge deletes what was published long ago, and nothing that waits', async () => {
    await add(1200);
    await outbox.markPublished(ids(await claim('a', 1100)));
    time += 1000;
    expect(await outbox.purge(new Date(time - 1000))).toBe(0);
    expect(await outbox.purge(new Date(time))).toBe(1100);
    expect(await outbox.lag()).toMatchObject({ pending: 100 });
  });

  test('history gives what was published with a key since a time, in pages', async () => {
    const old = await add(2, 'order.created');
    time += 1000;
    const recent = [...(await add(5, 'order.created'))];
    await add(1, 'order.paid');
    await outbox.markPublished(ids(await claim('a')));
    await add(1, 'order.created');
    const read = async (since?: Date): Promise<readonly (readonly string[])[]> => {
      const pages: (readonly string[])[] = [];
      for await (const rows of outbox.history({ routingKey: 'order.created', pageSize: 2, ...(since === undefined ? {} : { since }) })) pages.push(events(rows));
      return pages;
    };
    expect((await read()).flat()).toEqual([...old, ...recent]);
    expect(await read(new Date(time))).toEqual([recent.slice(0, 2), recent.slice(2, 4), recent.slice(4)]);
  });

  test('the inbox gives what is new, in order, each once', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    await db.transaction(async (unit) => expect(await inbox.insertNew(unit, [b])).toEqual([b]));
    await db.transaction(async (unit) => {
      expect(await inbox.insertNew(unit, [c, b, a, c, a.toUpperCase()])).toEqual([c, a]);
      expect(await inbox.insertNew(unit, [])).toEqual([]);
      expect(await inbox.insertNew(unit, [a, b, c])).toEqual([]);
    });
  });

  test('what was rolled back is new again', async () => {
    const id = randomUUID();
    const failing = db.transaction(async (unit) => {
      await inbox.insertNew(unit, [id]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await db.transaction(async (unit) => expect(await inbox.insertNew(unit, [id])).toEqual([id]));
  });

  test('the same events at once are new once', async () => {
    const all = Array.from({ length: 20 }, () => randomUUID());
    const fresh = await Promise.all(Array.from({ length: 8 }, () => db.transaction((unit) => inbox.insertNew(unit, all))));
    expect(fresh.flat().sort()).toEqual(all.sort());
  });

  test('the inbox refuses what is no UUID', async () => {
    await expect(db.transaction((unit) => inbox.insertNew(unit, ['event-1']))).rejects.toMatchObject({ kind: 'invalid-value' });
  });

  test('the inbox forgets what is old', async () => {
    await db.transaction((unit) => inbox.insertNew(unit, Array.from({ length: 1100 }, () => randomUUID())));
    time += 1000;
    const recent = randomUUID();
    await db.transaction((unit) => inbox.insertNew(unit, [recent]));
    expect(await inbox.purge(new Date(time))).toBe(1100);
    await db.transaction(async (unit) => expect(await inbox.insertNew(unit, [recent])).toEqual([]));
  });

  test('the outbox behaves as its model, whatever happens in whatever order', async () => {
    const owner = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({ does: fc.constant('add' as const), count: fc.integer({ min: 1, max: 4 }), commits: fc.boolean() }),
      fc.record({ does: fc.constant('claim' as const), owner, limit: fc.integer({ min: 1, max: 5 }), leaseMs: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ does: fc.constant('mark' as const), owner }),
      fc.record({ does: fc.constant('release' as const), owner }),
      fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await db.transaction(({ db: unit }) => unit.deleteFrom('outbox').execute());
        await followModel(steps);
      }),
      { numRuns: 60 },
    );
  });

  interface ModelRow {
    readonly eventId: string;
    readonly at: number;
    owner: string | undefined;
    until: number;
    published: boolean;
  }
  type Step =
    | { readonly does: 'add'; readonly count: number; readonly commits: boolean }
    | { readonly does: 'claim'; readonly owner: string; readonly limit: number; readonly leaseMs: number }
    | { readonly does: 'mark' | 'release'; readonly owner: string }
    | { readonly does: 'wait'; readonly ms: number };

  async function followModel(steps: readonly Step[]): Promise<void> {
    const model: ModelRow[] = [];
    const held = new Map<string, OutboxRow[]>();
    for (const step of steps) {
      if (step.does === 'wait') time += step.ms;
      else if (step.does === 'add') await addAsModel(model, step);
      else if (step.does === 'claim') {
        const free = model.filter(({ published, owner, until }) => !published && (owner === undefined || until <= time));
        const expected = free.sort((one, other) => one.at - other.at || model.indexOf(one) - model.indexOf(other)).slice(0, step.limit);
        const rows = await claim(step.owner, step.limit, step.leaseMs);
        expect(events(rows)).toEqual(expected.map(({ eventId }) => eventId));
        for (const one of expected) Object.assign(one, { owner: step.owner, until: time + step.leaseMs });
        held.set(step.owner, [...(held.get(step.owner) ?? []), ...rows]);
      } else await endAsModel(model, step, held);
      expect((await outbox.lag()).pending).toBe(model.filter(({ published }) => !published).length);
    }
  }

  async function addAsModel(model: ModelRow[], { count, commits }: Step & { readonly does: 'add' }): Promise<void> {
    const rows = Array.from({ length: count }, () => row());
    const refused = new Error('rolled back');
    const adding = db.transaction(async (unit) => {
      await outbox.add(unit, rows);
      if (!commits) throw refused;
    });
    if (!commits) await expect(adding).rejects.toBe(refused);
    await adding.catch(() => undefined);
    if (commits) model.push(...rows.map(({ eventId }) => ({ eventId, at: time, owner: undefined, until: 0, published: false })));
  }

  async function endAsModel(model: readonly ModelRow[], { does, owner }: Step & { readonly does: 'mark' | 'release' }, held: Map<string, OutboxRow[]>): Promise<void> {
    const rows = held.get(owner) ?? [];
    held.delete(owner);
    const named = new Set(events(rows));
    const affected = model.filter((one) => named.has(one.eventId) && !one.published && (does === 'mark' || one.owner === owner));
    const count = does === 'mark' ? await outbox.markPublished(ids(rows)) : await outbox.release(ids(rows), owner);
    expect(count).toBe(affected.length);
    for (const one of affected) Object.assign(one, does === 'mark' ? { published: true } : { owner: undefined });
  }
});
