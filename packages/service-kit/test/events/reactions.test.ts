import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventEnvelope } from '@kada-mandiya/contract';
import type { Database } from '@kada-mandiya/database';
import { currentContext } from '@kada-mandiya/logger';
import { createEnvelope, type Messaging } from '@kada-mandiya/rabbitmq-client';
import { databasesUnderTest, type DatabaseUnderTest } from '../../../database/test/databases-under-test.ts';
import { brokersUnderTest, type BrokerUnderTest } from '../../../embedded-broker/test/brokers-under-test.ts';
import { inTwoSteps, startReactions, type RunningReactions, type ServiceReactions } from '../../src/events/index.ts';
import { demo, type BillingContract, type Demo, type OrderData, type OrderPlaced } from './demo-contracts.ts';
import { billingReactions, demoMigrations, demoParts, type DemoDb, type DemoParts, type DemoReads, type DemoStore } from './demo-services.ts';
import { benchOn, eventually, recordingLogger } from '../../../rabbitmq-client/test/on-broker.ts';
import { outboxRows, processedEvents } from './test-bench.ts';

type BillingReactions = ServiceReactions<BillingContract, DemoStore, DemoReads>;

const pairs = brokersUnderTest.flatMap((broker) => databasesUnderTest.map((database) => ({ broker, database })));

const delaysMs = [20, 50, 100];

