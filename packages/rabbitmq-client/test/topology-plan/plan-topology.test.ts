import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ActualBinding, ActualPolicy, ActualQueue, BrokerState, Change } from '../../src/topology-plan/index.ts';
import { isPrune, planTopology, stateOf } from '../../src/topology-plan/index.ts';
import { afterChange } from './broker-model.ts';
import { deadLetteringTo, shopTopology } from './shop-topology.ts';

const policy = {
  name: 'events.consumers',
  pattern: '^order-service\\.',
  applyTo: 'queues',
  priority: 0,
  definition: { 'delivery-limit': 20 },
} as const;
const wanted = shopTopology({ policies: [policy] });
const equal = stateOf(wanted);
const main = 'order-service.order.paid';

/** Each change in a line: what it does to what, and what differs. */
function said(changes: readonly Change[]): string[] {
  return changes.map((change) => {
    const differing = 'differences' in change ? change.differences.map(({ property }) => property) : [];
    return [change.kind, nameIn(change), ...differing].join(' ');
  });
}

function nameIn(change: Change): string {
  if ('policy' in change) return change.policy.name;
  if ('exchange' in change) return change.exchange.name;
  if ('queue' in change) return change.queue.name;
  if (change.kind === 'bind') return `${change.binding.exchange}>${change.binding.routingKey}>${change.binding.queue}`;
  return `${change.binding.source}>${change.binding.routingKey}>${change.binding.destination}`;
}

const planned = (actual: BrokerState): string[] => said(planTopology(wanted, actual));

function withQueue(name: string, changed: Partial<ActualQueue>): BrokerState {
  return { ...equal, queues: equal.queues.map((found) => (found.name === name ? { ...found, ...changed } : found)) };
}

function queue(name: string, more: Partial<ActualQueue> = {}): ActualQueue {
  return { name, durable: true, autoDelete: false, exclusive: false, arguments: {}, messages: 0, unacknowledged: 0, consumers: 0, ...more };
}

function binding(source: string, destination: string, routingKey: string, more: Partial<ActualBinding> = {}): ActualBinding {
  return { source, destination, destinationType: 'queue', routingKey, arguments: {}, ...more };
}

function withMore(more: Partial<BrokerState>): BrokerState {
  return {
    exchanges: [...equal.exchanges, ...(more.exchanges ?? [])],
    queues: [...equal.queues, ...(more.queues ?? [])],
    bindings: [...equal.bindings, ...(more.bindings ?? [])],
    policies: [...equal.policies, ...(more.policies ?? [])],
  };
}

function exchange(name: string, type = 'topic'): BrokerState['exchanges'][number] {
  return { name, type, durable: true, autoDelete: false, internal: false, arguments: {} };
}

