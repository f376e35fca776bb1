import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventEnvelope } from '@kada-mandiya/contract';
import { DatabaseError, type Database } from '@kada-mandiya/database';
import type { Consumer, Delivery, GroupHandler, Messaging } from '@kada-mandiya/rabbitmq-client';
import { databasesUnderTest, type DatabaseUnderTest } from '../../../database/test/databases-under-test.ts';
import { eventually, recordingLogger } from '../../../rabbitmq-client/test/on-broker.ts';
import { inTwoSteps, startReactions, type Apply, type Reaction, type RunningReactions, type Units } from '../../src/events/index.ts';
import { manualClock, type ManualClock } from '../../src/testing/index.ts';
import { demo, type BillingContract, type OrderPlaced } from './demo-contracts.ts';
import { demoMigrations, demoParts, type DemoDb, type DemoParts, type DemoReads, type DemoStore } from './demo-services.ts';
import { outboxRows, processedEvents } from './test-bench.ts';

/** Groups are given by hand here, so that what arrives together is certain. */
describe.each(databasesUnderTest)('one group of events on $name', ({ start }) => {
  const shop = demo();
  let place: DatabaseUnderTest;
  let database: Database<DemoDb>;
  let parts: DemoParts<BillingContract>;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = manualClock();
    place = await start();
    database = await place.open<DemoDb>({ migrations: demoMigrations });
    parts = demoParts({ contract: shop.billing, database, logger: recordingLogger(), clock });
  });
  afterEach(() => place.drop());

  const placed = (amount: number): OrderPlaced => ({
    eventId: randomUUID(), eventType: 'order.placed', version: 1, occurredAt: '2026-01-01T00:00:00.000Z', correlationId: 'c', data: { orderId: randomUUID(), amount },
  });
  const delivery: Delivery = { queue: '', attempt: 1, redelivered: false, headers: {}, content: Buffer.alloc(0) };

  interface ByHand {
    readonly give: (events: readonly OrderPlaced[]) => Promise<readonly unknown[]>;
    readonly running: RunningReactions;
  }

  async function reacting(reaction: Reaction<OrderPlaced, BillingContract, DemoStore, DemoReads>, units: Units<BillingContract, DemoStore, DemoReads> = parts.units): Promise<ByHand> {
    const handlers: ((events: readonly EventEnvelope[]) => Promise<readonly unknown[]>)[] = [];
    const messaging: Pick<Messaging, 'consumeGroups'> = {
      consumeGroups<E extends EventEnvelope>(consumption: { readonly event: { is(value: unknown): value is E } }, handle: GroupHandler<E>): Promise<Consumer> {
        handlers.push((events) => handle(events.filter((event) => consumption.event.is(event)).map((event) => ({ event, delivery }))));
        return Promise.resolve({ counts: { received: 0, done: 0, retried: 0, deadLettered: 0, otherVersion: 0 }, stop: () => Promise.resolve() });
      },
    };
    const running = await startReactions({ contract: shop.billing, reactions: { 'order.placed': reaction }, messaging, units, inbox: parts.inbox, logger: recordingLogger(), clock });
    return { running, give: (events) => handlers[0]?.(events) ?? Promise.resolve([]) };
  }

  const failsBelowZero: Apply<OrderPlaced, BillingContract, DemoStore> = async ({ data }, { store, publish }) => {
    await store.change(data.orderId, data.amount);
    await publish('bill.paid', data);
    if (data.amount < 0) throw new Error('below zero');
  };
  const amounts = async (): Promise<readonly number[]> =>
    (await parts.units.tools.store.entries()).map((entry) => entry.amount).toSorted((left, right) => left - right);

  test('where one queue cannot be consumed, those that are consumed by then or a moment later are stopped', async () => {
    const consumed = shop.billing.consumes['order.placed'];
    const contract = { ...shop.billing, consumes: { ...shop.billing.consumes, late: consumed } };
    const late = Promise.withResolvers<undefined>();
    let stopped = 0;
    const consumer: Consumer = { counts: { received: 0, done: 0, retried: 0, deadLettered: 0, otherVersion: 0 }, stop: () => Promise.resolve(void (stopped += 1)) };
    const answers = [() => Promise.reject(new Error('refused')), () => late.promise.then(() => consumer)];
    const messaging: Pick<Messaging, 'consumeGroups'> = { consumeGroups: () => (answers.shift() ?? (() => Promise.resolve(consumer)))() };
    const reactions = { 'order.placed': () => undefined, late: () => undefined };

    const starting = startReactions({ contract, reactions, messaging, units: parts.units, inbox: parts.inbox, logger: recordingLogger(), clock });
    setImmediate(late.resolve, undefined);
    await expect(starting).rejects.toThrow('refused');
    expect(stopped).toBe(1);
  });

  test('a stop ends when all consumers have, and not before', async () => {
    const late = Promise.withResolvers<undefined>();
    const consumer: Consumer = { counts: { received: 0, done: 0, retried: 0, deadLettered: 0, otherVersion: 0 }, stop: () => late.promise };
    const messaging: Pick<Messaging, 'consumeGroups'> = { consumeGroups: () => Promise.resolve(consumer) };
    const reactions = { 'order.placed': () => undefined };
    const running = await startReactions({ contract: shop.billing, reactions, messaging, units: parts.units, inbox: parts.inbox, logger: recordingLogger(), clock });
    let isOver = false;
    const stopped = running.stop().then(() => (isOver = true));
    await new Promise(setImmediate);

    expect(isOver).toBe(false);
    late.resolve(undefined);
    await stopped;
  });

  test('those that fail leave nothing, the others stay, with one outcome for each in their order', async () => {
    const { give, running } = await reacting(failsBelowZero);
    const twice = placed(3);
    const outcomes = await give([placed(1), placed(-1), placed(2), twice, placed(-2), twice]);
    expect(outcomes).toEqual(['done', { failed: new Error('below zero') }, 'done', 'done', { failed: new Error('below zero') }, 'done']);
    expect(await amounts()).toEqual([1, 2, 3]);
    expect(await processedEvents(database)).toBe(3);
    expect((await outboxRows(database)).map(({ envelope }) => (JSON.parse(envelope) as OrderPlaced).data.amount)).toEqual([1, 2, 3]);
    expect(running.counts).toEqual({ applied: 3, duplicates: 1, failed: 2, groups: 1 });
  });

  test('what was applied before, or is there twice, is done and not applied again', async () => {
    const { give, running } = await reacting(failsBelowZero);
    const [first, second] = [placed(1), placed(2)];
    await give([first]);
    expect(await give([first, second, second])).toEqual(['done', 'done', 'done']);
    expect(running.counts).toEqual({ applied: 2, duplicates: 2, failed: 0, groups: 2 });
    expect((await parts.units.tools.store.entries()).map((entry) => entry.changes)).toEqual([1, 1]);
  });

  test('the same events five times at once on two replicas change state once, whoever comes first', async () => {
    const other = demoParts({ contract: shop.billing, database: await place.open<DemoDb>({ migrations: demoMigrations }), logger: recordingLogger(), clock });
    const replicas = [await reacting(failsBelowZero), await reacting(failsBelowZero, other.units)];
    const events = Array.from({ length: 10 }, (_, index) => placed(index + 1));
    // Each replica handles one group at a time for each queue, and here more than that.
    const orders = [events, events.toReversed(), [...events.slice(5), ...events.slice(0, 5)], events, events.toReversed()];
    const outcomes = await Promise.all(orders.flatMap((order) => replicas.map(({ give }) => give(order))));
    expect(outcomes).toEqual(Array.from({ length: 10 }, () => events.map(() => 'done')));
    expect(await parts.units.tools.store.entries()).toHaveLength(10);
    expect((await parts.units.tools.store.entries()).every((entry) => entry.changes === 1)).toBe(true);
    expect([await processedEvents(database), (await outboxRows(database)).length]).toEqual([10, 10]);
    const total = (count: 'applied' | 'duplicates' | 'failed'): number => replicas.reduce((sum, { running }) => sum + running.counts[count], 0);
    expect([total('applied'), total('duplicates'), total('failed')]).toEqual([10, 90, 0]);
  });

  test('what cannot be prepared fails alone, and each of the others has its own outcome', async () => {
    const { give, running } = await reacting(
      inTwoSteps({
        prepare: ({ data }: OrderPlaced) => (data.amount < 0 ? Promise.reject(new Error('the bank is away')) : Promise.resolve(data.amount * 2)),
        apply: async ({ data }, doubled, { store }) => {
          await store.change(data.orderId, doubled);
          if (data.amount === 3) throw new Error('three');
        },
      }),
    );
    const [away, three] = [{ failed: new Error('the bank is away') }, { failed: new Error('three') }];
    expect(await give([placed(-1), placed(1), placed(3), placed(-2), placed(2)])).toEqual([away, 'done', three, away, 'done']);
    expect([await amounts(), await processedEvents(database)]).toEqual([[2, 4], 2]);
    expect(running.counts).toEqual({ applied: 2, duplicates: 0, failed: 3, groups: 1 });
  });

  test('a group without failures is one transaction', async () => {
    let transactions = 0;
    const units = {
      ...parts.units,
      open: (...given: Parameters<typeof parts.units.open>) => {
        transactions += 1;
        return parts.units.open(...given);
      },
    };
    const { give } = await reacting(failsBelowZero, units as typeof parts.units);
    await give(Array.from({ length: 50 }, () => placed(1)));
    expect([transactions, await processedEvents(database)]).toEqual([1, 50]);
  });

  test('where the transaction itself fails, each event has one of its own', async () => {
    let opened = 0;
    const units = {
      ...parts.units,
      // As SQL Server ends a transaction after some errors: whatever is done in it, it does not commit.
      open: async (...given: Parameters<typeof parts.units.open>) => {
        opened += 1;
        const isOfGroup = opened <= 2;
        return parts.units.open(async (unit) => {
          const result = await given[0](unit);
          if (isOfGroup) throw new DatabaseError('transaction-aborted', 'aborted');
          return result;
        });
      },
    };
    const { give } = await reacting(failsBelowZero, units as typeof parts.units);
    expect(await give([placed(1), placed(-1), placed(2)])).toEqual(['done', { failed: new Error('below zero') }, 'done']);
    expect([opened, await amounts(), await processedEvents(database)]).toEqual([5, [1, 2], 2]);
  });

  test('a deadlock in a savepoint is not the failure of its event: the transaction runs again', async () => {
    let attempts = 0;
    const { give } = await reacting(async (event, unit) => {
      await failsBelowZero(event, unit);
      if (event.data.amount !== 5) return;
      attempts += 1;
      // In the first attempt all are applied together, in the second each has its savepoint.
      if (attempts === 2) throw new DatabaseError('deadlock', 'lost');
    });

    expect(await give([placed(5), placed(-1)])).toEqual(['done', { failed: new Error('below zero') }]);
    expect([attempts, await amounts(), await processedEvents(database)]).toEqual([3, [5], 1]);
  });

  test('while the database is away the group waits, and no attempt is spent; a stop ends the wait', async () => {
    let away = true;
    const units = {
      ...parts.units,
      open: (...given: Parameters<typeof parts.units.open>) =>
        away ? Promise.reject(new DatabaseError('connection-lost', 'away')) : parts.units.open(...given),
    };
    const { give, running } = await reacting(failsBelowZero, units as typeof parts.units);
    const outcomes = give([placed(1), placed(2)]);
    for (let times = 0; times < 3; times += 1) {
      await eventually(() => clock.sleeping === 1);
      clock.advance(1000);
    }
    away = false;
    clock.advance(1000);
    expect(await outcomes).toEqual(['done', 'done']);
    expect(running.counts.failed).toBe(0);
    away = true;
    const waiting = expect(give([placed(3)])).rejects.toThrow();
    await eventually(() => clock.sleeping === 1);
    await running.stop();
    await waiting;
    expect(await amounts()).toEqual([1, 2]);
  });
});
