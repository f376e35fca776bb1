import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namesOfTemporaryPlaces, temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { startService, startTestBus, type TestBus } from '@kada-mandiya/service-kit/testing';
import { demo, type Demo } from '../../packages/service-kit/test/events/demo-contracts.ts';
import { lendingService } from '../../packages/service-kit/test/service/lending.ts';
import { bookId } from '../../packages/service-kit/test/http/library.ts';
import { parseReplayCommand } from '../replay/arguments.ts';
import { runReplay } from '../replay/run.ts';

function recorded(): { readonly log: (line: string) => void; readonly error: (line: string) => void; readonly lines: string[]; readonly errors: string[] } {
  const lines: string[] = [];
  const errors: string[] = [];
  return { lines, errors, log: (line) => void lines.push(line), error: (line) => void errors.push(line) };
}

describe('npm run replay', () => {
  let shop: Demo;
  let bus: TestBus;
  let place: TemporaryPlace;

  beforeEach(async () => {
    shop = demo();
    [bus, place] = await Promise.all([startTestBus({ topology: shop.topology }), temporaryPlace(process.env.SQLSERVER_URL)]);
  });
  afterEach(async () => {
    await place.remove();
    await bus.stop();
  });

  const lend = async (times: number): Promise<void> => {
    const lending = await startService(lendingService({ shop }), { bus, place });
    for (let loan = 0; loan < times; loan += 1) {
      await lending.client.call('lendBook', { headers: { 'idempotency-key': randomUUID() }, body: { items: [{ bookId, days: 14 }] } }, { token: 'reader' });
    }
    await lending.settled();
    await lending.stop();
  };
  const replayIn = async (more: Readonly<Record<string, string | undefined>>, ...args: readonly string[]): Promise<{ readonly code: number; readonly lines: string[]; readonly errors: string[] }> => {
    const output = recorded();
    const { name, url, dataDir } = place.place;
    const environment = { AMQP_URL: bus.url, DATABASE_NAME: name, SQLSERVER_URL: url, DATA_DIR: dataDir, ...more };
    const service = lendingService({ shop });
    const isolated = { ...service, contract: bus.isolation.contract(service.contract), topology: bus.isolation.topology };
    const code = await runReplay(args, environment, output, () => Promise.resolve(isolated as never));
    await bus.caughtUp();
    return { code, lines: output.lines, errors: output.errors };
  };
  const replay = (...args: readonly string[]): ReturnType<typeof replayIn> => replayIn({}, ...args);

  test('publishes the history again, the same events under the same ids, while the service is away', async () => {
    await lend(3);
    const first = bus.published('order.placed');
    const { code, lines } = await replay('library-service', 'order.placed');

    expect({ code, lines }).toEqual({ code: 0, lines: ['3 of 3 order.placed published again by library-service'] });
    expect(bus.published('order.placed')).toEqual([...first, ...first]);
  });

  test('publishes what was written since a moment, and nothing before it', async () => {
    await lend(2);
    const [hour, day] = [new Date(Date.now() + 3_600_000).toISOString(), new Date(Date.now() - 86_400_000).toISOString()];

    expect((await replay('library-service', 'order.placed', '--since', hour)).lines).toEqual([`0 of 0 order.placed published again by library-service, since ${hour}`]);
    expect((await replay('library-service', 'order.placed', '--since', day)).lines).toEqual([`2 of 2 order.placed published again by library-service, since ${day}`]);
  });

  test('takes the broker of the shop that runs on the folder where none is named', async () => {
    await lend(1);
    const { dataDir = await mkdtemp(join(tmpdir(), 'kada-replay-')) } = place.place;
    // The process that has started this one stands for the shop.
    await writeFile(join(dataDir, 'running.json'), JSON.stringify({ pid: process.ppid, brokerUrl: bus.url }));

    expect(await replayIn({ AMQP_URL: undefined, DATA_DIR: dataDir }, 'library-service', 'order.placed')).toEqual({ code: 0, lines: ['1 of 1 order.placed published again by library-service'], errors: [] });
  });

  test('says that there is no database, and makes none', async () => {
    const { name, url, dataDir = '' } = place.place;
    const { code, errors } = await replayIn({}, 'library-service', 'order.placed');
    const where = url === undefined ? `${join(dataDir, `${name}.sqlite`)}: DATA_DIR and DATABASE_NAME say where it is` : `${name} on the SQL Server: SQLSERVER_URL and DATABASE_NAME say where it is`;
    const made = url === undefined ? await readdir(dataDir) : (await namesOfTemporaryPlaces(url)).filter((one) => one === name);

    expect([code, errors]).toEqual([1, [`replay: there is no database ${where}`]]);
    expect(made).toEqual([]);
  });

  test('refuses a key that the service does not publish', async () => {
    // Neither database nor broker is asked.
    const { code, errors } = await replayIn({ AMQP_URL: 'amqp://127.0.0.1:1' }, 'library-service', 'order.plcaed');

    expect(code).toBe(1);
    expect(errors).toEqual(['replay: library-service does not publish "order.plcaed"; it publishes order.placed, order.priced']);
  });
});

describe('its arguments', () => {
  test.each([
    [['order-service', 'order.created'], { kind: 'replay', service: 'order-service', routingKey: 'order.created' }],
    [['order-service', 'order.created', '--since', '2026-03-14'], { kind: 'replay', service: 'order-service', routingKey: 'order.created', since: new Date('2026-03-14T00:00:00Z') }],
    [['order-service', 'order.created', '--since', '2026-03-14T10:00:00+05:30'], { kind: 'replay', service: 'order-service', routingKey: 'order.created', since: new Date('2026-03-14T04:30:00Z') }],
    [['--help'], { kind: 'help' }],
    [['order-service'], { kind: 'wrong', message: 'it takes a service and a routing key' }],
    [['a', 'b', 'c'], { kind: 'wrong', message: 'it takes a service and a routing key' }],
    [['a', 'b', '--since', 'yesterday'], { kind: 'wrong', message: '"yesterday" is not a time as 2026-03-14T08:00:00Z' }],
    [['a', 'b', '--since', '2026-03-14T08:00'], { kind: 'wrong', message: '"2026-03-14T08:00" is not a time as 2026-03-14T08:00:00Z' }],
    [['a', 'b', '--since', '2026-02-30'], { kind: 'wrong', message: '"2026-02-30" is not a time as 2026-03-14T08:00:00Z' }],
    [['a', 'b', '--since', '2026-03-14T08:00Z'], { kind: 'replay', service: 'a', routingKey: 'b', since: new Date('2026-03-14T08:00:00Z') }],
    [['a', 'b', '--since', '2026-13-14'], { kind: 'wrong', message: '"2026-13-14" is not a time as 2026-03-14T08:00:00Z' }],
  ])('%j', (args, expected) => {
    expect(parseReplayCommand(args)).toEqual(expected);
  });

  test('a service that is not there is named with those that are', async () => {
    const output = recorded();
    expect(await runReplay(['ordr-service', 'order.created'], {}, output)).toBe(1);
    expect(output.errors.join()).toContain('there is no service "ordr-service"');
  });

  test('a configuration that is not complete is said', async () => {
    const output = recorded();
    const load = (): Promise<never> => Promise.resolve(lendingService() as never);
    expect(await runReplay(['library-service', 'order.placed'], {}, output, load)).toBe(1);
    expect(output.errors.join()).toContain('AMQP_URL is missing');
  });
});
