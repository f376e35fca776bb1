import { atLeast, type Measurement } from '../table.ts';
import type { Broker } from './brokers.ts';
import { race } from './race.ts';
import { fill, onBroker, orders, purge, type Workbench } from './workbench.ts';

const messages = 4000;
const rounds = 21;

/** Validated events to a handler with grouped acks, against raw amqplib that acks each message without reading it. */
export function measureConsuming(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, async (workbench) => {
    const events = orders(messages);
    const { ratio, detail } = await race(
      { ours: () => consumeOurs(workbench), raw: () => consumeRaw(workbench, messages) },
      { messages, rounds, before: () => fill(workbench, events), after: () => purge(workbench) },
    );
    const prefetch = `prefetch ${workbench.consumption.prefetch}`;
    return [atLeast(`${broker.name}: consuming / raw amqplib, one ack each`, ratio, 1, 'x', `${detail}, ${prefetch}`)];
  });
}

/** From the first message at the handler to the last; with the prefetch, all but the last few are acked by then. */
async function consumeOurs({ messaging, consumption }: Workbench): Promise<number> {
  const all = Promise.withResolvers<number>();
  let started = 0;
  let seen = 0;
  const consumer = await messaging.consume(consumption, () => {
    if (seen === 0) started = performance.now();
    seen += 1;
    if (seen === messages) all.resolve(performance.now() - started);
  });
  const milliseconds = await all.promise;
  await consumer.stop();
  return milliseconds;
}

/** Raw amqplib that acks each message without reading it: from the first message to the last. */
export async function consumeRaw({ raw, consumption }: Workbench, count: number): Promise<number> {
  const all = Promise.withResolvers<number>();
  const channel = await raw.createChannel();
  await channel.prefetch(consumption.prefetch);
  let started = 0;
  let seen = 0;
  const { consumerTag } = await channel.consume(consumption.queue, (message) => {
    if (message === null) return;
    if (seen === 0) started = performance.now();
    channel.ack(message);
    seen += 1;
    if (seen === count) all.resolve(performance.now() - started);
  });
  const milliseconds = await all.promise;
  await channel.cancel(consumerTag);
  await channel.close();
  return milliseconds;
}
