import type { Exchange, Queue, Topology } from '@kada-mandiya/contract';
import type { ActualBinding, ActualExchange, ActualQueue, BrokerState } from './broker-state.ts';
import type { ApplyChange, Change, PruneChange } from './change.ts';
import { exchangeDifferences, policyDifferences, queueDifferences } from './compare.ts';
import { originalOf, sourcesFirst, swapOf } from './names.ts';
import { ownershipIn } from './ownership.ts';

/**
 * What leads from a broker as it is to the wanted topology, in an order in which it can be done: policies, exchanges,
 * queues (what dead-letters before what it dead-letters into), bindings, and then what no contract knows.
 *
 * @param services names of services of the contracts that consume nothing (any more).
 */
export function planTopology(wanted: Topology, actual: BrokerState, services: readonly string[] = []): readonly Change[] {
  return [...changesToApply(wanted, actual), ...changesToPrune(wanted, actual, services)];
}

function changesToApply(wanted: Topology, actual: BrokerState): ApplyChange[] {
  const exchanges = byName(actual.exchanges);
  const queues = byName(actual.queues);
  const ofQueues = sourcesFirst(wanted.queues).flatMap((queue) => queueChanges(queue, queues));
  // Their bindings are part of the replacement.
  const replaced = new Set(ofQueues.flatMap((change) => (change.kind === 'declare-queue' ? [] : [change.queue.name])));
  const bound = new Set(actual.bindings.filter(isPlain).map(keyOf));
  return [
    ...policyChanges(wanted, actual),
    ...wanted.exchanges.flatMap((exchange) => exchangeChanges(exchange, exchanges)),
    ...ofQueues.filter(({ kind }) => kind === 'declare-queue').toReversed(),
    ...ofQueues.filter(({ kind }) => kind !== 'declare-queue'),
    ...wanted.bindings
      .filter((binding) => !replaced.has(binding.queue))
      .filter(({ exchange, queue, routingKey }) => !bound.has(key(exchange, queue, routingKey)))
      .map((binding): ApplyChange => ({ kind: 'bind', binding })),
  ];
}

function policyChanges(wanted: Topology, actual: BrokerState): ApplyChange[] {
  const policies = byName(actual.policies);
  return wanted.policies.flatMap((policy): ApplyChange[] => {
    const found = policies.get(policy.name);
    const differences = found === undefined ? [] : policyDifferences(policy, found);
    return found !== undefined && differences.length === 0 ? [] : [{ kind: 'put-policy', policy, differences }];
  });
}

function exchangeChanges(exchange: Exchange, actual: ReadonlyMap<string, ActualExchange>): ApplyChange[] {
  const found = actual.get(exchange.name);
  const differences = found === undefined ? [] : exchangeDifferences(exchange, found);
  if (differences.length > 0) {
    const refusal = exchangeRefusal(exchange);
    return [{ kind: 'replace-exchange', exchange, differences, ...(refusal === undefined ? {} : { refusal }) }];
  }
  if (actual.has(swapOf(exchange.name))) return [{ kind: 'finish-exchange', exchange }];
  return found === undefined ? [{ kind: 'declare-exchange', exchange }] : [];
}

/** The substitute gets everything through one binding from the new exchange; a headers exchange has none that says "all". */
function exchangeRefusal({ type }: Exchange): string | undefined {
  if (['topic', 'fanout', 'direct'].includes(type)) return undefined;
  return `a ${type} exchange cannot be swapped in: stop what publishes to it, delete it and run apply again`;
}

type QueueChange = Extract<ApplyChange, { readonly kind: 'declare-queue' | 'replace-queue' | 'finish-queue' }>;

function queueChanges(queue: Queue, actual: ReadonlyMap<string, ActualQueue>): QueueChange[] {
  const found = actual.get(queue.name);
  const differences = found === undefined ? [] : queueDifferences(queue, found);
  if (found !== undefined && differences.length > 0) {
    const refusal = queueRefusal(found);
    return [{ kind: 'replace-queue', queue, actual: found, differences, ...(refusal === undefined ? {} : { refusal }) }];
  }
  const swap = actual.get(swapOf(queue.name));
  if (swap !== undefined) return [{ kind: 'finish-queue', queue, swap }];
  return found === undefined ? [{ kind: 'declare-queue', queue }] : [];
}

function queueRefusal({ exclusive, autoDelete, arguments: queueArguments }: ActualQueue): string | undefined {
  if (exclusive) return 'it belongs to one connection alone: close that, the queue goes with it, then run apply again';
  if (autoDelete) return 'it goes with its last consumer, and so it would go half drained: stop its consumers, then run apply again';
  if (queueArguments['x-queue-type'] === 'stream') return 'a stream is read, not drained: copy what is in it, delete it and run apply again';
  return undefined;
}

function changesToPrune(wanted: Topology, actual: BrokerState, services: readonly string[]): PruneChange[] {
  const ours = ownershipIn(wanted, actual, services);
  const exchanges = new Set(wanted.exchanges.map(({ name }) => name));
  const queues = new Set(wanted.queues.map(({ name }) => name));
  const policies = new Set(wanted.policies.map(({ name }) => name));
  const bindings = new Set(wanted.bindings.map(({ exchange, queue, routingKey }) => key(exchange, queue, routingKey)));
  const isSubstitute = (name: string, of: ReadonlySet<string>): boolean => of.has(originalOf(name) ?? '');
  return [
    ...actual.bindings
      .filter(({ destination, destinationType }) => destinationType === 'queue' && queues.has(destination))
      .filter(({ source }) => source !== '' && !isSubstitute(source, exchanges))
      .filter((binding) => !(isPlain(binding) && bindings.has(keyOf(binding))))
      .map((binding): PruneChange => ({ kind: 'unbind', binding })),
    ...actual.queues
      .filter(({ name }) => !queues.has(name) && !isSubstitute(name, queues) && ours.queue(name))
      .map((queue): PruneChange => ({ kind: 'delete-queue', queue })),
    ...actual.exchanges
      .filter((exchange) => !exchanges.has(exchange.name) && !isSubstitute(exchange.name, exchanges) && ours.exchange(exchange))
      .map((exchange): PruneChange => ({ kind: 'delete-exchange', exchange })),
    ...actual.policies
      .filter((policy) => !policies.has(policy.name) && ours.policy(policy))
      .map((policy): PruneChange => ({ kind: 'delete-policy', policy })),
  ];
}

function byName<T extends { readonly name: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.name, thing]));
}

/** A binding with arguments is another one than the same without them. */
function isPlain({ destinationType, arguments: bindingArguments }: ActualBinding): boolean {
  return destinationType === 'queue' && Object.keys(bindingArguments).length === 0;
}

function keyOf({ source, destination, routingKey }: ActualBinding): string {
  return key(source, destination, routingKey);
}

function key(exchange: string, queue: string, routingKey: string): string {
  return JSON.stringify([exchange, queue, routingKey]);
}
