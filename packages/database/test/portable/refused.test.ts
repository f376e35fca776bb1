import { describe, expect, test } from '@jest/globals';
import { sql, type Compilable } from 'kysely';
import { column, NotPortableError } from '../../src/index.ts';
import { both, compiler, type Db } from './compiled.ts';

type Case = readonly [what: string, says: string, query: (db: Db) => Compilable];

const selects: readonly Case[] = [
  ['limit', 'limit: use page', (db) => db.selectFrom('orders').selectAll().limit(1)],
  ['limit in a subquery', 'limit: use page', (db) => db.selectFrom('orders').selectAll().where('id', 'in', (eb) => eb.selectFrom('lines').select('orderId').limit(1))],
  ['offset without order', 'offset without an order', (db) => db.selectFrom('orders').selectAll().offset(1).fetch(1)],
  ['offset without fetch', 'offset without fetch', (db) => db.selectFrom('orders').selectAll().orderBy('id').offset(1)],
  ['fetch without offset', 'fetch without offset', (db) => db.selectFrom('orders').selectAll().orderBy('id').fetch(1)],
  ['fetch with ties', 'with ties', (db) => db.selectFrom('orders').selectAll().orderBy('id').offset(0).fetch(1, 'with ties')],
  ['top and fetch', 'top together', (db) => db.selectFrom('orders').selectAll().orderBy('id').top(1).offset(0).fetch(1)],
  ['top with ties', 'top with percent or ties', (db) => db.selectFrom('orders').selectAll().orderBy('id').top(1, 'with ties')],
  ['top before union', 'top beside union', (db) => db.selectFrom('orders').select('id').top(1).union(db.selectFrom('users').select('id'))],
  ['distinct on', 'distinct on', (db) => db.selectFrom('orders').selectAll().distinctOn('userId')],
  ['for update', 'for update', (db) => db.selectFrom('orders').selectAll().forUpdate()],
  ['skip locked', 'skip locked', (db) => db.selectFrom('orders').selectAll().forUpdate().skipLocked()],
  ['nulls last', 'nulls first or last', (db) => db.selectFrom('orders').selectAll().orderBy('note', (o) => o.asc().nullsLast())],
  ['order in a subquery', 'order by in a subquery', (db) => db.selectFrom('orders').selectAll().where('id', 'in', (eb) => eb.selectFrom('lines').select('orderId').orderBy('id'))],
  ['order in a derived table', 'order by in a subquery', (db) => db.selectFrom((eb) => eb.selectFrom('orders').select('id').orderBy('id').as('o')).selectAll()],
  ['order in a with', 'order by in a subquery', (db) => db.with('o', (q) => q.selectFrom('orders').select('id').orderBy('id')).selectFrom('o').selectAll()],
  ['with in a subquery', 'with inside a subquery', (db) => db.selectFrom(db.with('o', (q) => q.selectFrom('orders').select('id')).selectFrom('o').select('id').as('x')).selectAll()],
  ['with recursive', 'with recursive', (db) => db.withRecursive('o', (q) => q.selectFrom('orders').select('id')).selectFrom('o').selectAll()],
  ['materialized', 'materialized', (db) => db.with((cte) => cte('o').materialized(), (q) => q.selectFrom('orders').select('id')).selectFrom('o').selectAll()],
  ['a write in with', 'a write inside with', (db) => db.with('o', (q) => q.deleteFrom('orders').output('deleted.id')).selectFrom('o').selectAll()],
  ['a column that is not grouped', '"amount" is selected', (db) => db.selectFrom('orders').select(['userId', 'amount']).groupBy('userId')],
  ['a column beside an aggregate', '"userId" is selected', (db) => db.selectFrom('orders').select(({ fn }) => ['userId', fn.sum('amount').as('sum')])],
  ['everything beside an aggregate', 'select *', (db) => db.selectFrom('orders').selectAll().select(({ fn }) => fn.countAll().as('n'))],
  ['group by an alias', 'the alias "o"', (db) => db.selectFrom('orders').select(({ fn }) => fn<string>('lower', ['note']).as('o')).groupBy('o' as 'note')],
  ['group by a position', 'a position', (db) => db.selectFrom('orders').select('id').groupBy(sql.lit(1))],
  ['distinct ordered by another column', 'which is not selected', (db) => db.selectFrom('orders').select('userId').distinct().orderBy('amount')],
  ['order by a value', 'order by a value', (db) => db.selectFrom('orders').select('id').orderBy((eb) => eb.val(1))],
  ['lateral', 'a lateral join', (db) => db.selectFrom('users').innerJoinLateral((eb) => eb.selectFrom('orders').select('id').as('o'), (join) => join.onTrue()).select('o.id')],
  ['apply', 'apply', (db) => db.selectFrom('users').crossApply((eb) => eb.selectFrom('orders').select('amount').as('o')).select('o.amount')],
  ['another schema', 'a schema before a table', (db) => db.withSchema('dbo').selectFrom('orders').select('id')],
];

