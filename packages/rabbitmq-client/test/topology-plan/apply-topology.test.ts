import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { brokersUnderTest } from '../../../embedded-broker/test/brokers-under-test.ts';
import { applyTopology, isPrune, pruneTopology } from '../../src/topology-plan/index.ts';
import type { ChangeOptions } from '../../src/topology-plan/index.ts';
import { brokerToChange, ids, timesById } from './broker-to-change.ts';
import type { BrokerToChange } from './broker-to-change.ts';
import { shopTopology } from './shop-topology.ts';

const main = 'order-service.order.paid';
const policy = {
  name: 'events.consumers',
  pattern: '^order-service\\.',
  applyTo: 'queues',
  priority: 0,
  definition: { 'delivery-limit': 20 },
} as const;
const wanted = shopTopology({ policies: [policy] });
const quorumBefore = shopTopology({ mainArguments: { 'x-queue-type': 'quorum', 'x-max-length': 100_000 } });
const classicBefore = shopTopology({ mainArguments: {} });

describe.each(brokersUnderTest)('apply on $name', (underTest) => {
  let broker: BrokerToChange;
  let options: ChangeOptions;

  beforeEach(async () => {
    broker = await brokerToChange(underTest);
    options = { ...broker.location, statisticsAgeMs: broker.statisticsAgeMs, patienceMs: 15_000 };
  }, 20_000);

  afterEach(() => broker.dispose(), 20_000);

  test('an empty broker becomes as wanted, and a second run has nothing to do', async () => {
    expect((await applyTopology(wanted, options)).done).toHaveLength(6);
    expect(await broker.plan(wanted)).toEqual([]);
    expect(await applyTopology(wanted, options)).toEqual({ done: [], refused: [] });
  });

  test('a changed policy is put in place', async () => {
    await applyTopology(wanted, options);
    const other = { ...wanted, policies: [{ ...policy, definition: { 'delivery-limit': 7 } }] };
    expect(await broker.plan(other)).toMatchObject([{ kind: 'put-policy', differences: [{ property: 'delivery-limit', actual: 20, wanted: 7 }] }]);
    await applyTopology(other, options);
    expect(await broker.plan(other)).toEqual([]);
  });

  test('a classic queue becomes a quorum queue with all that was in it: bodies, properties, headers, foreign bindings', async () => {
    await broker.declare(classicBefore);
    await broker.channel.bindQueue(main, 'domain.events', 'order.#');
    const sent = ids(600);
    const headers = { 'x-kada-attempt': 2, nested: { list: [1, 'two', true] }, when: { '!': 'timestamp', value: 1_700_000_000 } };
    const properties = { contentType: 'application/json', correlationId: 'c-1', type: 'order.paid', timestamp: 1_700_000_000, priority: 3, appId: 'shop', replyTo: 'nobody', expiration: '3600000', headers };
    await broker.publish('domain.events', 'order.paid', sent, properties);

    await applyTopology(wanted, options);

    expect((await broker.plan(wanted)).filter((change) => !isPrune(change))).toEqual([]);
    expect(await broker.plan(wanted)).toMatchObject([{ kind: 'unbind', binding: { routingKey: 'order.#' } }]);
    const taken = await broker.takeAll(main);
    expect(taken.map(({ properties: { messageId } }) => String(messageId)).sort()).toEqual(sent.toSorted());
    for (const { content, properties: { messageId, ...kept } } of taken) {
      expect(content.toString()).toBe(messageId);
      expect(kept).toMatchObject({ ...properties, deliveryMode: 2 });
    }
  }, 40_000);

  test('a message that comes by the name of the queue in the last instant before its deletion is kept', async () => {
    await broker.declare(quorumBefore);
    await broker.publish('domain.events', 'order.paid', ids(3));
    let late = 0;
    await applyTopology(wanted, {
      ...options,
      onStep: async (step) => {
        if (step !== 'drained' && step !== 'swap-drained') return;
        await broker.publish('', step === 'drained' ? main : `${main}.swap`, [`late-${String((late += 1))}`]);
      },
    });
    expect(late).toBe(2);
    expect([...timesById(await broker.takeAll(main)).keys()].sort()).toEqual(['id-0', 'id-1', 'id-2', 'late-1', 'late-2']);
    expect(await broker.plan(wanted)).toEqual([]);
  }, 20_000);

  test('a message whose copy no queue took stays where it is', async () => {
    await broker.declare(quorumBefore);
    await broker.publish('domain.events', 'order.paid', ids(20));
    const run = applyTopology(wanted, {
      ...options,
      onStep: async (step) => {
        if (step === 'unbound') await broker.channel.deleteQueue(`${main}.swap`);
      },
    });
    await expect(run).rejects.toThrow(/order-service\.order\.paid\.swap is gone; nothing is lost, run the command again/);
    await applyTopology(wanted, options);
    expect(timesById(await broker.takeAll(main)).size).toBe(20);
    expect(await broker.plan(wanted)).toEqual([]);
  }, 20_000);

  test('nobody who holds a message loses it: the old queue stays until it is given back or done', async () => {
    await broker.declare(quorumBefore);
    await broker.publish('domain.events', 'order.paid', ids(2));
    const holder = await broker.connection.createChannel();
    const first = await holder.get(main);
    const second = await holder.get(main);
    if (first === false || second === false) throw new Error('two messages were expected');
    const steps: string[] = [];
    const run = applyTopology(wanted, { ...options, patienceMs: 200, onStep: (step) => void steps.push(step) });
    await expect(run).rejects.toThrow(/another consumer holds .* messages of order-service\.order\.paid: stop it/);
    expect(steps).not.toContain('deleted');

    holder.ack(first);
    await holder.close();
    await applyTopology(wanted, options);
    expect([...timesById(await broker.takeAll(main)).keys()]).toEqual(['id-1']);
  }, 40_000);

  test('a consumer is cancelled, and finds the queue and its messages when it comes back', async () => {
    await broker.declare(quorumBefore);
    const channel = await broker.connection.createChannel();
    const handled: string[] = [];
    const done = Promise.withResolvers<undefined>();
    let cancellations = 0;
    const consume = async (): Promise<void> => {
      await channel.assertQueue(main, { durable: true, arguments: wanted.queues[0]?.arguments });
      await channel.consume(main, (message) => {
        if (message === null) {
          cancellations += 1;
          void consume();
          return;
        }
        handled.push(String(message.properties.messageId));
        channel.ack(message);
        if (handled.includes('after')) done.resolve(undefined);
      });
    };
    await channel.consume(main, (message) => {
      if (message === null) {
        cancellations += 1;
        void consume();
      } else {
        handled.push(String(message.properties.messageId));
        channel.ack(message);
      }
    });
    await broker.publish('domain.events', 'order.paid', ids(20));
    await applyTopology(wanted, options);
    await broker.publish('domain.events', 'order.paid', ['after']);
    await done.promise;
    expect(cancellations).toBe(1);
    expect(new Set(handled)).toEqual(new Set([...ids(20), 'after']));
    expect(await broker.plan(wanted)).toEqual([]);
  }, 40_000);

  test('a queue that comes back with its old arguments each time is a matter of an old release, and is said so', async () => {
    await broker.declare(quorumBefore);
    await broker.publish('domain.events', 'order.paid', ids(2));
    const old = quorumBefore.queues[0];
    const run = applyTopology(wanted, {
      ...options,
      onStep: async (step) => {
        if (step === 'deleted') await broker.channel.assertQueue(main, { durable: true, arguments: old?.arguments });
      },
    });
    await expect(run).rejects.toThrow(/older release of a service declares it/);
    await applyTopology(wanted, options);
    expect([...timesById(await broker.takeAll(main)).keys()].sort()).toEqual(['id-0', 'id-1']);
    expect(await broker.plan(wanted)).toEqual([]);
  }, 20_000);

  test('an interrupted replacement towards other arguments gives back what it holds', async () => {
    await broker.declare(quorumBefore);
    await broker.channel.assertQueue(`${main}.swap`, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await broker.publish('', `${main}.swap`, ids(4));
    await broker.publish('', main, ids(2, 'other'));
    await applyTopology(wanted, options);
    expect(timesById(await broker.takeAll(main)).size).toBe(6);
    expect(await broker.plan(wanted)).toEqual([]);
  }, 20_000);

  test('a queue that only one connection may use stays, and it is said why', async () => {
    await broker.declare(shopTopology({ routingKey: 'order.other' }));
    await broker.channel.assertQueue(main, { exclusive: true, durable: false });
    const { refused } = await applyTopology(wanted, options);
    expect(refused).toMatchObject([{ kind: 'replace-queue', refusal: expect.stringMatching(/one connection alone/) }]);
  });

  test('a retry policy changed in a spec: apply adds the new delay, prune takes the old one away', async () => {
    await applyTopology(shopTopology({ delaysMs: [1_000, 5_000] }), options);
    const changed = shopTopology({ delaysMs: [1_000, 8_000] });
    expect((await broker.plan(changed)).map(({ kind }) => kind)).toEqual(['declare-queue', 'delete-queue']);
    await applyTopology(changed, options);
    expect((await pruneTopology(changed, options)).left).toEqual([]);
    expect(await broker.plan(changed)).toEqual([]);
  });
});
