import { randomUUID } from 'node:crypto';
import type { EventContract, EventEnvelope, Topology } from '@kada-mandiya/contract';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { messageOf } from '@kada-mandiya/rabbitmq-client';
import { connect, type ConfirmChannel } from 'amqplib';
import { isolation, type Isolation } from './isolation.ts';
import { createSightings, type Sightings } from './sightings.ts';

export interface TestBusOptions {
  readonly topology: Topology;
  /** A broker that is there already; an embedded one of the test's own unless given here or as `BROKER_UNDER_TEST`. */
  readonly url?: string;
  /** How long a failed event waits for its next attempt, whatever its contract says; 20 unless given. */
  readonly retryDelayMs?: number;
}

/** A broker for one test, and an ear on all that is published there. */
export interface TestBus extends Pick<Sightings, 'seen' | 'published'> {
  readonly url: string;
  readonly isolation: Isolation;
  /** Publishes an event as its producer would; resolves when the broker has it. */
  publish(event: EventContract, envelope: EventEnvelope): Promise<void>;
  /** Resolves when everything that was published before has been seen. */
  caughtUp(): Promise<void>;
  /** Deletes what the test has declared, and ends a broker of its own. */
  stop(): Promise<void>;
}

/** Starts a bus for tests: the topology is there, under names of this test's own, and everything that passes is seen. */
export async function startTestBus({ topology, url: given = process.env.BROKER_UNDER_TEST ?? '', retryDelayMs = 20 }: TestBusOptions): Promise<TestBus> {
  const own = given === '' ? await startBroker() : undefined;
  const url = own?.url ?? given;
  const isolated = isolation({ topology, prefix: own === undefined ? `test-${randomUUID().slice(0, 8)}.` : '', retryDelayMs });
  const model = await connect(url);
  const channel = await model.createConfirmChannel();
  await declare(channel, isolated.topology);
  const sightings = createSightings();
  const marker = `test.marker.${randomUUID()}`;
  await listenIn(channel, isolated.topology, sightings, marker);
  const marked = isolated.topology.exchanges[0]?.name;
  return {
    url,
    isolation: isolated,
    seen: sightings.seen,
    published: sightings.published,
    async publish(event, envelope) {
      const { exchange, routingKey, content, ...properties } = messageOf(event, envelope);
      await confirmed(channel, exchange, routingKey, content, properties);
    },
    async caughtUp() {
      const id = randomUUID();
      const arrived = sightings.marker(id);
      if (marked === undefined) return;
      await confirmed(channel, marked, marker, Buffer.from(id), {});
      await arrived;
    },
    async stop() {
      if (own === undefined) await remove(channel, isolated.topology);
      await model.close();
      await own?.close();
    },
  };
}

function confirmed(channel: ConfirmChannel, exchange: string, routingKey: string, content: Buffer, properties: object): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.publish(exchange, routingKey, content, properties, (error: unknown) => {
      if (error === null || error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the broker refused it'));
    });
  });
}

async function declare(channel: ConfirmChannel, { exchanges, queues, bindings }: Topology): Promise<void> {
  for (const { name, type, durable, autoDelete } of exchanges) await channel.assertExchange(name, type, { durable, autoDelete });
  for (const queue of queues) await channel.assertQueue(queue.name, { durable: queue.durable, arguments: queue.arguments });
  for (const { queue, exchange, routingKey } of bindings) await channel.bindQueue(queue, exchange, routingKey);
}

async function listenIn(channel: ConfirmChannel, { exchanges }: Topology, sightings: Sightings, marker: string): Promise<void> {
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  for (const { name } of exchanges) await channel.bindQueue(queue, name, '#');
  await channel.consume(
    queue,
    (message) => {
      if (message === null) return;
      const text = message.content.toString();
      if (message.fields.routingKey === marker) sightings.markerArrived(text);
      else sightings.arrived(text);
    },
    { noAck: true },
  );
}

async function remove(channel: ConfirmChannel, { exchanges, queues }: Topology): Promise<void> {
  for (const { name } of queues) await channel.deleteQueue(name);
  for (const { name } of exchanges) await channel.deleteExchange(name);
}
