import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { openDatabase } from '@kada-mandiya/database';
import { temporaryPlace } from '@kada-mandiya/database/testing';
import { eventually } from '../../../rabbitmq-client/test/on-broker.ts';
import { kitConfig, launch, loadConfig, type KitConfig } from '../../src/index.ts';
import { keptLog, manualClock, startService, startTestBus } from '../../src/testing/index.ts';
import { demo } from '../events/demo-contracts.ts';
import { demoMigrations, type DemoDb } from '../events/demo-services.ts';
import { bookId, raw } from '../http/library.ts';
import { lendingParts, lendingService } from './lending.ts';

const loan = (loanId: string): object => ({ headers: { 'idempotency-key': loanId }, body: { items: [{ bookId, days: 14 }] }, token: 'reader' });
const clean: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of clean.splice(0).reverse()) await step();
});

/** A configuration on a broker and a place of a test's own. */
async function configured(url: (brokerUrl: string) => string = (same) => same): Promise<KitConfig> {
  const [broker, { place, remove }] = await Promise.all([startBroker(), temporaryPlace()]);
  clean.push(remove, () => broker.close());
  return loadConfig(kitConfig, { AMQP_URL: url(broker.url), DATABASE_NAME: place.name, DATA_DIR: place.dataDir });
}

describe('a service that cannot start', () => {
  test.each([
    ['its broker refuses it', (url: string) => url.replace('guest:guest', 'guest:wrong'), {}, /refuse|ACCESS|password/i],
    ['what it does first fails', (url: string) => url, { beforeStart: () => Promise.reject(new Error('no admin')) }, /no admin/],
  ])('because %s says so, and leaves nothing open', async (_why, url, parts, message) => {
    const config = await configured(url);
    const { logger, lines } = keptLog();
    let closed = 0;
    const service = lendingService({ parts: { ...parts, afterStop: () => void (closed += 1) } });

    await expect(launch(service, config, { logger })).rejects.toThrow(message);
    expect(closed).toBe(1);
    expect(lines.at(-1)).toMatchObject({ message: 'stopped', fields: { well: true } });
    // Nobody has the database any more.
    const again = await launch(lendingService(), { ...config, AMQP_URL: config.AMQP_URL.replace('guest:wrong', 'guest:guest') }, { logger });
    expect(await again.stop()).toBe(true);
  });

  test('runs what it has to do first before it takes a request', async () => {
    const config = await configured();
    const loanId = randomUUID();
    const beforeStart: typeof lendingParts.beforeStart = ({ transaction }) => transaction(({ store }) => store.insert(loanId, 1));
    const running = await launch(lendingService({ parts: { beforeStart } }), config, { logger: keptLog().logger });

    expect(await running.tools.store.entries()).toMatchObject([{ id: loanId }]);
    await running.stop();
  });
});

describe('a service that runs', () => {
  test('is ready; without its broker it lives, still answers, and is not ready', async () => {
    const shop = demo();
    const bus = await startTestBus({ topology: shop.topology, url: '' });
    const lending = await startService(lendingService({ shop }), { bus, env: { STOP_WITHIN_MS: '200' } });
    const ready = await raw(lending.url, '/health/ready');
    await bus.stop();
    const state = async (): Promise<string> => (await raw(lending.url, '/health/ready')).text;
    while ((await state()).includes('"broker":"ok"')) await new Promise((resolve) => setTimeout(resolve, 5));
    const loanId = randomUUID();
    const { status } = await lending.client.send('lendBook', loan(loanId));

    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { status: 'ready', checks: { broker: 'ok', database: 'ok', relay: 'ok' } }]);
    expect(JSON.parse(await state())).toEqual({ status: 'not-ready', checks: { broker: 'failing', database: 'ok', relay: 'ok' } });
    expect((await raw(lending.url, '/health/live')).status).toBe(200);
    expect([status, (await lending.lag()).pending]).toEqual([201, 1]);
    await lending.stop();
  });

  test('is ready again when its broker is back, and sends what has waited', async () => {
    const [first, { place, remove }] = await Promise.all([startBroker(), temporaryPlace()]);
    const config = loadConfig(kitConfig, { AMQP_URL: first.url, DATABASE_NAME: place.name, DATA_DIR: place.dataDir });
    const running = await launch(lendingService(), config, { logger: keptLog().logger });
    const isReady = async (): Promise<boolean> => (await raw(running.url, '/health/ready')).status === 200;
    await first.close();
    await eventually(async () => !(await isReady()));
    await running.tools.transaction(({ publish }) => publish('order.placed', { orderId: randomUUID(), amount: 1 }));
    const second = await startBroker({ port: first.port });
    clean.push(remove, () => second.close(), () => running.stop());

    await eventually(isReady);
    await eventually(() => running.counts.relay.published === 1);
    expect((await running.lag()).pending).toBe(0);
  });

  test('claims rows of its outbox under a name that none of its replicas has', async () => {
    const shop = demo();
    const [bus, { place, remove }] = await Promise.all([startTestBus({ topology: shop.topology, url: '' }), temporaryPlace(process.env.SQLSERVER_URL)]);
    // It stands still: each relay claims what its own commit has woken it for, and polls for nothing else.
    const clock = manualClock();
    const replica = (): ReturnType<typeof startService> => startService(lendingService({ shop }), { bus, clock, place: { place, remove }, env: { STOP_WITHIN_MS: '200' } });
    const replicas = [await replica(), await replica()];
    const database = await openDatabase<DemoDb>({ ...place, migrations: demoMigrations });
    clean.push(remove, () => database.close());
    const claimedBy = async (): Promise<readonly string[]> => {
      const rows = await database.read.selectFrom('outbox').select('claimedBy').where('claimedBy', 'is not', null).execute();
      return rows.map((row) => row.claimedBy?.split('/', 1).join() ?? '');
    };
    await bus.stop();
    for (const [index, { client }] of replicas.entries()) {
      await client.send('lendBook', loan(randomUUID()));
      await eventually(async () => (await claimedBy()).length === index + 1);
    }

    expect(new Set(await claimedBy()).size).toBe(2);
    let isOver = false;
    void Promise.all(replicas.map((one) => one.stop())).then(() => (isOver = true));
    await eventually(() => {
      clock.advance(1000);
      return isOver;
    });
  });

  test('is not ready where its database fails', async () => {
    const { place, remove } = await temporaryPlace(process.env.SQLSERVER_URL);
    const lending = await startService(lendingService(), { place: { place, remove } });
    const database = await openDatabase<DemoDb>({ ...place, migrations: demoMigrations });
    clean.push(remove, () => database.close(), () => lending.stop());
    await database.transaction(({ db }) => db.schema.dropTable('outbox').execute());
    const { status, text } = await raw(lending.url, '/health/ready');

    expect([status, JSON.parse(text)]).toEqual([503, { status: 'not-ready', checks: { broker: 'ok', database: 'failing', relay: 'failing' } }]);
  });

  test('is not ready once an event has waited too long in its outbox', async () => {
    const shop = demo();
    const bus = await startTestBus({ topology: shop.topology, url: '' });
    const clock = manualClock();
    const lending = await startService(lendingService({ shop }), { bus, clock, env: { STOP_WITHIN_MS: '200', READY_LAG_MS: '60000' } });
    await bus.stop();
    await lending.client.send('lendBook', loan(randomUUID()));
    const relay = async (): Promise<unknown> => /"relay":"(\w+)"/.exec((await raw(lending.url, '/health/ready')).text)?.[1];
    const before = await relay();
    clock.advance(60_001);

    expect([before, await relay()]).toEqual(['ok', 'failing']);
    await lending.stop();
  });
});

