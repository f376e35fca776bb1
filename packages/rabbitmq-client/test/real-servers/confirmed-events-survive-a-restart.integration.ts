import { afterEach, expect, test } from '@jest/globals';
import { createEnvelope, type Messaging } from '../../src/index.ts';
import { noteFixture } from '../note-event.ts';
import { benchOn, eventually } from '../on-broker.ts';
import { startRabbitMqNode, type RabbitMqNode } from './rabbitmq-node.ts';

const total = 5_000;
const inFlight = 200;
const backlog = 300;
const patienceMs = 240_000;

let node: RabbitMqNode | undefined;
const bench = benchOn(() => {
  if (node === undefined) throw new Error('The node does not run.');
  return node.url;
});
afterEach(async () => {
  await bench.clear();
  await node?.remove();
  node = undefined;
}, patienceMs);

const endings: readonly (readonly [string, (running: RabbitMqNode) => Promise<void>])[] = [
  ['killed', (running) => running.kill()],
  ['stopped in order', (running) => running.shutDown()],
];

test.each(endings)(
  'a broker %s twice in the middle of load and started again: every confirmed event is handled',
  async (_how, end) => {
    const running = await startRabbitMqNode();
    node = running;
    const fixture = noteFixture({ prefetch: 50 });
    const producer = await bench.connect({ topology: fixture.topology, name: 'producer' });
    const consumer = await bench.connect({ topology: fixture.topology, name: 'consumer' });
    const [confirmed, handled] = [new Set<number>(), new Set<number>()];
    const unhandled = (): number[] => [...confirmed].filter((number) => !handled.has(number));
    let gate: Promise<unknown> = Promise.resolve();
    await consumer.consume(fixture.consumption, async ({ data }) => {
      await gate;
      handled.add(data.number);
    });

    const publishing = publishAll(producer, fixture, confirmed);
    for (const share of [0.2, 0.6]) {
      await eventually(() => confirmed.size > total * share, patienceMs);
      // The handler waits, so that only the broker has what was confirmed last.
      const opening = Promise.withResolvers<undefined>();
      gate = opening.promise;
      await eventually(() => unhandled().length > backlog, patienceMs);
      expect(confirmed.size).toBeLessThan(total);
      await end(running);
      opening.resolve(undefined);
      await running.start();
    }
    await publishing;

    expect(confirmed.size).toBe(total);
    await eventually(async () => (await bench.ready(fixture.consumption.queue)) === 0, patienceMs);
    await consumer.close();
    expect(unhandled()).toEqual([]);
    await eventually(async () => (await bench.ready(fixture.consumption.queue)) === 0, patienceMs);
    expect(await bench.ready(fixture.consumption.deadLetterQueue)).toBe(0);
  },
  patienceMs,
);

/** Publishes all events, `inFlight` at a time; a number is confirmed when its publish resolved. */
async function publishAll(
  producer: Messaging,
  { event }: ReturnType<typeof noteFixture>,
  confirmed: Set<number>,
): Promise<void> {
  const publisher = producer.publisher();
  let next = 0;
  const publishSome = async (): Promise<void> => {
    while (next < total) {
      const number = next;
      next += 1;
      await publisher.publish(event, createEnvelope(event, { number, text: 'under load' }));
      confirmed.add(number);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, publishSome));
}
