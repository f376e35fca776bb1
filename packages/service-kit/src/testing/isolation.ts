import type { Consumption, EventContract, Queue, ServiceContract, Topology } from '@kada-mandiya/contract';

/** Puts a test's own names in the place of those that the contracts give to exchanges and queues. */
export interface Isolation {
  readonly topology: Topology;
  contract<C extends ServiceContract>(contract: C): C;
}

export interface IsolationOptions {
  readonly topology: Topology;
  /** Before every exchange and queue; may be empty. */
  readonly prefix: string;
  /** How long a message waits in any retry queue. */
  readonly retryDelayMs: number;
}

/** Tests that run at once on one broker stay apart, and a retry does not take the contract's minutes. */
export function isolation({ topology, prefix, retryDelayMs }: IsolationOptions): Isolation {
  const names = new Set([...topology.exchanges, ...topology.queues].map(({ name }) => name));
  const renamed = (name: string): string => (names.has(name) ? `${prefix}${name}` : name);
  const argumentOf = (name: string, value: string | number | boolean): string | number | boolean => {
    if (typeof value === 'string') return renamed(value);
    return name === 'x-message-ttl' ? retryDelayMs : value;
  };
  const queue = ({ name, durable, arguments: given }: Queue): Queue => ({
    name: renamed(name),
    durable,
    arguments: Object.fromEntries(Object.entries(given).map(([key, value]) => [key, argumentOf(key, value)])),
  });
  const event = (contract: EventContract): EventContract => (contract.exchange === undefined ? contract : { ...contract, exchange: renamed(contract.exchange) });
  const consumption = (one: Consumption): Consumption => ({
    ...one,
    event: event(one.event),
    queue: renamed(one.queue),
    deadLetterQueue: renamed(one.deadLetterQueue),
    retries: one.retries.map((retry) => ({ ...retry, queue: renamed(retry.queue) })),
  });
  return {
    topology: {
      exchanges: topology.exchanges.map((exchange) => ({ ...exchange, name: renamed(exchange.name) })),
      queues: topology.queues.map(queue),
      bindings: topology.bindings.map((binding) => ({ ...binding, exchange: renamed(binding.exchange), queue: renamed(binding.queue) })),
      policies: [],
    },
    contract: (contract) => ({
      ...contract,
      publishes: mapped(contract.publishes, (versions) => mapped(versions, event)),
      consumes: mapped(contract.consumes, consumption),
    }),
  };
}

/**
 * What a topology has for one service: the exchanges, and the queues that it consumes. For a bus that nobody else is on; what
 * others would consume is seen there all the same.
 */
export function topologyOf({ exchanges, queues, bindings }: Topology, { consumes }: ServiceContract): Topology {
  const own = new Set(Object.values(consumes).flatMap(({ queue, deadLetterQueue, retries }) => [queue, deadLetterQueue, ...retries.map((retry) => retry.queue)]));
  return { exchanges, queues: queues.filter(({ name }) => own.has(name)), bindings: bindings.filter(({ queue }) => own.has(queue)), policies: [] };
}

function mapped<T, U>(values: Readonly<Record<string, T>>, map: (value: T) => U): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