describe.each(pairs)('reactions on $broker.name and $database.name', ({ broker: brokerToTest, database: databaseToTest }) => {
  let broker: BrokerUnderTest;
  let place: DatabaseUnderTest;
  let database: Database<DemoDb>;
  let shop: Demo;
  let messaging: Messaging;
  const replicas: RunningReactions[] = [];
  const bench = benchOn(() => broker.url);

  beforeAll(async () => {
    broker = await brokerToTest.start();
  });
  afterAll(() => broker.stop());
  beforeEach(async () => {
    shop = demo({ delaysMs });
    place = await databaseToTest.start();
    database = await place.open<DemoDb>({ migrations: demoMigrations });
    messaging = await bench.connect({ name: 'orders', topology: shop.topology });
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.stop()));
    await bench.clear();
    await place.drop();
  });

  /** One more process of billing, as far as messages and transactions are concerned. */
  async function billing(reactions: BillingReactions = billingReactions): Promise<RunningReactions & { readonly parts: DemoParts<BillingContract> }> {
    const logger = recordingLogger();
    const own = await bench.connect({ name: 'billing', logger });
    const parts = demoParts({ contract: shop.billing, database: await place.open<DemoDb>({ migrations: demoMigrations }), logger });
    const running = await startReactions({ contract: shop.billing, reactions, messaging: own, units: parts.units, inbox: parts.inbox, logger });
    replicas.push(running);
    return { ...running, parts };
  }

  const placed = (data: Partial<OrderData> = {}): OrderPlaced =>
    createEnvelope<OrderPlaced>(shop.orders.publishes['order.placed'][1], { orderId: randomUUID(), amount: 1, ...data });
  const send = async (events: readonly OrderPlaced[]): Promise<void> => {
    const publisher = messaging.publisher();
    await Promise.all(events.map((event) => publisher.publish(shop.orders.publishes['order.placed'][1], event)));
  };
  const changes = async (): Promise<readonly number[]> => (await database.read.selectFrom('entries').select('changes').execute()).map((row) => row.changes);
  const total = (count: 'applied' | 'duplicates' | 'failed' | 'groups'): number => replicas.reduce((sum, { counts }) => sum + counts[count], 0);

  test('what arrives together is applied in one transaction, with its events and their correlation ids', async () => {
    const events = Array.from({ length: 40 }, () => placed());
    await send(events);
    await billing();
    await eventually(() => total('applied') === 40);
    expect(total('groups')).toBeLessThan(20);
    expect(await changes()).toEqual(Array.from({ length: 40 }, () => 1));
    expect(await processedEvents(database)).toBe(40);
    const out = (await outboxRows(database)).map(({ envelope }) => JSON.parse(envelope) as EventEnvelope);
    const seen = out.map(({ correlationId, data }) => ({ correlationId, data }));
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
      new Set(events.map(({ correlationId, data }) => JSON.stringify({ correlationId, data }))),
    );
  });

  test('one event twice in one group is applied once', async () => {
    const [event, other] = [placed(), placed()];
    await send([event, other, event]);
    await billing();
    await eventually(() => total('applied') + total('duplicates') === 3);
    expect([total('applied'), total('failed'), await changes()]).toEqual([2, 0, [1, 1]]);
  });

  test('the same event five times, one after the other, changes state once', async () => {
    await billing();
    const event = placed();
    for (let time = 1; time <= 5; time += 1) {
      await send([event]);
      await eventually(() => total('applied') + total('duplicates') === time);
    }
    expect([total('applied'), total('duplicates'), await changes()]).toEqual([1, 4, [1]]);
    expect(await outboxRows(database)).toHaveLength(1);
  });

  test('and five times at once on two replicas', async () => {
    const events = Array.from({ length: 20 }, () => placed());
    await Promise.all([billing(), billing()]);
    await send(Array.from({ length: 5 }, () => events).flat());
    await eventually(() => total('applied') + total('duplicates') === 100);
    expect(replicas.every(({ counts }) => counts.groups > 0)).toBe(true);
    expect([total('applied'), total('failed'), await changes()]).toEqual([20, 0, Array.from({ length: 20 }, () => 1)]);
    expect(await outboxRows(database)).toHaveLength(20);
    expect(await processedEvents(database)).toBe(20);
  });

  test('a reaction that throws leaves no trace, is retried alone, and its group is not held up', async () => {
    const failing = placed({ amount: -1 });
    let attempts = 0;
    const traces: unknown[] = [];
    await send([placed(), failing, placed()]);
    const { parts } = await billing({
      'order.placed': inTwoSteps({
        // Outside of the transaction, before the next attempt: what the attempt before has left.
        async prepare({ data, eventId }: OrderPlaced) {
          if (eventId !== failing.eventId) return;
          attempts += 1;
          const known = await database.read.selectFrom('processed_events').select('eventId').where('eventId', '=', eventId).execute();
          const rows = (await outboxRows(database)).filter(({ envelope }) => envelope.includes(data.orderId));
          traces.push(known, rows, await database.read.selectFrom('entries').select('id').where('id', '=', data.orderId).execute());
        },
        async apply({ data, eventId }, _, { store, publish }) {
          await store.change(data.orderId, data.amount);
          await publish('bill.paid', data);
          if (eventId === failing.eventId && attempts < 3) throw new Error('not yet');
        },
      }),
    });
    await eventually(() => total('applied') === 3);
    expect(traces).toEqual(Array.from({ length: 9 }, () => []));
    expect([attempts, total('failed'), total('duplicates')]).toEqual([3, 2, 0]);
    expect((await parts.units.tools.store.entries()).map((entry) => entry.changes)).toEqual([1, 1, 1]);
    expect(await outboxRows(database)).toHaveLength(3);
  });

  test('events in any order: one that fails is overtaken, and waits for no other', async () => {
    const [first, second] = [placed(), placed()];
    const order: string[] = [];
    await send([first]);
    await send([second]);
    await billing({
      'order.placed'({ eventId }) {
        if (eventId === first.eventId && order.length === 0) throw new Error('too early');
        order.push(eventId);
      },
    });
    await eventually(() => total('applied') === 2);
    expect(order).toEqual([second.eventId, first.eventId]);
  });

  test('an event that always fails ends in the dead-letter queue, without a trace', async () => {
    await billing({
      'order.placed': async ({ data }, { store, publish }) => {
        await store.change(data.orderId, data.amount);
        void publish('bill.paid', { ...data, amount: 0.5 });
      },
    });
    await send([placed()]);
    const { deadLetterQueue } = shop.billing.consumes['order.placed'];
    await eventually(async () => (await messaging.deadLetters.list([deadLetterQueue])).some(({ messages }) => messages === 1));
    expect([total('failed'), await changes(), await outboxRows(database), await processedEvents(database)]).toEqual([delaysMs.length + 1, [], [], 0]);
  });

  test('in two steps: prepare runs outside of the transaction, apply inside with what it gave', async () => {
    const event = placed({ amount: 7 });
    const prepared: unknown[] = [];
    await billing({
      'order.placed': inTwoSteps({
        async prepare({ data, eventId }: OrderPlaced, { store, now }) {
          // Reads; inside a transaction of the same database this would be refused.
          prepared.push({ entries: await store.entries(), context: currentContext()?.eventId, eventId, isDate: now() instanceof Date });
          if (prepared.length === 1) throw new Error('the bank is away');
          return { doubled: data.amount * 2 };
        },
        apply: (ofEvent, { doubled }, { store }) => store.change(ofEvent.data.orderId, doubled),
      }),
    });
    await send([event]);
    await eventually(() => total('applied') === 1);
    const each = { entries: [], context: event.eventId, eventId: event.eventId, isDate: true };
    expect(prepared).toEqual([each, each]);
    expect(await database.read.selectFrom('entries').selectAll().execute()).toEqual([{ id: event.data.orderId, amount: 14, changes: 1 }]);
  });
});
