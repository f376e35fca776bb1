import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keyset, page, type Database } from '../src/index.ts';
import { databasesUnderTest, type DatabaseUnderTest } from './databases-under-test.ts';
import { order, shopMigrations, type Shop } from './shop.ts';

type Row = Shop['orders'];
type Direction = 'asc' | 'desc';

describe.each(databasesUnderTest)('pages by position on $name', ({ start }) => {
  let place: DatabaseUnderTest;
  let db: Database<Shop>;

  beforeEach(async () => {
    place = await start();
    db = await place.open<Shop>({ migrations: shopMigrations });
  });
  afterEach(() => place.drop());

  const at = (minute: number): string => `2026-01-31T12:0${minute}:00.000Z`;
  const insert = (rows: readonly Row[]): Promise<unknown> => db.transaction(({ db: unit }) => unit.insertInto('orders').values([...rows]).execute());
  const list = (direction: Direction, last: Row | undefined, limit: number): Promise<Row[]> => {
    const after = last === undefined ? undefined : ([last.placedAt, last.id] as const);
    return page(keyset(db.read.selectFrom('orders').selectAll(), { by: ['placedAt', 'id'], direction, after }), { limit }).execute();
  };
  /** All pages; `between` runs behind each, with its last row. */
  const walk = async (direction: Direction, limit: number, between: (last: Row) => Promise<unknown> = () => Promise.resolve()): Promise<string[]> => {
    const ids: string[] = [];
    for (let last: Row | undefined; ; ) {
      const rows = await list(direction, last, limit);
      ids.push(...rows.map(({ id }) => id));
      last = rows.at(-1);
      if (last === undefined) return ids;
      await between(last);
    }
  };

  test.each<[Direction, number]>([
    ['asc', 1],
    ['asc', 3],
    ['desc', 1],
    ['desc', 3],
    ['desc', 100],
  ])('%s, %i at a time, have each row once, those of one moment too, in the order of the list', async (direction, limit) => {
    const rows = [1, 1, 1, 1, 2, 3, 3].map((minute) => order(randomUUID(), { placedAt: at(minute) }));
    await insert(rows);
    const whole = (await list(direction, undefined, 100)).map(({ id }) => id);
    const minutes = rows.map(({ placedAt }) => placedAt);

    expect(await walk(direction, limit)).toEqual(whole);
    expect(new Set(whole)).toEqual(new Set(rows.map(({ id }) => id)));
    expect((await list(direction, undefined, 100)).map(({ placedAt }) => placedAt)).toEqual(direction === 'asc' ? minutes : minutes.toReversed());
  });

  test('are not moved by what is inserted before, nor by the end of a page that is deleted', async () => {
    const rows = [1, 2, 2, 2, 3].map((minute) => order(randomUUID(), { placedAt: at(minute) }));
    await insert(rows);
    const whole = (await list('desc', undefined, 100)).map(({ id }) => id);
    const walked = await walk('desc', 2, async ({ id }) => {
      await insert([order(randomUUID(), { placedAt: at(9) })]);
      await db.transaction(({ db: unit }) => unit.deleteFrom('orders').where('id', '=', id).execute());
    });

    expect(walked).toEqual(whole);
  });

  test('keep to the other conditions of their query', async () => {
    const [mine, other, later] = [order(randomUUID(), { status: 'PAID' }), order(randomUUID()), order(randomUUID(), { placedAt: at(1) })];
    await insert([mine, other, later]);
    const paid = db.read.selectFrom('orders').selectAll().where('status', '=', 'PAID');
    const rows = await keyset(paid, { by: ['placedAt', 'id'], direction: 'asc', after: [at(0).replace('12:00', '11:00'), randomUUID()] }).execute();

    expect(rows.map(({ id }) => id)).toEqual([mine.id]);
  });
});
