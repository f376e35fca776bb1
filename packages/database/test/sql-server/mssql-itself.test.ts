import { Socket } from 'node:net';
import { afterEach, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase, type Database, type Unit } from '../../src/index.ts';
import { connectPool } from '../../src/sql-server/provision.ts';
import { loadMssql } from '../../src/sql-server/sql-server-client.ts';
import { sqlServerError } from '../../src/sql-server/sql-server-errors.ts';
import { startTdsServer, type SentToServer, type TdsAnswer, type TdsServer } from './tds/tds-server.ts';

interface Tables {
  readonly orders: { readonly id: string; readonly number: number; readonly paid: boolean; readonly at: string; readonly note: string | null };
}

interface Scene {
  readonly db: Database<Tables>;
  readonly server: TdsServer;
  /** What was sent since the database is open, without the driver's own look at a connection before it is lent out. */
  readonly after: () => readonly SentToServer[];
  readonly texts: () => readonly string[];
}

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  for (const end of ends.splice(0).toReversed()) await end();
});

/** `mssql` itself, against a stand-in of the server that answers what the test says once the database is open. */
async function scene(answer: (text: string, request: SentToServer) => TdsAnswer = () => undefined, settings = ''): Promise<Scene> {
  let open = false;
  const server = await startTdsServer({
    answer: (request) => {
      if (request.text.includes('kada-migrations')) return { columns: { result: 'int' }, rows: [{ result: 0 }] };
      return open ? answer(request.text, request) : undefined;
    },
  });
  ends.push(() => server.close());
  const db = await openDatabase<Tables>({ name: 'order_db', url: server.url + settings, migrations: {} });
  ends.push(() => db.close());
  const before = server.sent.length;
  open = true;
  const after = (): readonly SentToServer[] => server.sent.slice(before).filter(({ text }) => text !== 'SELECT 1;');
  return { db, server, after, texts: () => after().map(({ text }) => text) };
}

const fails = (number: number, { severity = 16, rollsBack = false } = {}): TdsAnswer => ({ errors: [{ number, severity, message: 'refused' }], rollsBack });
const remove = ({ db }: Unit<Tables>): Promise<unknown> => db.deleteFrom('orders').execute();
const read = ({ db }: Scene): Promise<unknown> => db.read.selectFrom('orders').select('id').execute();

test('values arrive as they are typed, and come back as SQLite gives them', async () => {
  const row = { id: '0B9F1C1E-8A51-4B6E-9F4F-1F2D3C4B5A69', number: '9007199254740991', paid: true, at: '2026-01-31T12:00:00.123Z', note: 'é' };
  const { db, after } = await scene((text) =>
    text.startsWith('select') ? { columns: { id: 'uuid', number: 'bigint', paid: 'bit', at: 'instant', note: 'text' }, rows: [row, {}] } : { affected: 3 },
  );
  const long = 'x'.repeat(4001);
  const query = db.read.selectFrom('orders').selectAll().where('note', 'in', ['é', long]).where('number', '=', 2 ** 40).where('paid', '=', true);
  const rows = await query.where(sql<number>`1`, '=', 0.5).where('number', '<', 7).where(sql<Uint8Array>`0x`, '=', Buffer.from('ab')).execute();
  expect(rows).toEqual([
    { ...row, id: row.id.toLowerCase(), number: 9_007_199_254_740_991 },
    { id: null, number: null, paid: null, at: null, note: null },
  ]);
  expect(after()[0]?.parameters).toEqual({
    '@1': ['nvarchar(4000)', 'é'],
    '@2': ['nvarchar(max)', long],
    '@3': ['bigint', 2n ** 40n],
    '@4': ['bit', true],
    '@5': ['float', 0.5],
    '@6': ['int', 7],
    '@7': ['varbinary(8000)', Buffer.from('ab')],
  });
  const [result] = await db.transaction(({ db: unit }) => unit.updateTable('orders').set({ note: null }).execute());
  expect(result?.numUpdatedRows).toBe(3n);
});

test('a transaction’s queries go one after the other on one connection, those of others on theirs', async () => {
  const { db, server, after } = await scene();
  await Promise.all(Array.from({ length: 25 }, () => db.transaction((unit) => Promise.all([remove(unit), remove(unit)]))));
  for (const connection of new Set(after().map((one) => one.connection))) {
    const texts = after().flatMap((one) => (one.connection === connection ? [one.text] : []));
    const one = ['begin', 'delete from "orders"', 'delete from "orders"', 'commit'];
    expect(texts).toEqual(Array.from({ length: texts.length / 4 }, () => one).flat());
  }
  expect(server.connections()).toBeLessThanOrEqual(10);
});

test('savepoints are undone alone', async () => {
  const { db, texts } = await scene((text) => (text.startsWith('delete') ? fails(547) : undefined));
  await db.transaction(async (unit) => {
    await expect(unit.savepoint(remove)).rejects.toMatchObject({ kind: 'constraint-violation', number: 547 });
  });
  expect(texts()).toEqual(['begin', 'save transaction s1', 'delete from "orders"', 'rollback transaction s1', 'commit']);
});

