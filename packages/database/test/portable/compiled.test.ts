import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { anyOf, column, messagingMigrations, page } from '../../src/index.ts';
import { both, compiler, type Db } from './compiled.ts';

test('a page', () => {
  expect(both((db) => page(db.selectFrom('orders').select('id').orderBy('id'), { limit: 10, offset: 20 }))).toEqual({
    sqlserver: 'select "id" from "orders" order by "id" offset @1 rows fetch next @2 rows only',
    sqlite: 'select "id" from "orders" order by "id" limit ? offset ?',
  });
  expect(page(compiler('sqlite').selectFrom('orders').select('id').orderBy('id'), { limit: 10, offset: 20 }).compile().parameters).toEqual([10, 20]);
});

test.each([{ limit: 0 }, { limit: 1.5 }, { limit: 1, offset: -1 }])('a page of %j is refused', (wrong) => {
  expect(() => page(compiler('sqlite').selectFrom('orders').select('id').orderBy('id'), wrong)).toThrow('a page');
});

test('top, also in subqueries that Kysely prepares by themselves', () => {
  expect(both((db) => db.selectFrom('orders').select('id').where('id', 'in', db.selectFrom('lines').select('orderId').orderBy('id').top(3)).orderBy('id').top(1))).toEqual({
    sqlserver: 'select top(1) "id" from "orders" where "id" in (select top(3) "orderId" from "lines" order by "id") order by "id"',
    sqlite: 'select "id" from "orders" where "id" in (select "orderId" from "lines" order by "id" limit ?) order by "id" limit ?',
  });
});

test('top three levels deep', () => {
  const deep = both((db) => {
    const innermost = db.selectFrom('lines').select('orderId').orderBy('id').top(3);
    const inner = db.selectFrom('orders').select('id').where('id', 'in', innermost).orderBy('id').top(2);
    return db.selectFrom('users').select('id').where('id', 'in', inner);
  });
  expect(deep.sqlite).toBe(
    'select "id" from "users" where "id" in (select "id" from "orders" where "id" in (select "orderId" from "lines" order by "id" limit ?) order by "id" limit ?)',
  );
  expect(deep.sqlserver).toContain('(select top(2) "id" from "orders" where "id" in (select top(3)');
});

test('output', () => {
  expect(both((db) => db.insertInto('lines').output(['inserted.id', 'inserted.orderId as order']).values({ orderId: '1' }))).toEqual({
    sqlserver: 'insert into "lines" ("orderId") output "inserted"."id", "inserted"."orderId" as "order" values (@1)',
    sqlite: 'insert into "lines" ("orderId") values (?) returning "id", "orderId" as "order"',
  });
  expect(both((db) => db.updateTable('orders').set({ amount: 1 }).outputAll('inserted').where('id', '=', '1'))).toEqual({
    sqlserver: 'update "orders" set "amount" = @1 output "inserted".* where "id" = @2',
    sqlite: 'update "orders" set "amount" = ? where "id" = ? returning *',
  });
  expect(both((db) => db.deleteFrom('orders').output('deleted.id'))).toEqual({
    sqlserver: 'delete from "orders" output "deleted"."id"',
    sqlite: 'delete from "orders" returning "id"',
  });
});

test('a list as one value, also nested', () => {
  expect(both((db) => db.selectFrom('orders').select('id').where('id', 'in', db.selectFrom('lines').select('orderId').where('orderId', 'in', anyOf(['a']))))).toEqual({
    sqlserver:
      'select "id" from "orders" where "id" in (select "orderId" from "lines" where "orderId" in (select cast(value as nvarchar(4000)) collate Latin1_General_100_BIN2 from openjson(@1)))',
    sqlite: 'select "id" from "orders" where "id" in (select "orderId" from "lines" where "orderId" in (select value from json_each(?)))',
  });
});

test('what both have is left alone', () => {
  const query = (db: Db) =>
    db
      .with('dear', (q) => q.selectFrom('orders').select(['id', 'userId']).where('amount', '>', 100))
      .selectFrom('dear')
      .innerJoin('users', 'users.id', 'dear.userId')
      .select(({ fn, eb }) => ['users.email', fn.countAll().as('count'), eb.case().when('users.email', 'like', 'a%').then(1).else(0).end().as('a')])
      .where((eb) => eb.or([eb('users.email', 'is not', null), eb.not(eb.exists(eb.selectFrom('lines').select('lines.id')))]))
      .groupBy('users.email')
      .orderBy('users.email', 'desc');
  const text = both(query);
  expect(text.sqlite.replaceAll('?', '@')).toBe(text.sqlserver.replaceAll(/@\d+/g, '@'));
});

test('column types', () => {
  const table = both((db) =>
    db.schema
      .createTable('all')
      .addColumn('a', column.uuid, (c) => c.primaryKey())
      .addColumn('b', column.text(9), (c) => c.notNull().defaultTo('x'))
      .addColumn('c', column.longText)
      .addColumn('d', column.json)
      .addColumn('e', column.integer)
      .addColumn('f', column.bigint)
      .addColumn('g', column.boolean, (c) => c.notNull().defaultTo(true))
      .addColumn('h', column.instant)
      .addColumn('i', column.real),
  );
  expect(table.sqlserver.split(', ')).toEqual([
    'create table "all" ("a" uniqueidentifier not null primary key',
    `"b" nvarchar(9) collate Latin1_General_100_BIN2 default 'x' not null`,
    '"c" nvarchar(max) collate Latin1_General_100_BIN2',
    '"d" nvarchar(max) collate Latin1_General_100_BIN2 check (isjson("d") = 1)',
    '"e" int',
    '"f" bigint',
    '"g" bit default 1 not null',
    '"h" datetimeoffset(3)',
    '"i" float)',
  ]);
  expect(table.sqlite).toContain(`"a" text collate nocase not null primary key constraint "invalid_a" check ("a" like '________-____-____-____-____________')`);
  expect(table.sqlite).toContain(`"b" text default 'x' not null constraint "too_long_b" check (length("b") <= 9)`);
  expect(table.sqlite).toContain('"d" text constraint "invalid_d" check (json_valid("d"))');
  expect(table.sqlite).toContain('"g" boolean default 1 not null constraint "invalid_g" check ("g" in (0, 1))');
});

test('a sequence, added and dropped columns, indexes', () => {
  expect(both((db) => db.schema.createTable('a').addColumn('id', column.sequence))).toEqual({
    sqlserver: 'create table "a" ("id" bigint identity not null primary key)',
    sqlite: 'create table "a" ("id" integer not null primary key autoincrement)',
  });
  expect(both((db) => db.schema.alterTable('a').addColumn('b', column.bigint))).toEqual({
    sqlserver: 'alter table "a" add "b" bigint',
    sqlite: `alter table "a" add column "b" bigint constraint "invalid_b" check (typeof("b") in ('integer', 'null'))`,
  });
  expect(both((db) => db.schema.alterTable('a').dropColumn('b'))).toEqual({
    sqlserver: 'alter table "a" drop column "b"',
    sqlite: 'alter table "a" drop column "b"',
  });
  expect(both((db) => db.schema.dropIndex('i').on('a'))).toEqual({ sqlserver: 'drop index "i" on "a"', sqlite: 'drop index "i"' });
  expect(both((db) => db.schema.createIndex('i').unique().on('a').column('b').where(sql.ref('b'), 'is not', null)).sqlserver).toBe(
    'create unique index "i" on "a" ("b") where "b" is not null',
  );
});

test('every migration of this package names the tables that it makes', () => {
  expect(Object.keys(messagingMigrations)).toEqual(['0000_outbox', '0000_processed_events']);
});
