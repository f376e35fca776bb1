import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '@kada-mandiya/database';
import { runInContext } from '@kada-mandiya/logger';
import { databasesUnderTest, type DatabaseUnderTest } from '../../../database/test/databases-under-test.ts';
import { recordingLogger } from '../../../rabbitmq-client/test/on-broker.ts';
import { newEventId } from '../../src/events/index.ts';
import { manualClock } from '../../src/testing/index.ts';
import { demo, type OrdersContract } from './demo-contracts.ts';
import { demoMigrations, demoParts, type DemoDb, type DemoParts } from './demo-services.ts';
import { outboxRows } from './test-bench.ts';

describe.each(databasesUnderTest)('units of work on $name', ({ start }) => {
  const { orders } = demo();
  let place: DatabaseUnderTest;
  let database: Database<DemoDb>;
  let parts: DemoParts<OrdersContract>;
  let woken: number;

  beforeEach(async () => {
    woken = 0;
    place = await start();
    database = await place.open<DemoDb>({ migrations: demoMigrations });
    parts = demoParts({ contract: orders, database, logger: recordingLogger(), clock: manualClock(), onPublished: () => (woken += 1) });
  });
  afterEach(() => place.drop());

  const entries = (): Promise<readonly unknown[]> => parts.units.tools.store.entries();

  test('a state change and its event commit together', async () => {
    const id = randomUUID();
    await runInContext({ correlationId: 'from-the-gateway' }, () =>
      parts.units.transaction(async ({ store, publish }) => {
        await store.insert(id, 5);
        await publish('order.placed', { orderId: id, amount: 5 });
        expect(woken).toBe(0);
      }),
    );
    expect(await entries()).toEqual([{ id, amount: 5, changes: 0 }]);
    const [row, ...others] = await outboxRows(database);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ routingKey: 'order.placed', createdAt: '2026-01-01T00:00:00.000Z', publishedAt: null });
    expect(JSON.parse(row?.envelope ?? '')).toEqual({
      eventId: row?.eventId,
      eventType: 'order.placed',
      version: 1,
      occurredAt: '2026-01-01T00:00:00.000Z',
      correlationId: 'from-the-gateway',
      data: { orderId: id, amount: 5 },
    });
    expect(woken).toBe(1);
  });

  test('or not at all', async () => {
    const id = randomUUID();
    const failing = parts.units.transaction(async ({ store, publish }) => {
      await store.insert(id, 5);
      await publish('order.placed', { orderId: id, amount: 5 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([await entries(), await outboxRows(database), woken]).toEqual([[], [], 0]);
  });

  test.each([
    ['a missing property', { orderId: randomUUID() }, 'amount'],
    ['a wrong one', { orderId: 'order-1', amount: 5 }, 'orderId'],
    ['an undeclared one', { orderId: randomUUID(), amount: 5, password: 'x' }, 'password'],
  ])('data with %s is refused, and nothing commits', async (_, data, named) => {
    // As JavaScript would call it.
    const publishAnything = (publish: unknown): Promise<void> => Reflect.apply(publish as (...given: unknown[]) => Promise<void>, undefined, ['order.placed', data]);
    const failing = parts.units.transaction(async ({ store, publish }) => {
      await store.insert(randomUUID(), 5);
      await publishAnything(publish);
    });
    await expect(failing).rejects.toThrow(named);
    expect([await entries(), await outboxRows(database), woken]).toEqual([[], [], 0]);
  });

  test('only what the contract publishes, in a version that it has', async () => {
    const data = { orderId: randomUUID(), amount: 5 };
    const publishing = (...given: readonly unknown[]): Promise<void> =>
      parts.units.transaction(({ publish }) => Reflect.apply(publish as (...all: unknown[]) => Promise<void>, undefined, given));
    await expect(publishing('bill.paid', data)).rejects.toThrow('orders publishes no "bill.paid"');
    await expect(publishing('toString', data)).rejects.toThrow('orders publishes no "toString"');
    await expect(publishing('order.placed', data, 2)).rejects.toThrow('orders publishes no "order.placed"');
    await expect(publishing('order.priced', data)).rejects.toThrow('several versions of "order.priced"');
    await parts.units.transaction(({ publish }) => publish('order.priced', { ...data, currency: 'LKR' }, 2));
    const rows = await outboxRows(database);
    expect(rows.map(({ envelope }) => JSON.parse(envelope) as unknown)).toMatchObject([{ version: 2, data: { currency: 'LKR' } }]);
  });

  test('a publish that nobody awaited is in the transaction, and its failure is the transaction’s', async () => {
    const data = { orderId: randomUUID(), amount: 5 };
    await parts.units.transaction(async ({ store, publish }) => {
      void publish('order.placed', data);
      await store.insert(data.orderId, 5);
    });
    expect(await outboxRows(database)).toHaveLength(1);
    const failing = parts.units.transaction(async ({ store, publish }) => {
      void publish('order.placed', { ...data, amount: 0.5 });
      await publish('order.placed', { ...data, amount: 0.5 }).catch(() => undefined);
      await store.insert(randomUUID(), 5);
    });
    await expect(failing).rejects.toThrow('amount');
    expect(await entries()).toHaveLength(1);
  });

  test('nothing can be published after the end', async () => {
    const data = { orderId: randomUUID(), amount: 5 };
    const escaped = await parts.units.transaction(({ publish }) => Promise.resolve(() => publish('order.placed', data)));
    await expect(escaped()).rejects.toThrow('after the end of its transaction');
    expect(await outboxRows(database)).toEqual([]);
  });

  test('a savepoint that is undone takes its events with it, and does not wake the relay', async () => {
    const [kept, undone] = [randomUUID(), randomUUID()];
    const writing = (fails: boolean): Promise<void> =>
      parts.units.open(async (unit) => {
        const inner = unit.savepoint(async ({ service: { store, publish } }) => {
          await store.insert(undone, 1);
          await publish('order.placed', { orderId: undone, amount: 1 });
          if (fails) throw new Error('no');
        });
        await inner.catch(() => undefined);
        await unit.service.store.insert(kept, 1);
      });
    await writing(true);
    expect([await entries(), await outboxRows(database), woken]).toEqual([[{ id: kept, amount: 1, changes: 0 }], [], 0]);
  });

  test('event ids are UUIDs of version 7: they begin with the time', () => {
    const at = new Date('2026-01-01T00:00:00.000Z');
    const ids = Array.from({ length: 1000 }, () => newEventId(at));
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^019b76da-a800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newEventId(new Date(at.getTime() + 1)) > newEventId(at)).toBe(true);
  });
});