const writes: readonly Case[] = [
  ['returning', 'returning: use output', (db) => db.insertInto('users').values({ id: '1', email: 'a' }).returning('id')],
  ['returning of a delete', 'returning: use output', (db) => db.deleteFrom('users').returningAll()],
  ['on conflict', 'on conflict', (db) => db.insertInto('users').values({ id: '1', email: 'a' }).onConflict((c) => c.doNothing())],
  ['insert or ignore', 'insert or ignore', (db) => db.insertInto('users').orIgnore().values({ id: '1', email: 'a' })],
  ['on duplicate key', 'on duplicate key', (db) => db.insertInto('users').values({ id: '1', email: 'a' }).onDuplicateKeyUpdate({ email: 'b' })],
  ['replace', 'replace: use insertOrUpdate', (db) => db.replaceInto('users').values({ id: '1', email: 'a' })],
  ['merge', 'merge', (db) => db.mergeInto('users').using('orders', 'orders.userId', 'users.id').whenMatched().thenDelete()],
  ['rows of different shape', 'the same columns', (db) => db.insertInto('orders').values([{ id: '1', userId: '1', amount: 1, paid: true, note: null }, { id: '1', userId: '1', amount: 1, paid: true }])],
  ['too many rows', 'more than 1000 rows', (db) => db.insertInto('lines').values(Array.from({ length: 1001 }, () => ({ orderId: '1' })))],
  ['too many values', 'SQL Server takes 2098', (db) => db.selectFrom('orders').select('id').where('id', 'in', Array.from({ length: 2099 }, String))],
  ['update with an alias', 'an alias', (db) => db.updateTable('users as u').set({ email: 'a' })],
  ['update of two tables', 'several tables', (db) => db.updateTable(['users', 'orders']).set({ email: 'a' })],
  ['update with top', 'update with top', (db) => db.updateTable('users').top(1).set({ email: 'a' })],
  ['update with limit', 'limit', (db) => db.updateTable('users').set({ email: 'a' }).limit(1)],
  ['update with order', 'update with an order', (db) => db.updateTable('users').set({ email: 'a' }).orderBy('id')],
  ['what an update replaced', 'something else than inserted', (db) => db.updateTable('users').set({ email: 'a' }).output('deleted.email')],
  ['delete with an alias', 'an alias', (db) => db.deleteFrom('users as u')],
  ['delete with top', 'delete with top', (db) => db.deleteFrom('users').top(1)],
  ['delete with a join', 'delete with a join', (db) => db.deleteFrom('users').innerJoin('orders', 'orders.userId', 'users.id')],
  ['delete using', 'delete using', (db) => db.deleteFrom('users').using('orders')],
  ['delete with order', 'delete with an order', (db) => db.deleteFrom('users').orderBy('id')],
];

