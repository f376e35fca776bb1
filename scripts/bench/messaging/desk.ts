import { connect, type ChannelModel } from 'amqplib';
import { randomUUID } from 'node:crypto';
import { orderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import type { Broker } from './brokers.ts';
import type { Task } from './client-process.ts';
import { topologyOf } from './workbench.ts';

/** A queue for one client, and a view of what is in it. */
export interface Desk {
  readonly places: Pick<Task, 'exchange' | 'routingKey' | 'queue' | 'deadLetterQueue' | 'retries' | 'prefetch'>;
  put(body: unknown): Promise<void>;
  /** How many messages wait in the queue, and how many in the dead-letter queue. */
  count(): Promise<{ readonly queue: number; readonly deadLetters: number }>;
  /** Deletes everything. */
  close(): Promise<void>;
}

/** With quorum queues; for us as codegen draws them, for others without retries and dead letters, as they come. */
export async function openDesk(broker: Broker, client: string): Promise<Desk> {
  const queue = `bench-${randomUUID().slice(0, 8)}.order.created`;
  const exchange = `${queue}.events`;
  const places = {
    exchange,
    routingKey: orderCreatedV1.routingKey,
    queue,
    deadLetterQueue: `${queue}.dlq`,
    retries: [{ queue: `${queue}.retry.200ms`, delayMs: 200 }],
    prefetch: 200,
  };
  const raw = await connect(broker.url);
  const full = topologyOf(exchange, { ...places, event: orderCreatedV1 });
  const queues = client === 'ours' ? full.queues : [{ name: queue, durable: true, arguments: { 'x-queue-type': 'quorum' } }];
  const channel = await raw.createConfirmChannel();
  await channel.assertExchange(exchange, 'topic', { durable: true });
  for (const { name, ...options } of queues) await channel.assertQueue(name, { durable: options.durable, arguments: options.arguments });
  await channel.bindQueue(queue, exchange, places.routingKey);
  const names = queues.map(({ name }) => name);
  const countOf = async (name: string): Promise<number> => (names.includes(name) ? (await channel.checkQueue(name)).messageCount : 0);
  return {
    places,
    put: async (body) => {
      channel.publish('', queue, Buffer.from(JSON.stringify(body)), { persistent: true, contentType: 'application/json' });
      await channel.waitForConfirms();
    },
    count: async () => ({ queue: await countOf(queue), deadLetters: await countOf(places.deadLetterQueue) }),
    close: () => remove(raw, [...names, `${queue}.nobody`], exchange),
  };
}

async function remove(raw: ChannelModel, queues: readonly string[], exchange: string): Promise<void> {
  const channel = await raw.createChannel();
  for (const name of queues) await channel.deleteQueue(name);
  await channel.deleteExchange(exchange);
  await raw.close();
}
