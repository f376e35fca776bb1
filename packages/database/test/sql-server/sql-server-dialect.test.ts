import { expect, test } from '@jest/globals';
import mssql from 'mssql';
import { createInbox, createOutbox, openDatabase, type Database, type MessagingTables } from '../../src/index.ts';
import { answeredRows, parameterType } from '../../src/sql-server/sql-server-values.ts';
import { driverError, recordingClient, rows, serverError, type Answer, type RecordingClient } from './recording-client.ts';

interface Tables extends MessagingTables {
  readonly orders: { readonly id: string; readonly amount: number; readonly note: string | null; readonly paid: boolean; readonly at: Date | string };
}

async function opened(answer: Answer = () => undefined): Promise<RecordingClient & { readonly db: Database<Tables>; readonly after: () => readonly string[] }> {
  const recording = recordingClient((text) => (text.includes('sp_getapplock') ? rows({ result: mssql.Int }, { result: 0 }) : answer(text)));
  const db = await openDatabase<Tables>({ name: 'order_db', url: 'mssql://sa:secret@db.example:1434', migrations: {}, client: recording.client });
  const before = recording.sent.length;
  return { ...recording, db, after: () => recording.texts().slice(before) };
}

test('a query outside a transaction goes through the pool, with typed parameters', async () => {
  const { db, sent, after } = await opened();
  await db.read.selectFrom('orders').select('id').where('amount', '>', 5).where('amount', '<', 2 ** 40).where('note', '=', 'é').where('paid', '=', true).execute();
  expect(after()).toEqual(['select "id" from "orders" where "amount" > @1 and "amount" < @2 and "note" = @3 and "paid" = @4']);
  expect(sent.at(-1)?.parameters).toEqual({ 1: ['int', 5], 2: ['bigint', 2 ** 40], 3: ['nvarchar(4000)', 'é'], 4: ['bit', true] });
});

test('instants, long text, bytes, fractions and null have the types that lose nothing', async () => {
  const { db, sent } = await opened();
  const at = new Date('2026-01-31T12:00:00.123Z');
  await db.read.selectFrom('orders').select('id').where('at', '=', at).where('note', '=', 'x'.repeat(4001)).where('amount', '=', 0.5).execute();
  expect(Object.values(sent.at(-1)?.parameters ?? {}).map(([type]) => type)).toEqual(['datetimeoffset(3)', 'nvarchar(65535)', 'float']);
  const { client } = recordingClient();
  expect(parameterType(client, null)).toEqual({ sql: 'nvarchar(4000)' });
  expect(parameterType(client, Buffer.alloc(3))).toEqual({ sql: 'varbinary(8000)' });
  expect(parameterType(client, Buffer.alloc(9000))).toEqual({ sql: 'varbinary(65535)' });
  expect(parameterType(client, -(2 ** 31))).toEqual({ sql: 'int' });
  expect(parameterType(client, 2 ** 31)).toEqual({ sql: 'bigint' });
  expect(parameterType(client, 5n)).toEqual({ sql: 'bigint' });
});

test('the types are those of mssql itself', () => {
  expect(parameterType(mssql, 'a')).toEqual(mssql.NVarChar(4000));
  expect(parameterType(mssql, 'a'.repeat(4001))).toEqual(mssql.NVarChar(mssql.MAX));
  expect(parameterType(mssql, new Date())).toEqual(mssql.DateTimeOffset(3));
  expect(() => new mssql.Request().input('1', mssql.DateTimeOffset(3), new Date())).not.toThrow();
});

test('answers: instants as text, bigint as a number or an error', () => {
  const row = { id: '7', at: new Date('2026-01-31T12:00:00.123Z'), none: null };
  const { recordset } = rows({ id: mssql.BigInt, at: mssql.DateTimeOffset, none: mssql.BigInt }, { ...row });
  expect(answeredRows(mssql, { recordset, rowsAffected: [1] })).toEqual([{ id: 7, at: '2026-01-31T12:00:00.123Z', none: null }]);
  const { recordset: huge } = rows({ id: mssql.BigInt }, { id: '9007199254740993' });
  expect(() => answeredRows(mssql, { recordset: huge, rowsAffected: [1] })).toThrow('beyond 2^53');
});

test('a transaction begins, saves, rolls back to the savepoint, and commits; one request at a time', async () => {
  const { db, after } = await opened((text) => {
    if (text.includes('insert') && text.includes('"note"')) throw serverError(2627, `Violation of PRIMARY KEY constraint 'pk'. Cannot insert duplicate key in object 'dbo.orders'.`);
    return undefined;
  });
  await db.transaction(async (unit) => {
    const insert = unit.db.insertInto('orders').values({ id: '1' } as never);
    await Promise.all([insert.execute(), insert.execute(), insert.execute()]);
    const failing = unit.savepoint((inner) => inner.db.insertInto('orders').values({ note: 'a' } as never).execute());
    await expect(failing).rejects.toMatchObject({ kind: 'unique-violation', number: 2627, constraint: 'pk', table: 'orders' });
    await unit.savepoint(() => Promise.resolve());
  });
  const insert = 'insert into "orders" ("id") values (@1)';
  expect(after()).toEqual([
    'begin', insert, insert, insert,
    'batch: save transaction s1', 'insert into "orders" ("note") values (@1)', 'batch: rollback transaction s1',
    'batch: save transaction s1', 'commit',
  ]);
});

test('close comes after what runs, and the commit after queries that nobody awaited', async () => {
  const { db, after } = await opened();
  let late: Promise<unknown> | undefined;
  const running = db.transaction(async (unit) => {
    late = unit.db.deleteFrom('orders').execute();
    while (!after().includes('delete from "orders"')) await Promise.resolve();
  });
  await db.close();
  await Promise.all([running, late]);
  expect(after()).toEqual(['begin', 'delete from "orders"', 'commit', 'close']);
});

