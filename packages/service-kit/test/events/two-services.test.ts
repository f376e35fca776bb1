import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ServiceContract } from '@kada-mandiya/contract';
import { systemClock, type Clock, type Database } from '@kada-mandiya/database';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { databasesUnderTest, type DatabaseUnderTest } from '../../../database/test/databases-under-test.ts';
import { brokersUnderTest, type BrokerUnderTest } from '../../../embedded-broker/test/brokers-under-test.ts';
import { benchOn, eventually, recordingLogger } from '../../../rabbitmq-client/test/on-broker.ts';
import { startReactions, startRelay, type Relay, type RunningReactions, type ServiceReactions } from '../../src/events/index.ts';
import { demo, type Demo } from './demo-contracts.ts';
import { billingReactions, demoMigrations, demoParts, ordersReactions, type DemoDb, type DemoParts, type DemoReads, type DemoStore } from './demo-services.ts';
import { unpublished } from './test-bench.ts';

interface RunningService<C extends ServiceContract> extends DemoParts<C> {
  readonly database: Database<DemoDb>;
  readonly relay: Relay;
  readonly reactions: RunningReactions;
}

const pairs = brokersUnderTest.flatMap((broker) => databasesUnderTest.map((database) => ({ broker, database })));

describe.each(pairs)('two services on $broker.name and $database.name', ({ broker: brokerToTest, database: databaseToTest }) => {
  let broker: BrokerUnderTest;
  let ordersPlace: DatabaseUnderTest;
  let billingPlace: DatabaseUnderTest;
  let shop: Demo;
  let url: string;
  const bench = benchOn(() => url);
  const running: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    broker = await brokerToTest.start();
  });
  afterAll(() => broker.stop());
  beforeEach(async () => {
    url = broker.url;
    shop = demo({ delaysMs: [20, 20, 20] });
    [ordersPlace, billingPlace] = await Promise.all([databaseToTest.start(), databaseToTest.start()]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((stop) => stop()));
    await bench.clear();
    await Promise.all([ordersPlace.drop(), billingPlace.drop()]);
  });

  async function start<C extends ServiceContract>(
    contract: C,
    reactions: ServiceReactions<C, DemoStore, DemoReads>,
    { place, clock = systemClock }: { readonly place: DatabaseUnderTest; readonly clock?: Clock },
  ): Promise<RunningService<C>> {
    const logger = recordingLogger();
    const database = await place.open<DemoDb>({ migrations: demoMigrations });
    const messaging = await bench.connect({ name: contract.name, topology: shop.topology, logger });
    const parts = demoParts({ contract, database, logger, clock, onPublished: () => relay.wake() });
    const relay = startRelay({ outbox: parts.outbox, publisher: messaging.publisher(), contract, owner: randomUUID(), logger, clock });
    const started = await startReactions({ contract, reactions, messaging, units: parts.units, inbox: parts.inbox, logger });
    running.push(async () => {
      await started.stop();
      await relay.stop({ withinMs: 5000 });
    });
    return { ...parts, database, relay, reactions: started };
  }

  const placeOrder = ({ units }: DemoParts<Demo['orders']>, orderId: string): Promise<void> =>
    units.transaction(async ({ store, publish }) => {
      await store.insert(orderId, 100);
      await publish('order.placed', { orderId, amount: 100 });
    });
  const changes = async ({ units }: { readonly units: { readonly tools: { readonly store: DemoReads } } }): Promise<readonly number[]> =>
    (await units.tools.store.entries()).map((entry) => entry.changes);
  const ones = (count: number): readonly number[] => Array.from({ length: count }, () => 1);

  test('every order is billed once, and every bill comes back once', async () => {
    const orders = await start(shop.orders, ordersReactions, { place: ordersPlace });
    const billing = await start(shop.billing, billingReactions, { place: billingPlace });
    await Promise.all(Array.from({ length: 100 }, () => placeOrder(orders, randomUUID())));
    await eventually(() => orders.reactions.counts.applied === 100);
    expect([await changes(orders), await changes(billing)]).toEqual([ones(100), ones(100)]);
    await eventually(() => orders.relay.counts.published === 100 && billing.relay.counts.published === 100);
    expect([await unpublished(orders.database), await unpublished(billing.database)]).toEqual([0, 0]);
  });

  test('the broker is away for a while: transactions work, and events leave when it is back', async () => {
    const first = await startBroker();
    url = first.url;
    const orders = await start(shop.orders, ordersReactions, { place: ordersPlace });
    const billing = await start(shop.billing, billingReactions, { place: billingPlace });
    await placeOrder(orders, randomUUID());
    await eventually(async () => (await changes(orders)).join() === '1' && (await unpublished(orders.database)) === 0);
    await first.close();
    for (let count = 0; count < 20; count += 1) await placeOrder(orders, randomUUID());
    expect(await orders.outbox.lag()).toMatchObject({ pending: 20 });
    const second = await startBroker({ port: first.port });
    try {
      await eventually(async () => (await changes(orders)).every((count) => count === 1));
      expect([await changes(orders), await changes(billing)]).toEqual([ones(21), ones(21)]);
    } finally {
      await Promise.all(running.splice(0).map((stop) => stop()));
      await bench.clear();
      await second.close();
    }
  });

  type Child = ChildProcessByStdio<null, Readable, Readable>;

  function ordersProcess(stopAt: string, orderId: string): Child {
    const prefix = shop.orders.consumes['bill.paid'].queue.split('.', 1).join();
    const { name, dataDir = '', url: databaseUrl = '' } = ordersPlace.place;
    const path = join(import.meta.dirname, 'children', 'orders-process.ts');
    const given = [broker.url, prefix, stopAt, orderId, name, dataDir, databaseUrl];
    return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async function reached(child: Child): Promise<void> {
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    for await (const line of createInterface({ input: child.stdout })) if (line === 'here') return;
    throw new Error(`the process has ended: ${errors}`);
  }

  /** So much later that the dead process's lease is over. */
  const later: Clock = { ...systemClock, now: () => new Date(Date.now() + 60_000) };

  test.each([
    ['inserted', 0], ['written', 0], ['committed', 1], ['claimed', 1], ['sent', 1], ['confirmed', 1], ['marked', 1],
  ])('killed when %s: the order and its event are there or neither, and no event is lost or applied twice', async (step, expected) => {
    const billing = await start(shop.billing, billingReactions, { place: billingPlace });
    const child = ordersProcess(step, randomUUID());
    const exit = once(child, 'exit');
    try {
      await reached(child);
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
    const orders = await start(shop.orders, ordersReactions, { place: ordersPlace, clock: later });
    await eventually(async () => (await unpublished(orders.database)) === 0);
    await eventually(async () => (await changes(orders)).every((count) => count === 1));
    // What follows can only come after what the dead process may have sent.
    const last = randomUUID();
    await placeOrder(orders, last);
    await eventually(async () => (await changes(orders)).filter((count) => count === 1).length === expected + 1);
    expect([await changes(orders), await changes(billing)]).toEqual([ones(expected + 1), ones(expected + 1)]);
  });
});