describe('a stop', () => {
  test('says first that it is not ready, and answers until the load balancer has seen it', async () => {
    const clock = manualClock();
    const lending = await startService(lendingService(), { clock, env: { DRAIN_MS: '5000', STOP_WITHIN_MS: '60000' } });
    const sleeping = clock.sleeping;
    const stopped = lending.stop();
    while (clock.sleeping === sleeping) await new Promise((resolve) => setImmediate(resolve));
    const [ready, answer] = [await raw(lending.url, '/health/ready'), await lending.client.send('lendBook', loan(randomUUID()))];
    clock.advance(5000);

    expect([ready.status, answer.status]).toEqual([503, 201]);
    expect(JSON.parse(ready.text)).toMatchObject({ status: 'stopping' });
    expect(await stopped).toBe(true);
    await expect(raw(lending.url, '/health/live')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('lets a request finish, and sends its event before it closes', async () => {
    const shop = demo();
    const bus = await startTestBus({ topology: shop.topology });
    const [reached, released] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const handlers: typeof lendingParts.handlers = {
      ...lendingParts.handlers,
      lendBook: async (request, tools) => {
        reached.resolve(undefined);
        await released.promise;
        return lendingParts.handlers.lendBook(request, tools);
      },
    };
    const lending = await startService(lendingService({ shop, parts: { handlers } }), { bus });
    const loanId = randomUUID();
    const answer = lending.client.send('lendBook', loan(loanId));
    await reached.promise;
    const stopped = lending.stop();
    // A relay that stopped before the HTTP server would have ended by now.
    await eventually(() => raw(lending.url, '/health/live').then(() => false, () => true));
    released.resolve(undefined);

    expect((await answer).status).toBe(201);
    expect(await stopped).toBe(true);
    expect(await bus.seen('order.placed')).toMatchObject({ data: { orderId: loanId } });
    await bus.stop();
  });

  test('lets a reaction finish, and sends its event before it closes', async () => {
    const shop = demo();
    const bus = await startTestBus({ topology: shop.topology });
    const [reached, released] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const reactions: typeof lendingParts.reactions = {
      'bill.paid': async ({ data }, { publish }) => {
        reached.resolve(undefined);
        await released.promise;
        await publish('order.placed', data);
      },
    };
    const lending = await startService(lendingService({ shop, parts: { reactions } }), { bus });
    const orderId = randomUUID();
    await lending.publish('bill.paid', { orderId, amount: 1 });
    await reached.promise;
    const stopped = lending.stop();
    await eventually(() => raw(lending.url, '/health/live').then(() => false, () => true));
    // Turns in which a relay that did not wait for the reaction would end.
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    released.resolve(undefined);

    expect(await stopped).toBe(true);
    expect(await bus.seen('order.placed')).toMatchObject({ data: { orderId } });
    await bus.stop();
  });

  test('closes what the service itself had opened, last', async () => {
    const order: string[] = [];
    const config = await configured();
    const { logger, lines } = keptLog();
    const service = await launch(lendingService({ parts: { afterStop: () => void order.push(`after ${lines.filter(({ message }) => message === 'stopping').length} stop`) } }), config, { logger });
    expect([await service.stop(), await service.stop(), await service.ended]).toEqual([true, true, true]);
    expect(order).toEqual(['after 1 stop']);
  });
});
