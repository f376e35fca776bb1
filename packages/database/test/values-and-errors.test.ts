import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { anyOf, column, page, type Database, type Migrations } from '../src/index.ts';
import { databasesUnderTest, type DatabaseUnderTest } from './databases-under-test.ts';
import { order, placedAt, shopMigrations, type Shop } from './shop.ts';

interface Schema extends Shop {
  readonly numbers: { readonly id: number | undefined; readonly whole: number | null; readonly real: number | null };
}

const migrations: Migrations = {
  ...shopMigrations,
  '0002_numbers': {
    async up(db) {
      const table = db.schema.createTable('numbers').addColumn('id', column.sequence);
      await table.addColumn('whole', column.integer).addColumn('real', column.real).execute();
    },
  },
};

describe.each(databasesUnderTest)('values and errors on $name', ({ start }) => {
  let place: DatabaseUnderTest;
  let db: Database<Schema>;

  beforeAll(async () => {
    place = await start();
    db = await place.open<Schema>({ migrations });
  });
  afterAll(() => place.drop());

  const insert = (row: Partial<Schema['orders']>, id: string = randomUUID()): Promise<unknown> =>
    db.transaction(({ db: unit }) => unit.insertInto('orders').values(order(id, row)).execute());
  const find = (id: string): Promise<unknown> => db.read.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst();

  test('values come back as they were written', async () => {
    const id = randomUUID();
    const row = { amount: 9_007_199_254_740_991, paid: true, note: "O'Neil — 🍛\n", lines: JSON.stringify([{ sku: 'a' }]) };
    await insert(row, id);
    expect(await find(id)).toEqual(order(id, row));
    expect(await find(id.toUpperCase())).toEqual(order(id, row));
  });

  test('rows are plain objects', async () => {
    const id = randomUUID();
    await insert({}, id);
    expect(await find(id)).toStrictEqual({ ...order(id) });
  });

  test('a Date is the same as its text', async () => {
    const id = randomUUID();
    await insert({}, id);
    const at = new Date(placedAt);
    const same = db.read.selectFrom('orders').select('id').where('id', '=', id).where(sql`${sql.ref('placedAt')}`, '=', at);
    expect(await same.execute()).toHaveLength(1);
    const later = db.read.selectFrom('orders').select('id').where('id', '=', id).where('placedAt', '>', '2026-01-31T12:00:00.122Z');
    expect(await later.execute()).toHaveLength(1);
  });

  test('numbers: a sequence, whole, real, and sums', async () => {
    const inserted = await db.transaction(({ db: unit }) =>
      unit.insertInto('numbers').values([{ whole: 1, real: 0.5 }, { whole: 2, real: null }] as never).output(['inserted.id', 'inserted.whole']).execute(),
    );
    expect(inserted).toEqual([{ id: 1, whole: 1 }, { id: 2, whole: 2 }]);
    const sums = db.read.selectFrom('numbers').select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('whole').as('sum'), fn.max('real').as('most')]);
    expect(await sums.executeTakeFirst()).toEqual({ count: 2, sum: 3, most: 0.5 });
  });

  test('text is compared exactly, by = and by like', async () => {
    await insert({ status: 'Exact' });
    const matching = async (operator: '=' | 'like', text: string): Promise<number> =>
      (await db.read.selectFrom('orders').select('id').where('status', operator, text).execute()).length;
    expect(await matching('=', 'Exact')).toBe(1);
    expect(await matching('=', 'exact')).toBe(0);
    expect(await matching('like', 'Ex%')).toBe(1);
    expect(await matching('like', 'ex%')).toBe(0);
  });

  test('a list as one value, of any length, and empty', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await insert({ status: 'listed' }, id);
    const found = (wanted: readonly string[]): Promise<unknown[]> => db.read.selectFrom('orders').select('id').where('id', 'in', anyOf(wanted)).execute();
    expect(await found(ids.slice(1))).toHaveLength(2);
    expect(await found([])).toEqual([]);
    expect(await found([...ids, ...Array.from({ length: 5000 }, () => randomUUID())])).toHaveLength(3);
    const byText = db.read.selectFrom('orders').select('id').where('status', 'in', anyOf(['listed', 'other']));
    expect(await byText.execute()).toHaveLength(3);
  });

  test('pages', async () => {
    for (const amount of [1, 2, 3, 4, 5]) await insert({ status: 'paged', amount });
    const paged = db.read.selectFrom('orders').select('amount').where('status', '=', 'paged').orderBy('amount');
    expect(await paged.offset(3).fetch(10).execute()).toEqual([{ amount: 4 }, { amount: 5 }]);
    expect(await paged.top(2).execute()).toEqual([{ amount: 1 }, { amount: 2 }]);
    const second = await db.transaction(({ db: unit }) => page(unit.selectFrom('orders').select('amount').where('status', '=', 'paged').orderBy('amount'), { limit: 2, offset: 1 }).execute());
    expect(second).toEqual([{ amount: 2 }, { amount: 3 }]);
  });

  test('a subquery with top keeps its limit', async () => {
    const least = db.read.selectFrom('orders').select('id').orderBy('amount').top(1);
    expect(await db.read.selectFrom('orders').select('amount').where('id', 'in', least).execute()).toEqual([{ amount: 1 }]);
  });

  test('update and delete give back what they did', async () => {
    const id = randomUUID();
    await insert({}, id);
    const [updated, deleted] = await db.transaction(async ({ db: unit }) => [
      await unit.updateTable('orders').set({ paid: true }).where('id', '=', id).output(['inserted.id', 'inserted.paid']).execute(),
      await unit.deleteFrom('orders').where('id', '=', id).output(['deleted.id', 'deleted.amount as cents']).execute(),
    ]);
    expect(updated).toEqual([{ id, paid: true }]);
    expect(deleted).toEqual([{ id, cents: 1999 }]);
    const none = await db.transaction(({ db: unit }) => unit.updateTable('orders').set({ paid: true }).where('id', '=', id).executeTakeFirst());
    expect(none.numUpdatedRows).toBe(0n);
  });

  test.each([
    ['a second row with the key', 'unique-violation', async () => {
      const id = randomUUID();
      await insert({}, id);
      await insert({}, id);
    }],
    ['a missing order', 'constraint-violation', () => db.transaction(({ db: unit }) => unit.insertInto('payments').values({ id: randomUUID(), orderId: randomUUID() }).execute())],
    ['null where there must be a value', 'not-null', () => insert({ status: null as never })],
    ['text that is too long', 'too-long', () => insert({ status: 'x'.repeat(17) })],
    ['no UUID', 'invalid-value', () => insert({}, 'order-1')],
    ['no instant', 'invalid-value', () => insert({ placedAt: 'yesterday' })],
    ['a number of more than 32 bits', 'out-of-range', () => db.transaction(({ db: unit }) => unit.insertInto('numbers').values({ whole: 2 ** 31 } as never).execute())],
    ['NaN', 'invalid-value', () => insert({ amount: Number.NaN })],
    ['an object', 'invalid-value', () => insert({ lines: { sku: 'a' } as never })],
    ['a number beyond 2^53', 'out-of-range', () => insert({ amount: 2 ** 53 })],
    ['a table that is not there', 'invalid-statement', () => db.transaction(({ db: unit }) => sql`select 1 from "nowhere"`.execute(unit))],
  ] as const)('%s is %s', async (_, kind, work) => {
    await expect(work()).rejects.toMatchObject({ name: 'DatabaseError', kind });
  });

  test('what is committed survives a power loss', async () => {
    // SQL Server does so by itself, unless delayed durability was asked for.
    const setting =
      db.kind === 'sqlite'
        ? sql<{ readonly value: unknown }>`select "synchronous" as "value" from pragma_synchronous`
        : sql<{ readonly value: unknown }>`select delayed_durability as "value" from sys.databases where database_id = db_id()`;
    const { rows } = await db.transaction(({ db: unit }) => setting.execute(unit));
    expect(rows).toEqual([{ value: db.kind === 'sqlite' ? 2 : 0 }]);
  });

  test('a refused JSON document is a refused value', async () => {
    // SQL Server checks it by a check, which it cannot tell from a foreign key.
    const kind = db.kind === 'sqlite' ? 'invalid-value' : 'constraint-violation';
    await expect(insert({ lines: '{' })).rejects.toMatchObject({ kind });
  });

  test('a unique violation names its table, and its message holds no values', async () => {
    const id = randomUUID();
    await insert({}, id);
    const error: unknown = await insert({}, id).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ table: 'orders' });
    expect(String(error)).not.toContain(id);
  });

  test('a number beyond 2^53 in the table is an error, not a wrong number', async () => {
    const id = randomUUID();
    await insert({ amount: (2n ** 60n) as never }, id);
    await expect(find(id)).rejects.toMatchObject({ kind: 'out-of-range' });
  });
});