const expressions: readonly Case[] = [
  ['ilike', 'use like on lower', (db) => db.selectFrom('users').selectAll().where('email', 'ilike', 'a%')],
  ['a row of values', 'a row of values', (db) => db.selectFrom('orders').selectAll().where((eb) => eb(eb.refTuple('id', 'userId'), 'in', [eb.tuple('1', '2')]))],
  ['||', 'use concat', (db) => db.selectFrom('users').select((eb) => eb('email', '||', 'a').as('x'))],
  ['==', 'use =', (db) => db.selectFrom('users').select('id').where('id', '==', 'a')],
  ['is distinct from', 'names null', (db) => db.selectFrom('users').select('id').where('id', 'is distinct from', 'a')],
  ['is true', 'is with something else than null', (db) => db.selectFrom('orders').select('id').where('paid', 'is', true)],
  ['an empty list', 'an empty list', (db) => db.selectFrom('orders').select('id').where('id', 'in', [])],
  ['a literal true', 'true or false as a literal', (db) => db.selectFrom('orders').select('id').where('paid', '=', (eb) => eb.lit(true))],
  ['a condition that is selected', 'a condition as a value', (db) => db.selectFrom('orders').select((eb) => eb('amount', '>', 1).as('dear'))],
  ['exists that is selected', 'a condition as a value', (db) => db.selectFrom('orders').select((eb) => eb.exists(eb.selectFrom('lines').select('lines.id')).as('x'))],
  ['a condition that is compared', 'a condition as a value', (db) => db.selectFrom('orders').select('id').where((eb) => eb(eb('amount', '>', 1), '=', eb.val(true)))],
  ['a condition that is stored', 'a condition as a value', (db) => db.updateTable('orders').set('paid', (eb) => eb('amount', '>', 1) as never)],
  ['a column as a condition', 'a value as a condition', (db) => db.selectFrom('orders').select('id').where((eb) => eb.ref('paid'))],
  ['a column among conditions', 'a value as a condition', (db) => db.selectFrom('orders').select('id').where((eb) => eb.and([eb.ref('paid'), eb('id', '=', '1')]))],
  ['a join on a column', 'a value as a condition', (db) => db.selectFrom('orders').innerJoin('lines', (join) => join.on((eb) => eb.ref('orders.paid'))).select('orders.id')],
  ['avg', 'divide sum by count', (db) => db.selectFrom('orders').select(({ fn }) => fn.avg('amount').as('x'))],
  ['a function of SQLite', 'the function ifnull', (db) => db.selectFrom('orders').select(({ fn }) => fn('ifnull', ['note', 'id']).as('x'))],
  ['a function with other arguments', 'round with 1 arguments', (db) => db.selectFrom('orders').select(({ fn }) => fn('round', ['amount']).as('x'))],
  ['filter', 'filter of an aggregate', (db) => db.selectFrom('orders').select(({ fn }) => fn.sum('amount').filterWhere('paid', '=', true).as('x'))],
  ['row_number without order', 'row_number without an order', (db) => db.selectFrom('orders').select(({ fn }) => fn.agg('row_number', []).over().as('x'))],
  ['a collation', 'a collation', (db) => db.selectFrom('users').select('id').orderBy('email', (o) => o.collate('nocase'))],
  ['cast to text', 'cast to varchar', (db) => db.selectFrom('orders').select((eb) => eb.cast('amount', 'varchar').as('x'))],
];

const rawTexts: readonly (readonly [string, string])[] = [
  ['select * from orders limit 1', 'limit'],
  ['delete from orders returning id', 'returning'],
  ['insert into a values (1) on conflict do nothing', 'on conflict'],
  ['insert or ignore into a values (1)', 'insert or replace'],
  ['select 1 for update', 'for update'],
  ["select a || 'b' from c", 'concat'],
  ['select a::int from b', 'cast'],
  ['select 1 where a == 1', 'use ='],
  ["select a ->> '$.b' from c", 'JSON'],
  ['select `a` from b', 'backticks'],
  ['select a from b order by a nulls last', 'nulls'],
  ['select true', 'true or false'],
  ['select current_timestamp', 'clock'],
  ['select ifnull(a, 1) from b', 'a function that SQL Server has not'],
  ['select length(a) from b', 'a function that SQL Server has not'],
  ['with recursive a as (select 1) select * from a', 'recursive'],
  ['create table if not exists a (b int)', 'if not exists'],
  ['select avg(a) from b', 'avg'],
  ['select 1; select 2', 'several statements'],
];

