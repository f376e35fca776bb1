import { atMost, type Measurement } from '../table.ts';
import type { Broker, Memory } from './brokers.ts';
import { memoryAfterCollection } from './collected-memory.ts';
import { onBroker, orders, type Workbench } from './workbench.ts';

const messages = 300_000;
const samples = 12;
const inFlight = 1000;
/** Before the first sample counts: code is still compiled and pools are still filled. */
const warmUp = 4;

/** What publishing and consuming hold after so many messages, here and in the broker's process. */
export function measureMemory(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, async (workbench) => {
    const client: Memory[] = [];
    const server: Memory[] = [];
    for (let sample = 0; sample < warmUp + samples; sample += 1) {
      await passThrough(workbench, messages / samples);
      client.push(memoryAfterCollection());
      if (broker.memory !== undefined) server.push(await broker.memory());
    }
    return [...judge('client', client), ...judge('broker', server)];
  });
}

async function passThrough({ messaging, consumption, event }: Workbench, count: number): Promise<void> {
  const all = Promise.withResolvers<null>();
  let seen = 0;
  const consumer = await messaging.consume(consumption, () => {
    seen += 1;
    if (seen === count) all.resolve(null);
  });
  const publisher = messaging.publisher();
  for (let left = count; left > 0; left -= inFlight) {
    await Promise.all(orders(Math.min(left, inFlight)).map((order) => publisher.publish(event, order)));
  }
  await all.promise;
  await consumer.stop();
  await publisher.close();
}

/**
 * By the heap after a collection: what is kept of a message, its buffers too, has objects of more than 8 bytes there.
 * The bytes of buffers, and what the system keeps resident, are given back late and move by megabytes either way.
 */
function judge(who: string, series: readonly Memory[]): readonly Measurement[] {
  if (series.length === 0) return [];
  const counted = series.slice(warmUp);
  const shown = (pick: (memory: Memory) => number): string => counted.map((memory) => (pick(memory) / 2 ** 20).toFixed(1)).join(' ');
  const detail = `${messages} messages after a warm-up; after collections ${shown(({ heapUsed }) => heapUsed)} MiB, buffers ${shown(({ external }) => external)} MiB`;
  const growth = slope(counted.map(({ heapUsed }) => heapUsed)) / (messages / samples);
  return [atMost(`${who}: heap grows by`, growth, 8, 'bytes/message', detail)];
}

/** Of the least-squares line, per step. */
function slope(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, x) => sum + (x - meanX) * (value - meanY), 0);
  return covariance / values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
}
