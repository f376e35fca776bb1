import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { eventually } from '../../../rabbitmq-client/test/on-broker.ts';
import { defineService, kitConfig } from '../../src/index.ts';
import { manualClock, startService, startTestBus } from '../../src/testing/index.ts';
import { demo } from '../events/demo-contracts.ts';
import { demoMigrations, demoReads, demoStore } from '../events/demo-services.ts';
import { bookId, raw } from '../http/library.ts';
import { lendingService } from '../service/lending.ts';

const loan = (): object => ({ headers: { 'idempotency-key': randomUUID() }, body: { items: [{ bookId, days: 14 }] }, token: 'reader' });

/** Listening sockets of this process: of a service, of a broker of its own, and of test files before this one that are just closing. */
const listening = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;

describe('a service that is started for a test', () => {
  test('leaves nothing open where its configuration is not good', async () => {
    const before = listening();

    await expect(startService(lendingService(), { env: { PORT: 'http' } })).rejects.toThrow('PORT must be a number');
    await eventually(() => listening() <= before);
  });

  test('leaves nothing open when it has stopped; a second stop is the first', async () => {
    const before = listening();
    const lending = await startService(lendingService());
    const [one, two] = [lending.stop(), lending.stop()];

    expect(two).toBe(one);
    expect(await one).toBe(true);
    await eventually(() => listening() <= before);
  });

  test('may have no HTTP API of its own', async () => {
    const { billing, topology } = demo();
    const applied: string[] = [];
    const service = defineService({
      contract: billing,
      topology,
      config: kitConfig,
      storage: { database: 'billing_db', migrations: demoMigrations, makeStore: demoStore, makeReads: demoReads },
      build: () => ({ handlers: {}, reactions: { 'order.placed': ({ data }) => void applied.push(data.orderId) } }),
    });
    const running = await startService(service);
    const orderId = randomUUID();
    await running.receive('order.placed', { orderId, amount: 1 });
    const [ready, other] = [await raw(running.url, '/health/ready'), await raw(running.url, '/orders')];
    await running.stop();

    expect(applied).toEqual([orderId]);
    expect([ready.status, other.status]).toEqual([200, 404]);
  });

  test('has sent an event when it has settled, though its clock stands still: the commit has woken the relay', async () => {
    const clock = manualClock();
    const lending = await startService(lendingService(), { clock });
    await lending.client.send('lendBook', loan());
    await lending.settled();
    const { length } = lending.published('order.placed');
    await lending.stop();

    expect(length).toBe(1);
  });

  test('says what became of its events where they do not leave', async () => {
    const shop = demo();
    const bus = await startTestBus({ topology: shop.topology, url: '' });
    const lending = await startService(lendingService({ shop }), { bus, env: { STOP_WITHIN_MS: '200' } });
    await bus.stop();
    await lending.client.send('lendBook', loan());

    await expect(lending.settled({ withinMs: 1 })).rejects.toThrow(/^1 events wait in the outbox of library-service, and none has left for 1 ms; its relay: \{"published":0,/);
    await lending.stop();
  });
});