test('a deadlock’s victim, whose transaction the server has ended, runs again', async () => {
  let victims = 2;
  const { db, texts } = await scene((text) => (text.startsWith('delete') && (victims -= 1) >= 0 ? fails(1205, { severity: 13, rollsBack: true }) : undefined));
  await db.transaction(async (unit) => {
    await unit.savepoint(remove).catch(() => undefined);
  });
  const once = ['begin', 'save transaction s1', 'delete from "orders"'];
  expect(texts()).toEqual([...once, ...once, ...once, 'commit']);
});

test('where the server has ended the transaction, nothing more is sent, which would commit by itself', async () => {
  const { db, texts } = await scene((text) => (text.startsWith('delete') ? fails(8169, { rollsBack: true }) : undefined));
  const work = db.transaction(async (unit) => {
    await expect(unit.savepoint(remove)).rejects.toMatchObject({ kind: 'invalid-value' });
    await expect(unit.db.updateTable('orders').set({ note: 'a' }).execute()).rejects.toMatchObject({ kind: 'transaction-aborted' });
  });
  await expect(work).rejects.toMatchObject({ kind: 'transaction-aborted' });
  expect(texts()).toEqual(['begin', 'save transaction s1', 'delete from "orders"']);
});

test.each([
  ['delete', false, (at: Scene) => at.db.transaction(remove)],
  ['select', false, read],
  ['begin', false, (at: Scene) => at.db.transaction(remove)],
  ['commit', true, (at: Scene) => at.db.transaction(remove)],
  ['save', false, (at: Scene) => at.db.transaction((unit) => unit.savepoint(remove))],
] as const)('a connection cut at %s is lost, and the next one is another', async (step, commitUnknown, work) => {
  let cuts = 1;
  const at = await scene((text) => (text.startsWith(step) && (cuts -= 1) >= 0 ? 'cut' : undefined));
  await expect(work(at)).rejects.toMatchObject({ kind: 'connection-lost', commitUnknown });
  await expect(read(at)).resolves.toEqual([]);
});

test('a connection that is cut while the work is undone does not hide why', async () => {
  const { db } = await scene((text) => (text === 'rollback' ? 'cut' : undefined));
  await expect(db.transaction(() => Promise.reject(new Error('the reason')))).rejects.toThrow('the reason');
});

test.each([596, 40_197])('an error that ends the connection (%d) is a lost connection', async (number) => {
  const at = await scene((text) => (text.startsWith('select') ? fails(number, { severity: 21 }) : undefined));
  await expect(read(at)).rejects.toMatchObject({ kind: 'connection-lost', number });
});

test('what takes too long is given up, and its transaction undone', async () => {
  const { db, texts } = await scene((text) => (text.startsWith('delete') ? 'silence' : undefined), '&request%20timeout=1');
  await expect(db.transaction(remove)).rejects.toMatchObject({ kind: 'timeout' });
  expect(texts()).toEqual(['begin', 'delete from "orders"', 'rollback']);
});

test('where no connection of the pool comes free in time, that is a timeout', async () => {
  const server = await startTdsServer({ answer: () => 'silence' });
  const pool = await connectPool(await loadMssql(), { server: '127.0.0.1', port: server.port, user: 'sa', password: 'x', pool: { max: 1, acquireTimeoutMillis: 1 }, options: { encrypt: false } });
  const errorOf = (): Promise<unknown> => pool.request().query('select 1').catch((reason: unknown) => reason);
  const first = errorOf();
  expect(sqlServerError(await errorOf())).toMatchObject({ kind: 'timeout' });
  await server.close();
  await Promise.all([first, pool.close()]);
});

test('a login that is refused', async () => {
  const server = await startTdsServer({ refuseLogin: () => ({ number: 18_456, severity: 14, message: 'Login failed for user.' }) });
  ends.push(() => server.close());
  const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
  const opening = openDatabase({ name: 'order_db', url: server.url, migrations: {}, clock });
  await expect(opening).rejects.toMatchObject({ kind: 'login-failed' });
  await expect(opening).rejects.not.toThrow('secret');
});

test('the server is connected to by its name, which a guard of outgoing connections knows, not by its addresses', async () => {
  const connecting = jest.spyOn(Socket.prototype, 'connect');
  const { db } = await scene();
  const server = await startTdsServer({ host: 'localhost', answer: ({ text }) => (text.includes('kada-migrations') ? { columns: { result: 'int' }, rows: [{ result: 0 }] } : undefined) });
  ends.push(() => server.close());
  await db.close();
  connecting.mockClear();
  const named = await openDatabase({ name: 'order_db', url: server.url, migrations: {} });
  await named.close();
  const hosts = connecting.mock.calls.map(([first]: readonly unknown[]) => String(Reflect.get(Object(Array.isArray(first) ? first[0] : first), 'host')));
  expect(new Set(hosts)).toEqual(new Set(['localhost']));
});
