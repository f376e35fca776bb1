import type { Policy, Queue, Topology } from '@kada-mandiya/contract';

/** What stands in a topology that is drawn as the generator draws them: one event, consumed by one service. */
export interface ShopOptions {
  readonly service?: string;
  readonly exchange?: string;
  readonly exchangeType?: string;
  readonly routingKey?: string;
  readonly delaysMs?: readonly number[];
  /** A stand-in for what an older release declared. */
  readonly mainArguments?: Queue['arguments'];
  readonly policies?: readonly Policy[];
}

/** A small topology in the generator's shape. */
export function shopTopology({
  service = 'order-service',
  exchange = 'domain.events',
  exchangeType = 'topic',
  routingKey = 'order.paid',
  delaysMs = [1_000],
  mainArguments,
  policies = [],
}: ShopOptions = {}): Topology {
  const main = `${service}.${routingKey}`;
  return {
    exchanges: [{ name: exchange, type: exchangeType, durable: true, autoDelete: false }],
    queues: [
      { name: main, durable: true, arguments: mainArguments ?? quorum(deadLetteringTo(`${main}.dlq`)) },
      ...delaysMs.map((delayMs) => ({
        name: `${main}.retry.${String(delayMs)}ms`,
        durable: true,
        arguments: quorum({ 'x-message-ttl': delayMs, ...deadLetteringTo(main) }),
      })),
      { name: `${main}.dlq`, durable: true, arguments: quorum({}) },
    ],
    bindings: [{ exchange, queue: main, routingKey }],
    policies,
  };
}

function quorum(queueArguments: Queue['arguments']): Queue['arguments'] {
  return { 'x-queue-type': 'quorum', ...queueArguments };
}

export function deadLetteringTo(queue: string): Queue['arguments'] {
  return {
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}
