import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '@kada-mandiya/database';
import { databasesUnderTest, type DatabaseUnderTest } from '../../../database/test/databases-under-test.ts';
import { eventually, recordingLogger } from '../../../rabbitmq-client/test/on-broker.ts';
import { startPurging } from '../../src/events/index.ts';
import { manualClock, type ManualClock } from '../../src/testing/index.ts';
import { demo, type OrdersContract } from './demo-contracts.ts';
import { demoMigrations, demoParts, type DemoDb, type DemoParts } from './demo-services.ts';
import { outboxRows, processedEvents } from './test-bench.ts';

describe.each(databasesUnderTest)('purging on $name', ({ start }) => {
  const { orders } = demo();
  let place: DatabaseUnderTest;
  let database: Database<DemoDb>;
  let parts: DemoParts<OrdersContract>;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = manualClock();
    place = await start();
    database = await place.open<DemoDb>({ migrations: demoMigrations });
    parts = demoParts({ contract: orders, database, logger: recordingLogger(), clock });
    await database.transaction((unit) => parts.inbox.insertNew(unit, [randomUUID()]));
    for (const orderId of [randomUUID(), randomUUID()]) await parts.units.transaction(({ publish }) => publish('order.placed', { orderId, amount: 1 }));
    const [published] = await parts.outbox.claim({ owner: 'a', limit: 1, leaseMs: 1000 });
    await parts.outbox.markPublished([published?.id ?? 0]);
  });
  afterEach(() => place.drop());

  test('deletes by age, each by its own, and nothing that waits; a failure is tried again', async () => {
    const logger = recordingLogger();
    let failures = 1;
    const own = [3, 0, 0];
    const outbox = { ...parts.outbox, purge: (before: Date) => (failures-- > 0 ? Promise.reject(new Error('away')) : parts.outbox.purge(before)) };
    const purging = startPurging({ outbox, inbox: parts.inbox, logger, clock, keepProcessedMs: 1500, keepPublishedMs: 2500, everyMs: 1000, purgeOwn: () => Promise.resolve(own.pop() ?? 0) });
    const seen: (readonly [number, number])[] = [];
    for (let second = 0; second < 4; second += 1) {
      await eventually(() => clock.sleeping === 1);
      seen.push([await processedEvents(database), (await outboxRows(database)).length]);
      clock.advance(1000);
    }
    await purging.stop();
    expect(seen).toEqual([[1, 2], [1, 2], [0, 2], [0, 1]]);
    expect(logger.lines.map(({ level, message, fields }) => ({ level, message, ...(level === 'info' ? fields : {}) }))).toEqual([
      { level: 'warn', message: 'what is old could not be deleted; trying again later' },
      { level: 'info', message: 'what is old was deleted', published: 0, processed: 1, own: 0 },
      { level: 'info', message: 'what is old was deleted', published: 1, processed: 0, own: 3 },
    ]);
    expect(clock.sleeping).toBe(0);
  });
});
