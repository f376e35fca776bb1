import { setTimeout as pause } from 'node:timers/promises';
import { atMost, median, type Measurement } from '../table.ts';
import type { Broker } from './brokers.ts';
import { onBroker, orders, type Workbench } from './workbench.ts';

const messages = 300;
const rounds = 5;
const everyMs = 4;

/** From `publish` to the handler, one message at a time, about 200 in a second. */
export function measureLatency(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, async (workbench) => {
    await oneRound(workbench);
    const p50: number[] = [];
    const p99: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const times = (await oneRound(workbench)).toSorted((left, right) => left - right);
      p50.push(times[Math.floor(times.length * 0.5)] ?? NaN);
      p99.push(times[Math.floor(times.length * 0.99)] ?? NaN);
    }
    const detail = `${messages} messages, one every ${everyMs} ms; median of ${rounds} rounds`;
    return [
      atMost(`${broker.name}: publish to handler, p50`, median(p50), 2, 'ms', detail),
      atMost(`${broker.name}: publish to handler, p99`, median(p99), 15, 'ms', detail),
    ];
  });
}

async function oneRound({ messaging, consumption, event }: Workbench): Promise<readonly number[]> {
  const started = new Map<string, number>();
  const times: number[] = [];
  const all = Promise.withResolvers<null>();
  const consumer = await messaging.consume(consumption, ({ eventId }) => {
    times.push(performance.now() - (started.get(eventId) ?? NaN));
    if (times.length === messages) all.resolve(null);
  });
  const publisher = messaging.publisher();
  for (const order of orders(messages)) {
    started.set(order.eventId, performance.now());
    await publisher.publish(event, order);
    await pause(everyMs);
  }
  await all.promise;
  await consumer.stop();
  await publisher.close();
  return times;
}
