import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectError } from '@kada-mandiya/rabbitmq-client';
import { ManagementError } from '@kada-mandiya/rabbitmq-client/topology-plan';
import { brokersUnderTest } from '../../packages/embedded-broker/test/brokers-under-test.ts';
import { brokerToChange, ids } from '../../packages/rabbitmq-client/test/topology-plan/broker-to-change.ts';
import type { BrokerToChange } from '../../packages/rabbitmq-client/test/topology-plan/broker-to-change.ts';
import { shopTopology } from '../../packages/rabbitmq-client/test/topology-plan/shop-topology.ts';
import { parseTopologyCommand } from '../topology/arguments.ts';
import { brokerFrom, whyNot } from '../topology/named-broker.ts';
import { runTopology } from '../topology/run.ts';
import { runCommand, runScript } from './run-script.ts';
import type { Ran } from './run-script.ts';

const runIn = (environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran> =>
  runCommand((output) => runTopology(args, environment, output));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kada-topology-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function topologyFile(name: string, options: Parameters<typeof shopTopology>[0]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `export const topology = ${JSON.stringify(shopTopology(options))};`);
  return file;
}

describe.each(brokersUnderTest)('npm run topology on $name', (underTest) => {
  let broker: BrokerToChange;

  beforeEach(async () => {
    broker = await brokerToChange(underTest);
  }, 20_000);

  afterEach(() => broker.dispose(), 20_000);

  const topology = (...args: string[]): Promise<Ran> =>
    runIn({ AMQP_URL: broker.location.amqpUrl, AMQP_MANAGEMENT_URL: broker.location.managementUrl }, ...args);

  test('the contracts: plan says what is missing, apply makes it, plan says equal', async () => {
    const before = await topology('plan');
    expect(before).toMatchObject({ code: 2, stderr: '' });
    expect(before.stdout).toMatch(/create +queue +payment-service\.order\.created\.retry\.2000ms +missing/);
    expect(before.stdout).toMatch(/create +binding +domain\.events -- order\.created -> payment-service\.order\.created/);
    expect(await topology('apply')).toMatchObject({ code: 0, stderr: '' });
    const after = await topology('plan');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toContain('Equal: the broker is as the contracts want it.');
    expect((await topology('apply')).stdout).toContain('Nothing to do.');
    expect((await topology('prune')).stdout).toContain('Nothing to do.');
  }, 40_000);

  test('the exported definitions say the same as the contracts', async () => {
    expect((await topology('apply')).code).toBe(0);
    expect(await topology('plan', '--topology', 'generated/rabbitmq/definitions.json')).toMatchObject({ code: 0 });
  }, 20_000);

  test('a retry policy changed in a spec: plan, apply, prune, equal', async () => {
    const before = await topologyFile('before.mjs', { delaysMs: [1_000, 5_000] });
    const after = await topologyFile('after.mjs', { delaysMs: [1_000, 600_000] });
    expect(await topology('apply', '--topology', before)).toMatchObject({ code: 0 });

    const planned = await topology('plan', '--topology', after);
    expect(planned.code).toBe(2);
    expect(planned.stdout).toMatch(/create +queue +order-service\.order\.paid\.retry\.600000ms +missing/);
    expect(planned.stdout).toMatch(/delete +queue +order-service\.order\.paid\.retry\.5000ms +no contract knows it +0 +0/);
    expect(planned.stdout).not.toMatch(/replace/);
    expect(await topology('apply', '--topology', after)).toMatchObject({ code: 0 });
    expect(await topology('prune', '--topology', after)).toMatchObject({ code: 0 });
    expect(await topology('plan', '--topology', after)).toMatchObject({ code: 0 });
  }, 40_000);

  test('a queue of another type is shown with its messages and consumers, and replaced', async () => {
    const file = await topologyFile('quorum.mjs', {});
    await broker.declare(shopTopology({ mainArguments: { 'x-queue-type': 'quorum', 'x-max-length': 9 } }));
    await broker.publish('domain.events', 'order.paid', ids(3));
    const planned = await topology('plan', '--topology', file);
    expect(planned.stdout).toMatch(/replace +queue +order-service\.order\.paid +x-dead-letter-exchange: absent, wanted "" +3 +0/);
    expect(planned.stdout).toMatch(/x-max-length: 9, wanted absent/);
    expect(await topology('apply', '--topology', file)).toMatchObject({ code: 0 });
    expect(await broker.takeAll('order-service.order.paid')).toHaveLength(3);
  }, 40_000);

  test('prune leaves messages alone until each queue is named', async () => {
    const file = await topologyFile('prune.mjs', {});
    await topology('apply', '--topology', file);
    const lost = 'order-service.order.lost.dlq';
    await broker.channel.assertQueue(lost, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await broker.publish('', lost, ids(2));
    const pruned = await topology('prune', '--topology', file);
    expect(pruned.code).toBe(2);
    expect(pruned.stdout).toContain(`stays   queue ${lost}: it holds 2 messages`);
    expect(await topology('prune', '--topology', file, '--force', '--yes', 'order-service.order.paid')).toMatchObject({
      code: 1,
      stderr: 'topology: order-service.order.paid is not among what prune would delete\n',
    });
    expect(await topology('prune', '--topology', file, '--force', '--yes', lost)).toMatchObject({ code: 0 });
    expect(await topology('plan', '--topology', file)).toMatchObject({ code: 0 });
  }, 40_000);

  test('what cannot be done is one line and exit code 1', async () => {
    const wrongPassword = new URL(broker.location.amqpUrl);
    wrongPassword.password = 'wrong';
    const refused = await runIn({ AMQP_URL: wrongPassword.href, AMQP_MANAGEMENT_URL: broker.location.managementUrl }, 'plan');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^topology: .* refuses user "guest": wrong password.*\n$/) });
    const silent = await runScript('topology.ts', ['plan'], { AMQP_URL: broker.location.amqpUrl, AMQP_MANAGEMENT_URL: 'http://127.0.0.1:2' });
    expect(silent).toMatchObject({ code: 1, stderr: expect.stringMatching(/^topology: .* does not answer at http:\/\/127\.0\.0\.1:2 \(ECONNREFUSED\).*\n$/) });
    const elsewhere = await runScript('topology.ts', ['plan'], { AMQP_URL: 'amqp://guest:guest@127.0.0.1:5699' });
    expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/^topology: AMQP_URL names port 5699, .* AMQP_MANAGEMENT_URL .*\n$/) });
    expect(await topology('plan', '--topology', join(folder, 'absent.mjs'))).toMatchObject({ code: 1, stderr: expect.stringMatching(/^topology: .*absent\.mjs cannot be loaded: .*\n$/) });
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, '{ "queues": [{ "name": 1 }] }');
    expect(await topology('plan', '--topology', wrong)).toMatchObject({ code: 1, stderr: expect.stringMatching(/wrong\.json holds no topology/) });
  }, 20_000);
});

