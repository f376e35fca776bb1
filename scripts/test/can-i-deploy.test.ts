import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCanIDeploy } from '../can-i-deploy/run.ts';
import { contractsRepository, type ContractsRepository } from './contracts-repository.ts';
import { runCommand, type Ran } from './run-script.ts';

let repository: ContractsRepository;
let first: string;
beforeEach(async () => {
  repository = await contractsRepository();
  first = await repository.git('rev-parse', 'HEAD');
});
afterEach(() => repository.remove());

const event = 'asyncapi/order.placed.yaml';
const data = 'required: [orderId]\n      properties: { orderId:';

async function deployed(versions: Readonly<Record<string, string>>): Promise<void> {
  await repository.write('deployed.json', JSON.stringify(versions));
}

function ask(...args: readonly string[]): Promise<Ran> {
  return runCommand((output) => runCanIDeploy(args, repository.folder, output));
}

describe('events', () => {
  test('yes where nothing has changed', async () => {
    await deployed({ 'order-service': first, 'payment-service': first });
    const { code, stdout } = await ask('order-service');
    expect(stdout).toContain('yes: order-service works with all that is deployed');
    expect(code).toBe(0);
  });

  test('a property that is demanded now: the producer may go first, the consumer may not', async () => {
    await deployed({ 'order-service': first, 'payment-service': first });
    await repository.edit(event, data, "required: [orderId, note]\n      properties: { note: { $ref: '../common/scalars.yaml#/components/schemas/Id' }, orderId:");
    await repository.edit(event, 'data: { orderId: x }', 'data: { orderId: x, note: y }');
    await repository.commit('more');
    expect((await ask('order-service')).code).toBe(0);
    const { code, stdout } = await ask('payment-service');
    expect(stdout).toContain('no: payment-service does not work with order-service');
    expect(stdout).toContain('order.placed version 1: payload.data.note has to be there now, and could be missing');
    expect(stdout).toContain('to do     deploy order-service first');
    expect(code).toBe(1);
    const after = await repository.git('rev-parse', 'HEAD');
    await deployed({ 'order-service': after, 'payment-service': first });
    expect((await ask('payment-service')).code).toBe(0);
  });

  test('a property that may be missing now: the consumer may go first, the producer may not', async () => {
    await deployed({ 'order-service': first, 'payment-service': first });
    await repository.edit(event, data, 'properties: { orderId:');
    const after = await repository.commit('less');
    const { code, stdout } = await ask('order-service');
    expect(stdout).toContain('no: order-service does not work with payment-service');
    expect(code).toBe(1);
    expect((await ask('payment-service')).code).toBe(0);
    await deployed({ 'order-service': first, 'payment-service': after });
    expect((await ask('order-service')).code).toBe(0);
  });

  /** Which versions order-service publishes and payment-service takes. */
  const published = "    action: send\n    x-service: order-service\n    channel: { $ref: '#/channels/order.placed' }\n";
  const version = (number: number): string => `messages: [{ $ref: '#/channels/order.placed/messages/OrderPlacedV${String(number)}' }]`;
  const onlyVersion = (number: number): Promise<void> => repository.edit(event, published, `${published}    ${version(number)}\n`);
  const allVersions = (number: number): Promise<void> => repository.edit(event, `${published}    ${version(number)}\n`, published);

  test('a version that is published no more has a consumer still', async () => {
    await deployed({ 'order-service': first, 'payment-service': first });
    await repository.edit(event, version(1), version(2));
    await onlyVersion(2);
    await repository.edit(event, "      OrderPlacedV1: { $ref: '#/components/messages/OrderPlacedV1' }\n", '');
    const { code, stdout } = await ask('order-service');
    expect(stdout).toContain('order-service no longer publishes it, and nobody else that is deployed does');
    expect(code).toBe(1);
  });

  test('a consumer of a version that nobody publishes yet would skip the one before', async () => {
    await onlyVersion(1);
    const old = await repository.commit('version 1 only');
    await deployed({ 'order-service': old, 'payment-service': old });
    await allVersions(1);
    await repository.edit(event, version(1), version(2));
    const { code, stdout } = await ask('payment-service');
    expect(stdout).toContain('nobody that is deployed publishes it yet, and order.placed version 1 would be skipped from now on');
    expect(code).toBe(1);
    expect((await ask('order-service')).code).toBe(0);
  });
});

