import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { brokersUnderTest } from '../../../embedded-broker/test/brokers-under-test.ts';
import { applyTopology, pruneTopology } from '../../src/topology-plan/index.ts';
import type { PruneOptions } from '../../src/topology-plan/index.ts';
import { brokerToChange, ids } from './broker-to-change.ts';
import type { BrokerToChange } from './broker-to-change.ts';
import { shopTopology } from './shop-topology.ts';

const wanted = shopTopology();
const old = 'order-service.order.lost';

describe.each(brokersUnderTest)('prune on $name', (underTest) => {
  let broker: BrokerToChange;
  let options: PruneOptions;

  beforeEach(async () => {
    broker = await brokerToChange(underTest);
    options = { ...broker.location, patienceMs: 15_000 };
    await applyTopology(wanted, options);
  }, 20_000);

  afterEach(() => broker.dispose(), 20_000);

  const oldQueue = async (type: 'quorum' | 'classic', name = old): Promise<void> => {
    await broker.channel.assertQueue(name, { durable: true, arguments: { 'x-queue-type': type } });
    await broker.channel.bindQueue(name, 'domain.events', 'order.lost');
  };

  test.each(['quorum', 'classic'] as const)('an empty, unused %s queue goes', async (type) => {
    await oldQueue(type);
    expect(await pruneTopology(wanted, options)).toMatchObject({ done: [{ kind: 'delete-queue', queue: { name: old } }], left: [] });
    expect(await broker.plan(wanted)).toEqual([]);
  });

  test.each(['quorum', 'classic'] as const)('a %s queue with messages stays, bound as it was, until its name is given', async (type) => {
    await oldQueue(type);
    await broker.publish('domain.events', 'order.lost', ids(2));
    const { done, left } = await pruneTopology(wanted, options);
    expect(done).toEqual([]);
    expect(left).toMatchObject([{ reason: expect.stringMatching(/^it holds 2 messages: .*prune --force --yes order-service\.order\.lost/) }]);
    await broker.publish('domain.events', 'order.lost', ['more']);
    expect(await broker.takeAll(old)).toHaveLength(3);

    await broker.publish('domain.events', 'order.lost', ids(2));
    expect((await pruneTopology(wanted, { ...options, withMessages: new Set([old]) })).left).toEqual([]);
    expect(await broker.plan(wanted)).toEqual([]);
  });

  test('a queue with a consumer stays, even when its name is given', async () => {
    await oldQueue('quorum');
    const channel = await broker.connection.createChannel();
    await channel.consume(old, () => undefined);
    const { left } = await pruneTopology(wanted, { ...options, withMessages: new Set([old]) });
    expect(left).toMatchObject([{ reason: 'it has 1 consumer: stop the release that consumes it' }]);
  });

  test('what waits in an old retry queue is said to go on by itself', async () => {
    const retry = 'order-service.order.paid.retry.600000ms';
    await broker.declare({ ...shopTopology({ delaysMs: [600_000] }), bindings: [] });
    await broker.publish('', retry, ['waiting']);
    const { left } = await pruneTopology(wanted, options);
    expect(left).toMatchObject([{ change: { queue: { name: retry } }, reason: expect.stringMatching(/they go on to order-service\.order\.paid when/) }]);
  });

  test('bindings and policies go, and an exchange from which nothing is bound any more', async () => {
    const policy = { name: 'events.old', pattern: '^x$', applyTo: 'queues', priority: 0, definition: { 'delivery-limit': 3 } } as const;
    const known = { ...wanted, policies: [{ ...policy, name: 'events.consumers' }] };
    await applyTopology({ ...known, policies: [...known.policies, policy] }, options);
    await broker.channel.assertExchange('shop.events', 'topic', { durable: true });
    await broker.channel.bindQueue('order-service.order.paid', 'shop.events', 'order.paid');
    const { done, left } = await pruneTopology(known, options);
    expect(done.map(({ kind }) => kind)).toEqual(['unbind', 'delete-exchange', 'delete-policy']);
    expect(left).toEqual([]);
    expect(await broker.plan(known)).toEqual([]);
  });

  test('an exchange that others are bound to stays', async () => {
    await broker.channel.assertExchange('shop.events', 'topic', { durable: true });
    await broker.channel.bindQueue('order-service.order.paid', 'shop.events', 'order.paid');
    await broker.channel.assertQueue('analytics', { durable: true });
    await broker.channel.bindQueue('analytics', 'shop.events', '#');
    const { left } = await pruneTopology(wanted, options);
    expect(left).toMatchObject([{ change: { kind: 'delete-exchange' }, reason: expect.stringMatching(/something is bound to it/) }]);
  });
});
