import { beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Topology } from '@kada-mandiya/contract';
import { definitions } from '../../../src/emitters/topology/definitions.ts';
import { deriveTopology } from '../../../src/emitters/topology/derive.ts';
import type { Contract } from '../../../src/ir/contract.ts';
import { contractOf, generateEvents } from './generate-case.ts';

const specs = fileURLToPath(new URL('../../fixtures/emitters/two-versions/specs', import.meta.url));

let contract: Contract;
let topology: Topology;
beforeAll(async () => {
  contract = await contractOf(specs);
  topology = deriveTopology(contract);
});

const queue = (name: string): Topology['queues'][number] | undefined => topology.queues.find((one) => one.name === name);

describe('the topology', () => {
  it('has the exchange of the binding once', () => {
    expect(topology.exchanges).toEqual([{ name: 'domain.events', type: 'topic', durable: true, autoDelete: false }]);
  });

  it('has a queue for each consumer, its waits and what it gave up', () => {
    expect(topology.queues.map(({ name }) => name)).toEqual([
      'notification-service.order.created',
      'notification-service.order.created.retry.1000ms',
      'notification-service.order.created.dlq',
      'payment-service.order.created',
      'payment-service.order.created.retry.1000ms',
      'payment-service.order.created.retry.5000ms',
      'payment-service.order.created.dlq',
    ]);
  });

  it('has only durable quorum queues', () => {
    expect(topology.queues.map(({ durable, arguments: { 'x-queue-type': type } }) => [durable, type])).toEqual(
      topology.queues.map(() => [true, 'quorum']),
    );
  });

  it('sends rejected messages to the dead letters, through the default exchange and without losing them', () => {
    expect(queue('payment-service.order.created')?.arguments).toEqual({
      'x-queue-type': 'quorum',
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'payment-service.order.created.dlq',
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
  });

  it('sends waiting messages back to their own consumer only, after the delay in the name', () => {
    expect(queue('payment-service.order.created.retry.5000ms')?.arguments).toEqual({
      'x-queue-type': 'quorum',
      'x-message-ttl': 5000,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'payment-service.order.created',
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
  });

  it('binds the main queues by routing key', () => {
    expect(topology.bindings).toEqual([
      { exchange: 'domain.events', queue: 'notification-service.order.created', routingKey: 'order.created' },
      { exchange: 'domain.events', queue: 'payment-service.order.created', routingKey: 'order.created' },
    ]);
  });

  it('limits deliveries by policies that match the main queues or the dead letters, and never a waiting one', () => {
    const policyOf = (name: string): string[] =>
      topology.policies.filter(({ pattern }) => new RegExp(pattern, 'u').test(name)).map((policy) => policy.name);
    expect(policyOf('payment-service.order.created')).toEqual(['events.consumers']);
    expect(policyOf('payment-service.order.created.dlq')).toEqual(['events.dead-letters']);
    expect(policyOf('payment-service.order.created.retry.5000ms')).toEqual([]);
    expect(policyOf('somebody-else.order.created')).toEqual([]);
    expect(policyOf('order-service.order.created')).toEqual([]);
  });

  it('is empty but for exchanges where nobody consumes', () => {
    expect(deriveTopology({ ...contract, services: [] })).toEqual({
      exchanges: topology.exchanges,
      queues: [],
      bindings: [],
      policies: [],
    });
  });
});

describe('definitions.json', () => {
  it('says the same in the words of RabbitMQ, and grants nothing', async () => {
    const files = await generateEvents(contract);
    const file: unknown = JSON.parse(files.get('rabbitmq/definitions.json') ?? '');
    expect(file).toEqual(definitions(topology, '/'));
    expect(Object.keys(definitions(topology, '/'))).toEqual(['exchanges', 'queues', 'bindings', 'policies']);
    expect(definitions(topology, 'other')).toMatchObject({
      exchanges: [{ name: 'domain.events', vhost: 'other', type: 'topic', durable: true, auto_delete: false }],
      bindings: [{ source: 'domain.events', destination_type: 'queue', routing_key: 'order.created' }, {}],
      policies: [{ vhost: 'other', 'apply-to': 'queues', definition: { 'delivery-limit': 20 } }, {}],
    });
  });

  it('is there with the house profile only', async () => {
    const foreign = await generateEvents({ ...contract, settings: { profile: 'none' } });
    expect([...foreign.keys()].filter((path) => /rabbitmq|topology|registry/.test(path))).toEqual([]);
  });
});
