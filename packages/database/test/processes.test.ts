import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { databasesUnderTest, type DatabaseUnderTest } from './databases-under-test.ts';
import { order, shopMigrations, type Shop } from './shop.ts';

jest.setTimeout(60_000);

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Only SQLite's locks depend on the process; on SQL Server these are the same tests on its own. */
describe.each(databasesUnderTest)('processes on one database on $name', ({ start }) => {
  let place: DatabaseUnderTest;
  const children: Child[] = [];

  beforeEach(async () => {
    place = await start();
  });
  afterEach(async () => {
    const running = children.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(running.map((child) => killed(child)));
    await place.drop();
  });

  const run = (script: string, ...args: readonly string[]): Child => {
    const { name, dataDir = '', url = '' } = place.place;
    const path = join(import.meta.dirname, 'children', script);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, name, dataDir, url, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    return child;
  };

  async function killed(child: Child): Promise<void> {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async function line(child: Child): Promise<string> {
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    for await (const text of createInterface({ input: child.stdout })) return text;
    throw new Error(`the child has ended: ${errors.join('')}`);
  }

  async function ended(child: Child): Promise<void> {
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    child.stdout.resume();
    await once(child, 'exit');
    if (child.exitCode !== 0) throw new Error(`the child failed: ${errors.join('')}`);
  }

  test.each([
    ['opened', 0], ['begun', 0], ['inbox', 0], ['order', 0], ['outbox', 0], ['committed', 1],
  ])('killed when %s: all or nothing', async (step, expected) => {
    const id = randomUUID();
    const child = run('crash-in-transaction.ts', step, id);
    expect(await line(child)).toBe('here');
    await killed(child);
    const db = await place.open<Shop>({ migrations: shopMigrations });
    const counts = await Promise.all([
      db.read.selectFrom('orders').select('id').execute(),
      db.read.selectFrom('outbox').select('eventId').execute(),
      db.read.selectFrom('processed_events').select('eventId').execute(),
    ]);
    expect(counts.map((rows) => rows.length)).toEqual([expected, expected, expected]);
    const again = db.transaction(({ db: unit }) => unit.insertInto('orders').values(order(randomUUID())).execute());
    await expect(again).resolves.toBeDefined();
  });

  test('three processes open a new database at once, and it is migrated once', async () => {
    await Promise.all(['a', 'b', 'c'].map(() => ended(run('count-up.ts', '0'))));
    const db = await place.open<Shop>({ migrations: shopMigrations });
    expect(await db.read.selectFrom('orders').select('id').execute()).toEqual([]);
  });

  test('two processes lose none of each other’s updates', async () => {
    const db = await place.open<Shop>({ migrations: shopMigrations });
    await db.transaction(({ db: unit }) => unit.insertInto('orders').values(order(randomUUID(), { amount: 0 })).execute());
    const both = [run('count-up.ts', '200'), run('count-up.ts', '200')];
    await Promise.all(both.map((child) => ended(child)));
    expect(await db.read.selectFrom('orders').select('amount').execute()).toEqual([{ amount: 400 }]);
  });

  test('waiting for another process does not block this one', async () => {
    const db = await place.open<Shop>({ migrations: shopMigrations });
    const child = run('crash-in-transaction.ts', 'order');
    expect(await line(child)).toBe('here');
    const writing = db.transaction(({ db: unit }) => unit.insertInto('orders').values(order(randomUUID())).execute());
    // If waiting held the event loop, nothing would end the other process before the wait is given up.
    await new Promise((resolve) => setImmediate(resolve));
    await killed(child);
    await expect(writing).resolves.toBeDefined();
  });
});
