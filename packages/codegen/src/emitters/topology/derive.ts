import type { Binding, Exchange, Policy, Queue, Topology } from '@kada-mandiya/contract';
import type { Channel, Contract, EventConsumption } from '../../ir/contract.ts';
import { deadLetterQueue, mainQueue, retryQueue } from './queue-names.ts';

/**
 * Deliveries without an acknowledgement before a queue gives a message up (`delivery-limit`): it ends the loop of a
 * message that kills its consumer. RabbitMQ 4 has this number by default, 3.x has none.
 */
const deliveryLimit = 20;

/**
 * A dead-letter queue has nowhere to give up to: RabbitMQ 4 would drop a message that an operator has looked at
 * `deliveryLimit` times. 4.x spells "no limit" -1, which 3.x refuses, so it is a number that nobody reaches.
 */
const noDeliveryLimit = 1_000_000_000;

/** What must exist on a broker: it follows from the channels' exchanges and from what each service consumes. */
export function deriveTopology(contract: Contract): Topology {
  const channels = contract.eventDocuments.flatMap((document) => document.channels);
  const exchangeOf = new Map(channels.map((channel) => [channel.address ?? channel.id, channel.exchange]));
  const queues: Queue[] = [];
  const bindings: Binding[] = [];
  for (const service of contract.services) {
    for (const consumption of service.consumes) {
      const { routingKey } = consumption;
      const exchange = exchangeOf.get(routingKey);
      const queue = mainQueue(service.name, routingKey);
      queues.push(...queuesOf(service.name, consumption));
      if (exchange !== undefined && exchange.type !== 'default') {
        bindings.push({ exchange: exchange.name, queue, routingKey });
      }
    }
  }
  return { exchanges: exchangesOf(channels), queues, bindings, policies: policiesOf(contract) };
}

function exchangesOf(channels: readonly Channel[]): Exchange[] {
  const byName = new Map<string, Exchange>();
  for (const { exchange } of channels) {
    if (exchange === undefined || exchange.type === 'default' || byName.has(exchange.name)) continue;
    const { name, type, durable, autoDelete } = exchange;
    byName.set(name, { name, type, durable, autoDelete });
  }
  return [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function queuesOf(service: string, { routingKey, retry }: EventConsumption): Queue[] {
  const main = mainQueue(service, routingKey);
  const deadLetters = deadLetterQueue(service, routingKey);
  const delays = [...new Set(retry.delaysMs)].sort((left, right) => left - right);
  return [
    quorumQueue(main, deadLetteringTo(deadLetters)),
    ...delays.map((delayMs) =>
      quorumQueue(retryQueue(service, routingKey, delayMs), { 'x-message-ttl': delayMs, ...deadLetteringTo(main) }),
    ),
    quorumQueue(deadLetters, {}),
  ];
}

function quorumQueue(name: string, queueArguments: Queue['arguments']): Queue {
  return { name, durable: true, arguments: { 'x-queue-type': 'quorum', ...queueArguments } };
}

/**
 * Through the default exchange, which routes by the queue's name: through the events' own exchange every service would
 * get the event again. `at-least-once` keeps a message until its new queue has it, and asks for `reject-publish`
 * (https://www.rabbitmq.com/docs/quorum-queues#dead-lettering).
 */
function deadLetteringTo(queue: string): Queue['arguments'] {
  return {
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}

/** What may change later: a policy does so in place, a changed queue argument would be refused (406). */
function policiesOf(contract: Contract): Policy[] {
  const consumers = contract.services.filter(({ consumes }) => consumes.length > 0).map(({ name }) => escape(name));
  if (consumers.length === 0) return [];
  const service = `^(?:${consumers.join('|')})\\.`;
  return [
    {
      name: 'events.consumers',
      pattern: `${service}(?!.*\\.(?:retry\\.[0-9]+ms|dlq)$)`,
      applyTo: 'queues',
      priority: 0,
      definition: { 'delivery-limit': deliveryLimit },
    },
    {
      name: 'events.dead-letters',
      pattern: `${service}.*\\.dlq$`,
      applyTo: 'queues',
      priority: 0,
      definition: { 'delivery-limit': noDeliveryLimit },
    },
  ];
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