test.each([
  [[], 'say plan, apply or prune'],
  [['destroy'], '"destroy" is neither plan, apply nor prune'],
  [['plan', 'now'], 'unexpected argument "now"'],
  [['plan', '--force'], '--force and --yes are for prune'],
  [['prune', '--force'], '--force needs the names of the queues: --yes QUEUE'],
  [['prune', '--yes', 'q'], '--yes deletes messages and needs --force'],
  [['apply', '--wait', 'long'], '--wait needs a number'],
] as const)('topology %j is refused: %s', (args, message) => {
  expect(parseTopologyCommand(args)).toEqual({ kind: 'wrong', message });
});

test('bad arguments show the usage and end with exit code 1', async () => {
  const ran = await runScript('topology.ts', ['plan', '--topologie', 'x'], {});
  expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^topology: Unknown option '--topologie'.*\n\nUsage: npm run topology/) });
});

describe('where nobody named a broker', () => {
  const nobody = { AMQP_URL: '', AMQP_MANAGEMENT_URL: '' };
  const refused = new ConnectError('Cannot connect to the broker at amqp://127.0.0.1: nothing listens there', { permanent: false });

  test("RabbitMQ's own port on this machine is tried", () => {
    expect(brokerFrom(nobody)).toEqual({ amqpUrl: 'amqp://guest:guest@127.0.0.1:5672' });
    expect(brokerFrom({})).toEqual(brokerFrom(nobody));
  });

  test.each([refused, new ManagementError('RabbitMQ does not answer')])('%s: the line says how to name one', (error) => {
    const line = `${error.message}. AMQP_URL is not set, so amqp://guest:guest@127.0.0.1:5672 was tried: set it to the broker that you mean`;
    expect([whyNot(error, nobody), whyNot(error, {})]).toEqual([line, line]);
  });

  test('other errors, and those of a broker that was named, say what they say', () => {
    expect(whyNot(refused, { AMQP_URL: 'amqp://127.0.0.1:1' })).toBe(refused.message);
    expect(whyNot(new Error('the file is no topology'), nobody)).toBe('the file is no topology');
  });
});
