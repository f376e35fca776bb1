import { randomUUID } from 'node:crypto';
import type { EventContract, EventEnvelope, Topology } from '@kada-mandiya/contract';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { connect as connectMessaging, messageOf } from '@kada-mandiya/rabbitmq-client';
import { connect } from 'amqplib';
import { watchEvents, type EventWatch } from './event-watch.ts';
import { isolation, type Isolation } from './isolation.ts';
import { keptLog } from './kept-log.ts';

export interface TestBusOptions {
  readonly topology: Topology;
  /** A broker that is there already; an embedded one of the test's own unless given here or as `BROKER_UNDER_TEST`. */
  readonly url?: string;
  /** How long a failed event waits for its next attempt, whatever its contract says; 20 unless given. */
  readonly retryDelayMs?: number;
}

/** A broker for one test, and an ear on all that is published there. */
export interface TestBus extends EventWatch {
  readonly url: string;
  readonly isolation: Isolation;
  /** Publishes an event as its producer would; resolves when the broker has it. */
  publish(event: EventContract, envelope: EventEnvelope): Promise<void>;
  /** Deletes what the test has declared, and ends a broker of its own. */
  stop(): Promise<void>;
}

/** Starts a bus for tests: the topology is there, under names of this test's own, and everything that passes is seen. */
export async function startTestBus({ topology, url: given = process.env.BROKER_UNDER_TEST ?? '', retryDelayMs = 20 }: TestBusOptions): Promise<TestBus> {
  const own = given === '' ? await startBroker() : undefined;
  const url = own?.url ?? given;
  const isolated = isolation({ topology, prefix: own === undefined ? `test-${randomUUID().slice(0, 8)}.` : '', retryDelayMs });
  const messaging = await connectMessaging({ url, name: 'test-bus', topology: isolated.topology, logger: keptLog().logger });
  const publisher = messaging.publisher();
  const watch = await watchEvents({ url, exchanges: isolated.topology.exchanges.map(({ name }) => name) });
  return {
    ...watch,
    url,
    isolation: isolated,
    publish: (event, envelope) => publisher.send(messageOf(event, envelope)),
    async stop() {
      await watch.stop();
      await messaging.close();
      if (own === undefined) await remove(url, isolated.topology);
      await own?.close();
    },
  };
}

async function remove(url: string, { exchanges, queues }: Topology): Promise<void> {
  const model = await connect(url);
  const channel = await model.createChannel();
  for (const { name } of queues) await channel.deleteQueue(name);
  for (const { name } of exchanges) await channel.deleteExchange(name);
  await model.close();
}
