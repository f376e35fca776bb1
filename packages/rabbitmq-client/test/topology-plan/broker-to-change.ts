import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import type { ChannelModel, ConfirmChannel, GetMessage, Options } from 'amqplib';
import type { Topology } from '@kada-mandiya/contract';
import { basicAuthorization } from '../../../embedded-broker/test/brokers-under-test.ts';
import type { BrokerToTest } from '../../../embedded-broker/test/brokers-under-test.ts';
import { managementAt, planTopology } from '../../src/topology-plan/index.ts';
import type { BrokerState, Change } from '../../src/topology-plan/index.ts';

/** A broker on which a test may change everything: a virtual host of its own, or a broker of its own. */
export interface BrokerToChange {
  readonly location: { readonly amqpUrl: string; readonly managementUrl: string };
  /** How old its message counts may be, in milliseconds. */
  readonly statisticsAgeMs: number;
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  state(): Promise<BrokerState>;
  plan(wanted: Topology): Promise<readonly Change[]>;
  declare(topology: Topology): Promise<void>;
  /** Publishes with confirms; a message that no queue takes fails the test. */
  publish(exchange: string, routingKey: string, ids: readonly string[], options?: Options.Publish): Promise<void>;
  /** Takes everything that is ready. */
  takeAll(queue: string): Promise<GetMessage[]>;
  dispose(): Promise<void>;
}

export async function brokerToChange(broker: BrokerToTest): Promise<BrokerToChange> {
  const started = await broker.start();
  if (started.managementUrl === undefined) throw new Error(`${broker.name} has no management API at AMQP_MANAGEMENT_URL`);
  const isShared = started.name === 'RabbitMQ';
  const vhost = `topology-test-${randomUUID()}`;
  const amqpUrl = isShared ? `${started.url.replace(/(amqps?:\/\/[^/]+).*/, '$1')}/${vhost}` : started.url;
  const location = { amqpUrl, managementUrl: started.managementUrl };
  if (isShared) await changeVhost('PUT', vhost, location);
  const connection = await connect(amqpUrl);
  const channel = await connection.createConfirmChannel();
  const returned: string[] = [];
  channel.on('return', ({ properties }: GetMessage) => returned.push(String(properties.messageId)));
  const management = managementAt(location);
  return {
    location,
    statisticsAgeMs: isShared ? 6_000 : 0,
    connection,
    channel,
    state: () => management.readState(),
    plan: async (wanted) => planTopology(wanted, await management.readState()),
    declare: (topology) => declare(channel, topology),
    async publish(exchange, routingKey, ids, options = {}) {
      for (const messageId of ids) {
        channel.publish(exchange, routingKey, Buffer.from(messageId), { ...options, persistent: true, mandatory: true, messageId });
      }
      await channel.waitForConfirms();
      if (returned.length > 0) throw new Error(`no queue took ${returned.join(', ')}`);
    },
    takeAll: (queue) => takeAll(channel, queue),
    async dispose() {
      await connection.close();
      if (isShared) await changeVhost('DELETE', vhost, location);
      await started.stop();
    },
  };
}

async function declare(channel: ConfirmChannel, { exchanges, queues, bindings }: Topology): Promise<void> {
  for (const { name, type, durable, autoDelete } of exchanges) await channel.assertExchange(name, type, { durable, autoDelete });
  for (const { name, durable, arguments: queueArguments } of queues) await channel.assertQueue(name, { durable, arguments: queueArguments });
  for (const { exchange, queue, routingKey } of bindings) await channel.bindQueue(queue, exchange, routingKey);
}

async function takeAll(channel: ConfirmChannel, queue: string): Promise<GetMessage[]> {
  const taken: GetMessage[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return taken;
    taken.push(message);
  }
}

async function changeVhost(method: 'PUT' | 'DELETE', vhost: string, { amqpUrl, managementUrl }: BrokerToChange['location']): Promise<void> {
  const { username, password } = new URL(amqpUrl);
  const response = await fetch(new URL(`/api/vhosts/${vhost}`, managementUrl), {
    method,
    headers: { authorization: basicAuthorization(username, password) },
  });
  if (!response.ok) throw new Error(`${method} of virtual host ${vhost}: ${String(response.status)}`);
}

/** `id-0`, `id-1`, … */
export function ids(count: number, prefix = 'id'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);
}

/** How often each message is there. */
export function timesById(messages: readonly GetMessage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { properties } of messages) {
    const id = String(properties.messageId);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