test('a work that throws is rolled back', async () => {
  const { db, after } = await opened();
  await expect(db.transaction(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(after()).toEqual(['begin', 'rollback']);
});

test.each([1205, 3960])('error %d runs the transaction again, even where the work hides it', async (number) => {
  let failures = 2;
  const { db, after } = await opened((text) => {
    if (text.startsWith('delete') && (failures -= 1) >= 0) throw serverError(number);
    return undefined;
  });
  await db.transaction(async (unit) => {
    await unit.savepoint((inner) => inner.db.deleteFrom('orders').execute()).catch(() => undefined);
  });
  const once = ['begin', 'batch: save transaction s1', 'delete from "orders"', 'rollback'];
  expect(after()).toEqual([...once, ...once, ...once.slice(0, 3), 'commit']);
});

test.each([driverError('ETIMEOUT'), serverError(3931), serverError(50000)])('a savepoint that cannot be undone takes the transaction with it', async (reason) => {
  const { db, after } = await opened((text) => {
    if (text.startsWith('delete')) throw serverError(547);
    if (text.startsWith('batch: rollback')) throw reason;
    return undefined;
  });
  const work = db.transaction(async (unit) => {
    await unit.savepoint((inner) => inner.db.deleteFrom('orders').execute()).catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ cause: reason });
  expect(after().at(-1)).toBe('rollback');
});

test('after a lost connection nothing is sent any more, and the work does not run again', async () => {
  const { db, after } = await opened((text) => {
    if (text.startsWith('delete')) throw driverError('ESOCKET');
    return undefined;
  });
  const work = db.transaction(async (unit) => {
    await unit.db.deleteFrom('orders').execute().catch(() => undefined);
    await unit.db.selectFrom('orders').select('id').execute();
  });
  await expect(work).rejects.toMatchObject({ kind: 'connection-lost', commitUnknown: false });
  expect(after()).toEqual(['begin', 'delete from "orders"', 'rollback']);
});

test('a connection lost while committing leaves the outcome unknown, and says so', async () => {
  let runs = 0;
  const { db } = await opened((text) => {
    if (text === 'commit' && runs > 0) throw driverError('ESOCKET', 'TransactionError');
    return undefined;
  });
  const work = db.transaction(() => {
    runs += 1;
    return Promise.resolve();
  });
  await expect(work).rejects.toMatchObject({ kind: 'connection-lost', commitUnknown: true });
  expect(runs).toBe(1);
});

test('a rollback that fails does not hide why', async () => {
  const { db } = await opened((text) => {
    if (text === 'rollback') throw driverError('EABORT', 'TransactionError');
    return undefined;
  });
  await expect(db.transaction(() => Promise.reject(new Error('the reason')))).rejects.toThrow('the reason');
});

test('the outbox claims with hints, one statement, and marks a list as one value', async () => {
  const stored = { id: '5', eventId: 'e', routingKey: 'r', envelope: '{}', createdAt: new Date(0), publishedAt: null, claimedBy: 'a', claimedUntil: null };
  const { db, sent, after } = await opened((text) => (text.includes('readpast') ? rows({ id: recordingBigInt }, stored) : undefined));
  const clock = { now: () => new Date(1000), sleep: () => Promise.resolve() };
  const outbox = createOutbox(db, clock);
  await outbox.claim({ owner: 'a', limit: 50, leaseMs: 500 });
  await outbox.markPublished([5, 6]);
  expect(after()).toEqual([
    'begin',
    `with "free" as (
  select top(@4) * from "outbox" with (updlock, readpast, readcommittedlock, rowlock)
  where "publishedAt" is null and ("claimedUntil" is null or "claimedUntil" <= @3)
  order by "createdAt", "id"
)
update "free" set "claimedBy" = @1, "claimedUntil" = @2
output inserted.*`,
    'commit',
    'begin',
    'update "outbox" set "publishedAt" = @1, "claimedBy" = @2, "claimedUntil" = @3 where "id" in (select cast(value as nvarchar(4000)) collate Latin1_General_100_BIN2 from openjson(@4)) and "publishedAt" is null',
    'commit',
  ]);
  const claim = sent.find(({ text }) => text.includes('readpast'));
  expect(claim?.parameters).toEqual({
    1: ['nvarchar(4000)', 'a'],
    2: ['nvarchar(4000)', '1970-01-01T00:00:01.500Z'],
    3: ['nvarchar(4000)', '1970-01-01T00:00:01.000Z'],
    4: ['int', 50],
  });
});
const recordingBigInt = {};

test('the inbox looks again when another transaction has committed an id in between', async () => {
  const id = '0b9f1c1e-8a51-4b6e-9f4f-1f2d3c4b5a69';
  const other = '1b9f1c1e-8a51-4b6e-9f4f-1f2d3c4b5a69';
  let failures = 1;
  const { db, after } = await opened((text) => {
    if (!text.includes('processed_events')) return undefined;
    if ((failures -= 1) >= 0) throw serverError(2627);
    return rows({ eventId: undefined }, { eventId: id });
  });
  const fresh = await db.transaction((unit) => createInbox(db).insertNew(unit, [id, other, id]));
  expect(fresh).toEqual([id]);
  expect(after().filter((text) => text.includes('processed_events'))).toHaveLength(2);
  expect(after()[1]).toBe(`insert into "processed_events" ("eventId", "processedAt")
output inserted."eventId"
select distinct "new"."id", cast(@1 as datetimeoffset(3))
from openjson(@2) with ("id" uniqueidentifier '$') as "new"
where not exists (select 1 from "processed_events" as "old" where "old"."eventId" = "new"."id")`);
});