const schema: readonly Case[] = [
  ['create table if not exists', 'if not exists', (db) => db.schema.createTable('a').ifNotExists().addColumn('id', column.uuid)],
  ['a temporary table', 'temporary', (db) => db.schema.createTable('a').temporary().addColumn('id', column.uuid)],
  ['create table as', 'create table as', (db) => db.schema.createTable('a').as(db.selectFrom('orders').select('id'))],
  ['a type of one server', 'use one of column', (db) => db.schema.createTable('a').addColumn('id', 'text')],
  ['a long key', 'too long for a key', (db) => db.schema.createTable('a').addColumn('id', column.text(451), (c) => c.primaryKey())],
  ['a key without a length', 'too long for a key', (db) => db.schema.createTable('a').addColumn('id', column.longText, (c) => c.notNull().unique())],
  ['text of no length', 'from 1 to 4000', (db) => db.schema.createTable('a').addColumn('id', column.text(4001))],
  ['a unique column that may be null', 'may be null', (db) => db.schema.createTable('a').addColumn('b', column.text(9), (c) => c.unique())],
  ['a unique constraint on a column that may be null', 'may be null', (db) => db.schema.createTable('a').addColumn('b', column.text(9)).addUniqueConstraint('u', ['b'])],
  ['a key on a column that may be null', 'may be null', (db) => db.schema.createTable('a').addColumn('b', column.text(9)).addPrimaryKeyConstraint('k', ['b'])],
  ['autoincrement', 'use column.sequence', (db) => db.schema.createTable('a').addColumn('b', column.bigint, (c) => c.autoIncrement())],
  ['identity', 'use column.sequence', (db) => db.schema.createTable('a').addColumn('b', column.bigint, (c) => c.identity())],
  ['a generated column', 'use column.sequence', (db) => db.schema.createTable('a').addColumn('b', column.bigint, (c) => c.generatedAlwaysAs(sql`1`))],
  ['restrict', 'restrict', (db) => db.schema.createTable('a').addColumn('b', column.uuid, (c) => c.references('users.id').onDelete('restrict'))],
  ['a modifier of a column', 'modifiers of a column', (db) => db.schema.createTable('a').addColumn('b', column.uuid, (c) => c.modifyEnd(sql`sparse`))],
  ['a modifier of a table', 'modifiers of create table', (db) => db.schema.createTable('a').addColumn('b', column.uuid).modifyEnd(sql`strict`)],
  ['the server’s clock as a default', 'clock', (db) => db.schema.createTable('a').addColumn('b', column.instant, (c) => c.defaultTo(sql`current_timestamp`))],
  ['renaming a table', 'renaming a table', (db) => db.schema.alterTable('a').renameTo('b')],
  ['renaming a column', 'renaming a column', (db) => db.schema.alterTable('a').renameColumn('b', 'c')],
  ['changing a column', 'changing a column', (db) => db.schema.alterTable('a').alterColumn('b', (c) => c.setNotNull())],
  ['two changes at once', 'two changes', (db) => db.schema.alterTable('a').addColumn('b', column.uuid).addColumn('c', column.uuid)],
  ['adding a constraint', 'changing constraints', (db) => db.schema.alterTable('a').addUniqueConstraint('u', ['b'])],
  ['dropping a constraint', 'changing constraints', (db) => db.schema.alterTable('a').dropConstraint('u')],
  ['an index if not exists', 'if not exists', (db) => db.schema.createIndex('i').ifNotExists().on('a').column('b')],
  ['an index on an expression', 'on an expression', (db) => db.schema.createIndex('i').on('a').column(sql`lower(b)`)],
  ['dropping an index without its table', 'without its table', (db) => db.schema.dropIndex('i')],
  ['drop … cascade', 'cascade', (db) => db.schema.dropTable('a').cascade()],
  ['create or replace view', 'create or replace', (db) => db.schema.createView('v').orReplace().as(db.selectFrom('orders').select('id'))],
  ['an ordered view', 'order by in a subquery', (db) => db.schema.createView('v').as(db.selectFrom('orders').select('id').orderBy('id'))],
  ['a schema', 'schemas', (db) => db.schema.createSchema('s')],
];

describe.each(['sqlserver', 'sqlite'] as const)('refused when it is compiled for %s', (kind) => {
  test.each([...selects, ...writes, ...expressions, ...schema])('%s', (_, says, query) => {
    const compile = (): unknown => query(compiler(kind)).compile();
    expect(compile).toThrow(NotPortableError);
    expect(compile).toThrow(says);
  });

  test.each(rawTexts)('raw: %s', (text, says) => {
    const compile = (): unknown => sql.raw(text).compile(compiler(kind));
    expect(compile).toThrow(NotPortableError);
    expect(compile).toThrow(says);
  });
});

test('all that is wrong is said at once', () => {
  const compile = (): unknown => compiler('sqlite').selectFrom('orders').selectAll().where('note', 'ilike', 'a').limit(1).compile();
  expect(compile).toThrow(/limit.*ilike|ilike.*limit/);
});

test('words in quotes, in comments, in names and in values are nobody’s business', () => {
  const query = (db: Db): Compilable => ({ compile: () => sql`select 'limit', "returning" from orders /* limit */ where id = ${'limit 1; true'}`.compile(db) });
  expect(both(query).sqlserver).toContain('where id = @1');
  const value = { kind: 'LimitNode' };
  expect(() => compiler('sqlite').selectFrom('orders').selectAll().where('note', '=', value as never).compile()).not.toThrow();
});