describe('what apply is to do', () => {
  test('nothing on a broker that is as wanted, whatever it holds and whoever consumes', () => {
    expect(planned(withQueue(main, { messages: 12, unacknowledged: 3, consumers: 2 }))).toEqual([]);
  });

  test('everything on an empty broker, what is dead-lettered into before what dead-letters, bindings last', () => {
    expect(planned({ exchanges: [], queues: [], bindings: [], policies: [] })).toEqual([
      'put-policy events.consumers',
      'declare-exchange domain.events',
      `declare-queue ${main}.dlq`,
      `declare-queue ${main}`,
      `declare-queue ${main}.retry.1000ms`,
      `bind domain.events>order.paid>${main}`,
    ]);
  });

  test.each<{ case: string; actual: BrokerState; expected: readonly string[] }>([
    {
      case: 'a queue of another type, and its binding with it',
      actual: { ...withQueue(main, { arguments: deadLetteringTo(`${main}.dlq`) }), bindings: [] },
      expected: [`replace-queue ${main} x-queue-type`],
    },
    {
      case: 'a queue with an argument more, one less and one other',
      actual: withQueue(`${main}.retry.1000ms`, {
        arguments: { 'x-queue-type': 'quorum', 'x-message-ttl': 2_000, 'x-max-length': 5, ...deadLetteringTo(main), 'x-overflow': undefined },
      }),
      expected: [`replace-queue ${main}.retry.1000ms x-message-ttl x-overflow x-max-length`],
    },
    { case: 'a transient queue', actual: withQueue(main, { durable: false }), expected: [`replace-queue ${main} durable`] },
    {
      case: 'retry queues before the queue itself before its dead letters: each keeps what its target cannot take',
      actual: { ...equal, queues: equal.queues.toReversed().map((found) => ({ ...found, durable: false })) },
      expected: [`replace-queue ${main}.retry.1000ms durable`, `replace-queue ${main} durable`, `replace-queue ${main}.dlq durable`],
    },
    {
      case: 'an exchange of another type',
      actual: { ...equal, exchanges: [exchange('domain.events', 'direct')] },
      expected: ['replace-exchange domain.events type'],
    },
    {
      case: 'an exchange with an alternate exchange, which a declaration would be refused for',
      actual: { ...equal, exchanges: [{ ...exchange('domain.events'), arguments: { 'alternate-exchange': 'lost' } }] },
      expected: ['replace-exchange domain.events alternate-exchange'],
    },
    {
      case: 'a policy with another limit and another pattern',
      actual: { ...equal, policies: [{ ...policy, pattern: '.*', definition: { 'delivery-limit': 5 } }] },
      expected: ['put-policy events.consumers pattern delivery-limit'],
    },
    {
      case: 'a binding that has arguments is another one',
      actual: { ...equal, bindings: [binding('domain.events', main, 'order.paid', { arguments: { 'x-match': 'all' } })] },
      expected: [`bind domain.events>order.paid>${main}`, `unbind domain.events>order.paid>${main}`],
    },
    {
      case: 'an interrupted replacement before the old queue was deleted: it begins again',
      actual: { ...withMore({ queues: [queue(`${main}.swap`)] }), ...{ queues: [...withQueue(main, { durable: false }).queues, queue(`${main}.swap`)] } },
      expected: [`replace-queue ${main} durable`],
    },
    {
      case: 'an interrupted replacement after that: it is finished, nothing is declared or bound besides',
      actual: {
        ...equal,
        queues: [...equal.queues.filter(({ name }) => name !== main), queue(`${main}.swap`, { messages: 3 })],
        bindings: [binding('domain.events', `${main}.swap`, 'order.paid')],
      },
      expected: [`finish-queue ${main}`],
    },
    {
      case: 'an interrupted replacement after the new queue was declared',
      actual: withMore({ queues: [queue(`${main}.swap`, { messages: 3 })] }),
      expected: [`finish-queue ${main}`],
    },
    {
      case: 'an interrupted replacement of an exchange',
      actual: {
        ...equal,
        exchanges: [exchange('domain.events.swap')],
        bindings: [binding('domain.events.swap', main, 'order.paid')],
      },
      expected: ['finish-exchange domain.events', `bind domain.events>order.paid>${main}`],
    },
  ])('$case', ({ actual, expected }) => {
    expect(planned(actual)).toEqual(expected);
  });

  test('a queue without a type is a classic one', () => {
    const classic = shopTopology({ mainArguments: { 'x-queue-type': 'classic' } });
    const actual = stateOf(shopTopology({ mainArguments: {} }));
    expect(planTopology(classic, actual)).toEqual([]);
  });

  test.each<{ case: string; changed: Partial<ActualQueue>; says: RegExp }>([
    { case: 'belongs to one connection', changed: { exclusive: true }, says: /one connection alone/ },
    { case: 'goes with its last consumer', changed: { autoDelete: true }, says: /stop its consumers/ },
    { case: 'is a stream', changed: { arguments: { 'x-queue-type': 'stream' } }, says: /stream/ },
  ])('a queue that $case is not replaced, and it is said why', ({ changed, says }) => {
    const [change] = planTopology(wanted, withQueue(main, changed));
    expect(change).toMatchObject({ kind: 'replace-queue', refusal: expect.stringMatching(says) });
  });
});

