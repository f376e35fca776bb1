import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { createInbox, createOutbox, type Database } from '../src/index.ts';
import { databasesUnderTest, type DatabaseUnderTest } from './databases-under-test.ts';
import { order, shopMigrations, type Shop } from './shop.ts';

/** SQLite has no logins, and takes one without asking. */
describe.each(databasesUnderTest)('a login of its own on $name', ({ start }) => {
  let place: DatabaseUnderTest;

  beforeEach(async () => {
    place = await start();
  });
  afterEach(() => place.drop());

  async function mayCreateLogins(): Promise<boolean> {
    const db = await place.open<Shop>({ migrations: {} });
    if (db.kind === 'sqlite') return true;
    const { rows } = await db.transaction(({ db: unit }) => sql<{ readonly may: number | null }>`select has_perms_by_name(null, null, 'alter any login') as "may"`.execute(unit));
    return rows[0]?.may === 1;
  }

  async function whoIs(db: Database<Shop>): Promise<readonly unknown[]> {
    const { rows } = await db.transaction(({ db: unit }) => sql`select user_name() as "name", is_rolemember('db_owner') as "owner"`.execute(unit));
    return rows;
  }

  test('brings the tables up to date, and does in them all that a service does', async () => {
    if (!(await mayCreateLogins())) return;
    const { name } = place.place;
    const db = await place.open<Shop>({ migrations: shopMigrations, login: { name, password: `Aa1-${randomUUID()}` } });
    if (db.kind === 'sqlserver') expect(await whoIs(db)).toEqual([{ name, owner: 0 }]);
    const [outbox, inbox] = [createOutbox(db), createInbox(db)];
    const [id, eventId] = [randomUUID(), randomUUID()];
    await db.transaction(async (unit) => {
      expect(await inbox.insertNew(unit, [eventId])).toEqual([eventId]);
      await unit.db.insertInto('orders').values(order(id)).execute();
      await unit.savepoint(({ db: inner }) => inner.insertInto('payments').values({ id: randomUUID(), orderId: id }).execute());
      await outbox.add(unit, [{ eventId, routingKey: 'order.created', envelope: '{}' }]);
    });
    const claimed = await outbox.claim({ owner: 'relay', limit: 10, leaseMs: 1000 });
    expect(claimed.map((row) => row.eventId)).toEqual([eventId]);
    expect(await outbox.markPublished(claimed.map((row) => row.id))).toBe(1);
    expect(await db.read.selectFrom('orders').selectAll().execute()).toEqual([order(id)]);
  });
});
