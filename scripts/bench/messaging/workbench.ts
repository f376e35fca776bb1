import { connect as connectRaw, type ChannelModel } from 'amqplib';
import { randomUUID } from 'node:crypto';
import type { Consumption, EventContract, Topology } from '@kada-mandiya/contract';
import { orderCreatedV1, type OrderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import type { Logger } from '@kada-mandiya/logger';
import { connect, type Messaging } from '@kada-mandiya/rabbitmq-client';
import type { Broker } from './brokers.ts';

/** `order.created` between one exchange and one quorum queue whose names nobody else has, for both sides of a race. */
export interface Workbench {
  readonly url: string;
  readonly event: EventContract<OrderCreatedV1>;
  readonly exchange: string;
  readonly consumption: Consumption<OrderCreatedV1>;
  readonly messaging: Messaging;
  readonly raw: ChannelModel;
}

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** Runs `work` on a broker, and deletes what it declared. */
export async function onBroker<T>(broker: Broker, work: (workbench: Workbench) => Promise<T>): Promise<T> {
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  const exchange = `${prefix}.events`;
  const consumption = consumptionOf(prefix, { ...orderCreatedV1, exchange });
  const topology = topologyOf(exchange, consumption);
  const messaging = await connect({ url: broker.url, name: 'bench', topology, logger: silent });
  const raw = await connectRaw(broker.url);
  try {
    return await work({ url: broker.url, event: consumption.event, exchange, consumption, messaging, raw });
  } finally {
    await messaging.close();
    await remove(raw, topology);
    await raw.close();
  }
}

function consumptionOf(prefix: string, event: EventContract<OrderCreatedV1>): Consumption<OrderCreatedV1> {
  const queue = `${prefix}.order.created`;
  return { event, queue, deadLetterQueue: `${queue}.dlq`, retries: [{ queue: `${queue}.retry.200ms`, delayMs: 200 }], prefetch: 200 };
}

/** As codegen draws it. */
export function topologyOf(exchange: string, { event, queue, deadLetterQueue, retries }: Consumption<OrderCreatedV1>): Topology {
  const quorum = { 'x-queue-type': 'quorum' };
  const returning = { 'x-dead-letter-exchange': '', 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };
  return {
    exchanges: [{ name: exchange, type: 'topic', durable: true, autoDelete: false }],
    queues: [
      { name: deadLetterQueue, durable: true, arguments: quorum },
      { name: queue, durable: true, arguments: { ...quorum, ...returning, 'x-dead-letter-routing-key': deadLetterQueue } },
      ...retries.map((retry) => ({
        name: retry.queue,
        durable: true,
        arguments: { ...quorum, ...returning, 'x-dead-letter-routing-key': queue, 'x-message-ttl': retry.delayMs },
      })),
    ],
    bindings: [{ exchange, queue, routingKey: event.routingKey }],
    policies: [],
  };
}

async function remove(raw: ChannelModel, { exchanges, queues }: Topology): Promise<void> {
  const channel = await raw.createChannel();
  for (const { name } of queues) await channel.deleteQueue(name);
  for (const { name } of exchanges) await channel.deleteExchange(name);
  await channel.close();
}

/** Different orders, each with ids of its own. */
export function orders(count: number): OrderCreatedV1[] {
  const [example] = orderCreatedV1.examples;
  if (example === undefined) throw new Error('order.created has no example');
  return Array.from({ length: count }, () => ({
    ...example,
    eventId: randomUUID(),
    correlationId: randomUUID(),
    data: { ...example.data, orderId: randomUUID() },
  }));
}

/** Puts orders into the queue, as fast as it goes. */
export async function fill({ raw, exchange, event }: Workbench, events: readonly OrderCreatedV1[]): Promise<void> {
  const channel = await raw.createConfirmChannel();
  for (const order of events) {
    channel.publish(exchange, event.routingKey, Buffer.from(JSON.stringify(order)), { persistent: true, contentType: 'application/json' });
  }
  await channel.waitForConfirms();
  await channel.close();
}

export async function purge({ raw, consumption }: Workbench): Promise<void> {
  const channel = await raw.createChannel();
  await channel.purgeQueue(consumption.queue);
  await channel.close();
}