describe('HTTP', () => {
  const api = 'openapi/order-service.yaml';

  test('a server and its callers, either way round', async () => {
    await deployed({ 'order-service': first, gateway: first });
    await repository.edit(api, '/orders/{orderId}:', '/purchases/{orderId}:');
    const after = await repository.commit('moved');
    const server = await ask('order-service');
    expect(server.stdout).toContain('no: order-service does not work with gateway');
    expect(server.stdout).toContain('affected  gateway calls order-service');
    expect(server.code).toBe(1);
    expect((await ask('gateway')).code).toBe(1);
    await deployed({ 'order-service': after, gateway: after });
    expect((await ask('gateway')).code).toBe(0);
  });

  test('what is new is there for nobody yet', async () => {
    await deployed({ 'order-service': first, gateway: first });
    await repository.edit(api, 'name: orderId, in: path, required: true,', 'name: orderId, in: path, required: true, description: Which,');
    await repository.edit(api, 'Order: { type: object, properties: {', "Order: { type: object, properties: { note: { $ref: '../common/scalars.yaml#/components/schemas/Id' },");
    expect((await ask('order-service')).code).toBe(0);
  });
});

test('--revision asks for other contracts than those of the working tree', async () => {
  await deployed({ 'order-service': first, 'payment-service': first });
  await repository.edit(event, data, 'properties: { orderId:');
  expect((await ask('order-service')).code).toBe(1);
  expect((await ask('order-service', '--revision', first)).code).toBe(0);
});

test('--json is the answer with its reasons', async () => {
  await deployed({ 'order-service': first, 'payment-service': first });
  await repository.edit(event, data, 'properties: { orderId:');
  const { stdout } = await ask('order-service', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ service: 'order-service', answer: 'no', findings: expect.arrayContaining([expect.objectContaining({ with: 'payment-service', rule: 'event-required' })]) });
});

test('a name that no contract knows is refused, and not taken for a caller; the gateway and the web page are callers', async () => {
  await deployed({ 'order-service': first, 'paymnet-service': first });
  const { code, stdout, stderr } = await ask('order-service');
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: 'can-i-deploy: deployed.json names "paymnet-service", which no contract knows; did you mean "payment-service"?\n' });
  await deployed({ payment: first });
  expect((await ask('order-service')).stderr).toContain('names "payment", which no contract knows; did you mean "payment-service"?');
  await deployed({ 'payment-service': first, gateway: first, web: first });
  expect(await ask('order-service')).toMatchObject({ code: 0, stderr: '' });
});

test('a revision that does not have the service yet is told', async () => {
  await repository.git('rm', '-rfq', '--cached', 'specs');
  await repository.git('commit', '-q', '-m', 'before there were any');
  await deployed({ 'payment-service': await repository.git('rev-parse', 'HEAD') });
  expect((await ask('order-service')).stderr).toContain('deployed.json gives payment-service a revision whose contracts do not have it: nothing of it is compared');
});

test.each([
  [[], /^can-i-deploy: say which service/],
  [['nobody'], /^can-i-deploy: no contract and no deployment knows a service "nobody"/],
  [['order-service', '--deployed', 'none.json'], /^can-i-deploy: none\.json cannot be read/],
  [['order-service', 'payment-service'], /^can-i-deploy: unexpected argument/],
])('%j is answered by one line', async (args, message) => {
  await deployed({ 'order-service': first });
  const { code, stderr } = await ask(...args);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
