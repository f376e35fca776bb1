import type { Problem } from '../diagnostics/problem.ts';
import { deadLetterQueue, mainQueue, retryQueue } from '../emitters/topology/queue-names.ts';
import type { Contract, EventConsumption } from '../ir/contract.ts';
import { keyOf, type Origin } from '../ir/origin.ts';
import { quote } from './check.ts';

/** Routing keys and queue names that a broker takes for what they are. */
export function* queueNames(contract: Contract): Iterable<Problem> {
  const channels = contract.eventDocuments.flatMap((document) => document.channels);
  for (const { id, address, origin } of channels) {
    const reason = whyReserved(address ?? id);
    if (reason !== undefined) {
      yield { code: 'RESERVED_ROUTING_KEY', message: `the routing key ${quote(address ?? id)} ${reason}`, origin: keyOf(origin) };
    }
  }
  yield* sameQueues(contract);
}

/** AMQP 0-9-1: a routing key is a short string, of at most 255 bytes; `*` and `#` are wildcards of a topic exchange. */
function whyReserved(key: string): string | undefined {
  const [suffix] = /\.(?:dlq|swap|retry\.\d+ms)$/.exec(key) ?? [];
  if (suffix !== undefined) return `ends in ${quote(suffix)}, as queues for retries and dead letters do`;
  const words = key.split('.');
  if (words.includes('*') || words.includes('#')) return 'has a wildcard, which a binding would take for other keys too';
  if (words.includes('')) return 'has an empty word';
  return undefined;
}

const longestName = 255;

function* sameQueues({ services, eventDocuments }: Contract): Iterable<Problem> {
  const channels = eventDocuments.flatMap((document) => document.channels);
  const owners = new Map<string, string>();
  for (const { name: service, consumes } of services) {
    for (const consumption of consumes) {
      const { routingKey } = consumption;
      const channel = channels.find(({ id, address }) => (address ?? id) === routingKey);
      const operation = channel?.operations.find(({ id }) => id === consumption.operation);
      if (operation === undefined || whyReserved(routingKey) !== undefined) continue;
      yield* ownQueues(service, consumption, { owner: `${service} for ${quote(routingKey)}`, owners, origin: keyOf(operation.origin) });
    }
  }
}

interface Claim {
  readonly owner: string;
  readonly origin: Origin;
  /** Who has which queue already. */
  readonly owners: Map<string, string>;
}

/**
 * Of the queues of one consumption only the first that is wrong is told: the others' names start the same. That a
 * service receives one event twice is told elsewhere.
 */
function* ownQueues(service: string, { routingKey, retry }: EventConsumption, { owner, origin, owners }: Claim): Iterable<Problem> {
  const delays = [...new Set(retry.delaysMs)].map((delayMs) => retryQueue(service, routingKey, delayMs));
  const queues = [mainQueue(service, routingKey), deadLetterQueue(service, routingKey), ...delays];
  const taken = queues.find((queue) => (owners.get(queue) ?? owner) !== owner);
  const long = queues.find((queue) => new TextEncoder().encode(queue).length > longestName);
  if (taken !== undefined) {
    const message = `the queue ${quote(taken)} of ${owner} is already that of ${owners.get(taken) ?? ''}`;
    yield { code: 'QUEUE_TWICE', message, origin };
  } else if (long !== undefined) {
    const message = `the name of the queue ${quote(long)} is longer than ${String(longestName)} bytes`;
    yield { code: 'RESERVED_ROUTING_KEY', message, origin };
  }
  for (const queue of queues) owners.set(queue, owner);
}
