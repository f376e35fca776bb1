import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { column, MigrationError, openDatabase, type Migration, type Migrations } from '../src/index.ts';
import { databasesUnderTest, type DatabaseUnderTest } from './databases-under-test.ts';

interface Tables {
  readonly one: { readonly id: string };
  readonly two: { readonly id: string };
}

const creates = (name: string): Migration => ({ up: (db) => db.schema.createTable(name).addColumn('id', column.text(9), (c) => c.primaryKey()).execute() });
const one = { '0001_one': creates('one') };
const two = { ...one, '0002_two': creates('two') };

describe.each(databasesUnderTest)('migrations on $name', ({ start }) => {
  let place: DatabaseUnderTest;

  beforeEach(async () => {
    place = await start();
  });
  afterEach(() => place.drop());

  const open = (migrations: Migrations): ReturnType<typeof place.open<Tables>> => place.open<Tables>({ migrations });

  test('each runs once, new ones later', async () => {
    let runs = 0;
    const counted: Migrations = { '0001_one': { up: (db) => ((runs += 1), creates('one').up(db)) } };
    await (await open(counted)).close();
    await (await open(counted)).close();
    expect(runs).toBe(1);
    const db = await open({ ...counted, ...two, '0001_one': counted['0001_one'] ?? creates('one') });
    expect(await db.read.selectFrom('two').selectAll().execute()).toEqual([]);
    expect(runs).toBe(1);
  });

  test('a migration that fails leaves nothing, of itself and of those with it, and says its name', async () => {
    const failing: Migration = {
      async up(db) {
        await creates('two').up(db);
        await sql`insert into "two" ("id") values (${'a'})`.execute(db);
        await sql`insert into "nowhere" ("id") values (${'a'})`.execute(db);
      },
    };
    const opening = open({ ...one, '0002_two': failing });
    await expect(opening).rejects.toThrow(MigrationError);
    await expect(opening).rejects.toMatchObject({ migration: '0002_two', cause: { kind: 'invalid-statement' } });
    const db = await open(two);
    expect(await db.read.selectFrom('two').selectAll().execute()).toEqual([]);
  });

  test('a migration that is not portable fails on every server', async () => {
    const opening = open({ '0001_one': { up: (db) => db.schema.createTable('one').ifNotExists().addColumn('id', column.uuid).execute() } });
    await expect(opening).rejects.toMatchObject({ migration: '0001_one', cause: { name: 'NotPortableError' } });
  });

  test('a database that a newer program has migrated is refused', async () => {
    await (await open(two)).close();
    await expect(open(one)).rejects.toThrow('migrations that this program does not know (0002_two): it was migrated by a newer version');
    await (await open(two)).close();
  });

  test('openers at once: one migrates, the others find it done', async () => {
    let runs = 0;
    const counted: Migrations = { '0001_one': { up: (db) => ((runs += 1), creates('one').up(db)) } };
    const all = await Promise.all(Array.from({ length: 5 }, () => open(counted)));
    expect(runs).toBe(1);
    await Promise.all(all.map((db) => db.close()));
  });

  test('all openers share the data, and one that closes takes it from no other', async () => {
    const [first, second] = [await open(one), await open(one)];
    await first.transaction(({ db }) => db.insertInto('one').values({ id: 'a' }).execute());
    await first.close();
    expect(await second.read.selectFrom('one').selectAll().execute()).toEqual([{ id: 'a' }]);
  });
});

test.each(['', '../order_db', 'order-db', '1db', "x'y"])('the database name "%s" is refused', async (name) => {
  await expect(openDatabase({ name, migrations: {} })).rejects.toThrow('letters, digits and underscores');
});