describe('what prune is to take away', () => {
  const events: ActualPolicy = { ...policy, name: 'events.old' };

  test.each<{ case: string; more: Partial<BrokerState>; expected: readonly string[] }>([
    {
      case: 'the retry queue of a delay that the contract no longer has',
      more: { queues: [queue(`${main}.retry.7000ms`)] },
      expected: [`delete-queue ${main}.retry.7000ms`],
    },
    { case: 'a queue of a known service', more: { queues: [queue('order-service.gone')] }, expected: ['delete-queue order-service.gone'] },
    {
      case: 'the queues of a service that the contracts no longer have',
      more: { queues: [queue('fraud-service.order.paid'), queue('fraud-service.order.paid.dlq')] },
      expected: ['delete-queue fraud-service.order.paid', 'delete-queue fraud-service.order.paid.dlq'],
    },
    {
      case: 'a queue named after the routing key that it takes from our exchange, and what belongs to it',
      more: {
        queues: [queue('audit.order.lost'), queue('audit.order.lost.retry.5ms'), queue('audit.order.lost.dlq.swap')],
        bindings: [binding('domain.events', 'audit.order.lost', 'order.lost')],
      },
      expected: ['delete-queue audit.order.lost', 'delete-queue audit.order.lost.retry.5ms', 'delete-queue audit.order.lost.dlq.swap'],
    },
    {
      case: 'a binding of a queue of ours that no contract knows',
      more: { bindings: [binding('domain.events', main, 'order.#')] },
      expected: [`unbind domain.events>order.#>${main}`],
    },
    {
      case: 'a former exchange, from which queues of ours are still bound',
      more: { exchanges: [exchange('shop.events')], bindings: [binding('shop.events', main, 'order.paid')] },
      expected: [`unbind shop.events>order.paid>${main}`, 'delete-exchange shop.events'],
    },
    { case: 'a policy of ours', more: { policies: [events] }, expected: ['delete-policy events.old'] },
  ])('$case', ({ more, expected }) => {
    expect(planned(withMore(more))).toEqual(expected);
  });

  test('a service that consumes nothing any more is known by name', () => {
    const actual = withMore({ queues: [queue('gateway.order.lost')] });
    expect(planned(actual)).toEqual([]);
    expect(said(planTopology(wanted, actual, ['gateway']))).toEqual(['delete-queue gateway.order.lost']);
  });

  test('what others have on the same broker is left alone, even where it listens to our events', () => {
    const others = withMore({
      exchanges: [exchange('amq.topic'), exchange('crm.events'), exchange('')],
      queues: [queue('crm'), queue('analytics'), queue('orders.dlq')],
      bindings: [
        binding('crm.events', 'crm', '#'),
        binding('domain.events', 'analytics', '#'),
        binding('domain.events', 'crm.events', '#', { destinationType: 'exchange' }),
      ],
      policies: [{ name: 'ha-all', pattern: '.*', applyTo: 'all', priority: 0, definition: { 'ha-mode': 'all' } }],
    });
    expect(planned(others)).toEqual([]);
  });
});

test('a retry policy changed in a spec: the new delay is missing, the old one unknown, nothing differs', () => {
  const before = stateOf(shopTopology({ delaysMs: [1_000, 5_000] }));
  const after = shopTopology({ delaysMs: [1_000, 8_000] });
  expect(said(planTopology(after, before))).toEqual([`declare-queue ${main}.retry.8000ms`, `delete-queue ${main}.retry.5000ms`]);
});

