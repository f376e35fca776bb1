import { expect, test } from '@jest/globals';
import { createEnvelope, type Publisher } from '../src/index.ts';
import { noteFixture, type NoteFixture } from './note-event.ts';
import { describeOnBrokers, eventually, recordingLogger } from './on-broker.ts';

describeOnBrokers((bench) => {
  const publishNotes = (publisher: Publisher, { event }: NoteFixture, count: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: count }, (_, number) => publisher.publish(event, createEnvelope(event, { number, text: '' }))),
    );

  test('a consumer that is stopped in the middle finishes what it holds, and the rest stays', async () => {
    const fixture = noteFixture({ prefetch: 5 });
    const messaging = await bench.connect({ topology: fixture.topology });
    await publishNotes(messaging.publisher(), fixture, 50);
    const finish: (() => void)[] = [];
    const consumer = await messaging.consume(
      fixture.consumption,
      () => new Promise<void>((resolve) => finish.push(resolve)),
    );
    await eventually(() => finish.length === 5);
    const stopped = consumer.stop();
    let isStopped = false;
    void stopped.then(() => (isStopped = true));
    for (const each of finish.slice(0, 4)) each();
    await eventually(() => consumer.counts.done === 4);
    expect(isStopped).toBe(false);
    finish[4]?.();
    await stopped;
    expect(consumer.counts).toMatchObject({ received: 5, done: 5 });
    expect(await bench.ready(fixture.consumption.queue)).toBe(45);
  });

  test('a clean stop returns nothing that was handled, however often it is tried', async () => {
    const fixture = noteFixture({ prefetch: 200 });
    const messaging = await bench.connect({ topology: fixture.topology });
    const publisher = messaging.publisher();
    for (let round = 0; round < 12; round += 1) {
      await publishNotes(publisher, fixture, 1000);
      const handled = new Set<string>();
      const consumer = await messaging.consume(fixture.consumption, async ({ eventId, data }) => {
        // They end in another order than they came, so that there is something behind a slow one.
        if (data.number % 7 === 0) await new Promise(setImmediate);
        handled.add(eventId);
      });
      await eventually(() => handled.size >= 700);
      await consumer.stop();
      const left = await bench.ready(fixture.consumption.queue);
      expect({ round, unhandled: left }).toEqual({ round, unhandled: 1000 - handled.size });
      await bench.onChannel((channel) => channel.purgeQueue(fixture.consumption.queue));
    }
  }, 60_000);

  test('a handler that never ends holds a stop no longer than it may, and its event is delivered again', async () => {
    const fixture = noteFixture({ prefetch: 4 });
    const logger = recordingLogger();
    const messaging = await bench.connect({ topology: fixture.topology, logger });
    await publishNotes(messaging.publisher(), fixture, 4);
    const consumer = await messaging.consume(fixture.consumption, ({ data }) =>
      data.number === 1 ? new Promise<void>(() => undefined) : undefined,
    );
    await eventually(() => consumer.counts.done === 3);
    await consumer.stop({ withinMs: 50 });
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ unfinished: 1, withinMs: 50 }) }),
    );
    const again: number[] = [];
    const next = await messaging.consume(fixture.consumption, ({ data }, { redelivered }) => {
      if (redelivered) again.push(data.number);
    });
    await eventually(() => next.counts.done === 1);
    await next.stop();
    expect(again).toEqual([1]);
    expect(next.counts.received).toBe(1);
  });

  test('closing stops consumers first, so that their handlers can still publish', async () => {
    const fixture = noteFixture({ prefetch: 3 });
    const messaging = await bench.connect({ topology: fixture.topology });
    const publisher = messaging.publisher();
    await publishNotes(publisher, fixture, 3);
    const started: string[] = [];
    const published: string[] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const consumer = await messaging.consume(fixture.consumption, async ({ eventId }) => {
      started.push(eventId);
      await gate;
      await publisher.send({ exchange: '', routingKey: fixture.otherConsumption.deadLetterQueue, content: Buffer.from(eventId) });
      published.push(eventId);
    });
    await eventually(() => started.length === 3);
    const closed = messaging.close();
    release();
    await closed;
    expect(published.length).toBe(3);
    expect(consumer.counts.done).toBe(3);
    expect(await bench.ready(fixture.otherConsumption.deadLetterQueue)).toBe(3);
    expect(await bench.ready(fixture.consumption.queue)).toBe(0);
    expect(messaging.connected).toBe(false);
    expect(() => messaging.publisher()).toThrow('The connection is closed');
    await expect(messaging.consume(fixture.consumption, () => undefined)).rejects.toThrow('The connection is closed');
  });

  test('stopping twice is stopping once', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const consumer = await messaging.consume(fixture.consumption, () => undefined);
    await Promise.all([consumer.stop(), consumer.stop(), messaging.close(), messaging.close()]);
    expect(messaging.connected).toBe(false);
  });
});
