import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql, type Kysely } from 'kysely';
import { DatabaseUsageError, insertOrUpdate, type Database, type Unit } from '../src/index.ts';
import { databasesUnderTest, type DatabaseUnderTest } from './databases-under-test.ts';
import { order, shopMigrations, type Shop } from './shop.ts';

describe.each(databasesUnderTest)('transactions on $name', ({ start }) => {
  let place: DatabaseUnderTest;
  let db: Database<Shop>;

  beforeEach(async () => {
    place = await start();
    db = await place.open<Shop>({ migrations: shopMigrations });
  });
  afterEach(() => place.drop());

  const insert = ({ db: unit }: Unit<Shop>, id: string): Promise<unknown> => unit.insertInto('orders').values(order(id)).execute();
  const ids = async (): Promise<string[]> => (await db.read.selectFrom('orders').select('id').execute()).map(({ id }) => id);

  test('what was done is there when the work resolves', async () => {
    const id = randomUUID();
    const result = await db.transaction(async (unit) => {
      await insert(unit, id);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await ids()).toEqual([id]);
  });

  test('nothing is there when the work rejects, and its error is passed on', async () => {
    const refused = new Error('refused');
    const work = db.transaction(async (unit) => {
      await insert(unit, randomUUID());
      throw refused;
    });
    await expect(work).rejects.toBe(refused);
    expect(await ids()).toEqual([]);
  });

  test('a savepoint that fails is undone alone', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    await db.transaction(async (unit) => {
      await insert(unit, first);
      const failing = unit.savepoint(async (inner) => {
        await insert(inner, second);
        await insert(inner, first);
      });
      await expect(failing).rejects.toMatchObject({ kind: 'unique-violation' });
      await unit.savepoint((inner) => insert(inner, third));
    });
    expect((await ids()).sort()).toEqual([first, third].sort());
  });

  test('a savepoint within a savepoint goes with the outer one', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await db.transaction(async (unit) => {
      await insert(unit, first);
      const failing = unit.savepoint(async (outer) => {
        await outer.savepoint((inner) => insert(inner, second));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
    });
    expect(await ids()).toEqual([first]);
  });

  test('the outer unit is refused while a savepoint is open, and a unit after its end', async () => {
    let leaked: Unit<Shop> | undefined;
    await db.transaction(async (unit) => {
      leaked = unit;
      await unit.savepoint(async () => {
        await expect(insert(unit, randomUUID())).rejects.toThrow(DatabaseUsageError);
        await expect(unit.savepoint(() => Promise.resolve())).rejects.toThrow('a savepoint of this unit is open');
      });
    });
    await expect(leaked?.db.selectFrom('orders').selectAll().execute()).rejects.toThrow('this unit has ended');
    expect(await ids()).toEqual([]);
  });

  test('afterCommit is called after the commit, not for what was rolled back', async () => {
    const seen: string[] = [];
    await db.transaction(async (unit) => {
      unit.afterCommit(() => seen.push('outer'));
      await unit.savepoint((inner) => {
        inner.afterCommit(() => seen.push('kept'));
        return Promise.resolve();
      });
      const failing = unit.savepoint((inner) => {
        inner.afterCommit(() => seen.push('lost'));
        return Promise.reject(new Error('no'));
      });
      await expect(failing).rejects.toThrow('no');
      expect(seen).toEqual([]);
    });
    const failing = db.transaction((unit) => {
      unit.afterCommit(() => seen.push('never'));
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    expect(seen).toEqual(['outer', 'kept']);
  });

  test('an aborted signal rolls back, before, within and at the end of the work', async () => {
    const reason = new Error('enough');
    const before = db.transaction(() => Promise.resolve(), { signal: AbortSignal.abort(reason) });
    await expect(before).rejects.toBe(reason);

    const controller = new AbortController();
    const within = db.transaction(
      async (unit) => {
        await insert(unit, randomUUID());
        controller.abort(reason);
        await expect(insert(unit, randomUUID())).rejects.toBe(reason);
        return 'ignored it';
      },
      { signal: controller.signal },
    );
    await expect(within).rejects.toBe(reason);
    expect(await ids()).toEqual([]);
  });

  test('reading or a second transaction inside a transaction is refused instead of waiting without end', async () => {
    await db.transaction(async () => {
      await expect(db.read.selectFrom('orders').selectAll().execute()).rejects.toThrow(DatabaseUsageError);
      await expect(db.transaction(() => Promise.resolve())).rejects.toThrow('use the unit');
    });
  });

  test('what a transaction has started may use the database once it has ended', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    let later: Promise<string[]> | undefined;
    await db.transaction(() => {
      later = ended.then(ids);
      return Promise.resolve();
    });
    resolve(undefined);
    expect(await later).toEqual([]);
  });

  test('read does not write', async () => {
    // As a caller without types may do.
    const untyped: unknown = db.read;
    const writing = (untyped as Kysely<Shop>).deleteFrom('orders');
    await expect(writing.execute()).rejects.toThrow('only reads');
    await expect(sql`delete from "orders"`.execute(untyped as Kysely<Shop>)).rejects.toThrow('only reads');
  });

  test('transactions at once all happen', async () => {
    const all = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(all.map((id) => db.transaction((unit) => insert(unit, id))));
    expect((await ids()).sort()).toEqual(all.sort());
  });

  test('readers see nothing of a transaction that has not committed', async () => {
    const { promise: reading, resolve: read } = Promise.withResolvers<undefined>();
    const writing = db.transaction(async (unit) => {
      await insert(unit, randomUUID());
      read(undefined);
      await Promise.resolve();
      throw new Error('no');
    });
    await reading;
    const seen = ids();
    await expect(writing).rejects.toThrow('no');
    expect(await seen).toEqual([]);
  });

  test('a deadlock runs again, another error does not, and not without end', async () => {
    const { DatabaseError } = await import('../src/index.ts');
    let count = 0;
    const lost = new DatabaseError('deadlock', 'lost');
    await db.transaction(async (unit) => {
      count += 1;
      await insert(unit, randomUUID());
      if (count < 3) throw lost;
    });
    expect(count).toBe(3);
    expect(await ids()).toHaveLength(1);

    count = 0;
    const always = db.transaction(() => {
      count += 1;
      return Promise.reject(lost);
    });
    await expect(always).rejects.toBe(lost);
    expect(count).toBe(6);
  });

  test('insertOrUpdate inserts, then updates, and loses no race', async () => {
    const id = randomUUID();
    const upsert = (status: string): Promise<string> =>
      db.transaction((unit) =>
        insertOrUpdate(unit, {
          update: async ({ db: inner }) => Number((await inner.updateTable('orders').set({ status }).where('id', '=', id).executeTakeFirst()).numUpdatedRows),
          insert: ({ db: inner }) => inner.insertInto('orders').values(order(id, { status })).execute(),
        }),
      );
    expect(await upsert('A')).toBe('inserted');
    expect(await upsert('B')).toBe('updated');
    expect(await db.read.selectFrom('orders').select('status').execute()).toEqual([{ status: 'B' }]);

    const raced = randomUUID();
    const result = await db.transaction((unit) => {
      let updates = 0;
      return insertOrUpdate(unit, {
        update: () => Promise.resolve((updates += 1) - 1),
        insert: async (inner) => {
          await insert(inner, raced);
          await insert(inner, raced);
        },
      });
    });
    expect(result).toBe('updated');
    expect(await ids()).toEqual([id]);
  });

  test.each([0, 1, 2, 3, 5, 8, 13, 21])('queries that nobody awaited never outlive their transaction (%d turns later)', async (turns) => {
    let late: Promise<unknown> | undefined;
    const failing = db.transaction(async (unit) => {
      late = Promise.allSettled(Array.from({ length: 30 }, () => insert(unit, randomUUID())));
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      throw new Error('no');
    });
    const other = db.transaction(() => new Promise((resolve) => setImmediate(resolve)));
    await expect(failing).rejects.toThrow('no');
    await Promise.all([late, other]);
    expect(await ids()).toEqual([]);
  });

  test('transactions one after the other leave time for the rest of the process', async () => {
    const heard: string[] = [];
    setImmediate(() => heard.push('the event loop'));
    for (let count = 0; heard.length === 0 && count < 20_000; count += 1) await db.transaction(() => Promise.resolve());
    expect(heard).toEqual(['the event loop']);
  });

  test('close waits for what runs, and refuses what comes', async () => {
    const id = randomUUID();
    const running = db.transaction((unit) => insert(unit, id));
    const closing = db.close();
    await running;
    await closing;
    await expect(db.transaction(() => Promise.resolve())).rejects.toMatchObject({ kind: 'closed' });
    const reading = ids();
    await expect(reading).rejects.toMatchObject({ kind: 'closed' });
  });
});