describe('for any topology and any broker', () => {
  const flagged = fc.record({ durable: fc.boolean(), type: fc.constantFrom('quorum', 'classic'), ttl: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }) });
  const names = fc.constantFrom('a-service.k.one', 'a-service.k.two', 'b-service.k.one', 'b-service.k.one.dlq', 'b-service.k.one.retry.5ms', 'x.k.one', 'foreign');
  const swapped = fc.oneof({ weight: 4, arbitrary: names }, { weight: 1, arbitrary: names.map((name) => `${name}.swap`) });
  const exchanges = fc.constantFrom('events', 'other', 'events.swap');
  const queueArguments = ({ type, ttl }: { type: string; ttl: number | undefined }): Record<string, string | number> => ({
    'x-queue-type': type,
    ...(ttl === undefined ? {} : { 'x-message-ttl': ttl }),
  });
  const anyTopology = fc
    .record({
      queues: fc.uniqueArray(fc.tuple(names, flagged), { selector: ([name]) => name, maxLength: 5 }),
      exchangeTypes: fc.uniqueArray(fc.tuple(fc.constantFrom('events', 'other'), fc.constantFrom('topic', 'direct')), { selector: ([name]) => name }),
      bindings: fc.array(fc.record({ exchange: fc.nat(1), queue: fc.nat(4), routingKey: fc.constantFrom('k.one', 'k.two') }), { maxLength: 5 }),
      limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    })
    .map(({ queues, exchangeTypes, bindings, limit }) => {
      const bound = bindings.flatMap(({ exchange: from, queue: to, routingKey }) => {
        const [source] = exchangeTypes[from] ?? [];
        const [destination] = queues[to] ?? [];
        return source === undefined || destination === undefined ? [] : [{ exchange: source, queue: destination, routingKey }];
      });
      return {
        exchanges: exchangeTypes.map(([name, type]) => ({ name, type, durable: true, autoDelete: false })),
        queues: queues.map(([name, flags]) => ({ name, durable: flags.durable, arguments: queueArguments(flags) })),
        bindings: [...new Map(bound.map((item) => [JSON.stringify(item), item])).values()],
        policies: limit === undefined ? [] : [{ ...policy, definition: { 'delivery-limit': limit } }],
      };
    });
  const anyBroker: fc.Arbitrary<BrokerState> = fc
    .record({
      queues: fc.uniqueArray(fc.tuple(swapped, flagged), { selector: ([name]) => name, maxLength: 8 }),
      exchanges: fc.uniqueArray(fc.tuple(exchanges, fc.constantFrom('topic', 'direct')), { selector: ([name]) => name }),
      bindings: fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(7), fc.constantFrom('k.one', 'k.three')), { selector: (item) => item.join(), maxLength: 8 }),
      policies: fc.uniqueArray(fc.constantFrom('events.consumers', 'events.old', 'foreign')),
    })
    .map((drawn) => ({
      queues: drawn.queues.map(([name, flags]) => queue(name, { durable: flags.durable, arguments: queueArguments(flags) })),
      exchanges: drawn.exchanges.map(([name, type]) => exchange(name, type)),
      bindings: drawn.bindings.flatMap(([from, to, routingKey]) => {
        const [source] = drawn.exchanges[from] ?? [];
        const [destination] = drawn.queues[to] ?? [];
        return source === undefined || destination === undefined ? [] : [binding(source, destination, routingKey)];
      }),
      policies: drawn.policies.map((name) => ({ ...policy, name })),
    }));

  test('apply leaves only what prune takes away, and prune leaves nothing', () => {
    fc.assert(
      fc.property(anyTopology, anyBroker, (topology, broker) => {
        const bindings = stateOf(topology).bindings;
        const change = (state: BrokerState, changes: readonly Change[]): BrokerState =>
          changes.reduce((current, next) => afterChange(current, next, bindings), state);
        const applied = change(broker, planTopology(topology, broker).filter((item) => !isPrune(item)));
        expect(planTopology(topology, applied).filter((item) => !isPrune(item))).toEqual([]);
        const pruned = change(applied, planTopology(topology, applied).filter(isPrune));
        expect(planTopology(topology, pruned)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('a plan names nothing twice, and nothing that is foreign', () => {
    fc.assert(
      fc.property(anyTopology, anyBroker, (topology, broker) => {
        const plan = planTopology(topology, broker);
        expect(new Set(said(plan).map((line) => line.split(' ', 2).join(' '))).size).toBe(plan.length);
        const wantsForeign = topology.queues.some(({ name }) => name === 'foreign');
        if (!wantsForeign) expect(plan.filter(isPrune).map(nameIn)).not.toContain('foreign');
      }),
    );
  });
});
