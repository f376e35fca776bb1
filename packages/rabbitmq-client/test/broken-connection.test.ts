import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEnvelope } from '../src/index.ts';
import { proxyTo, type CuttableProxy } from './cuttable-proxy.ts';
import { noteFixture, type NoteFixture, type NoteWritten } from './note-event.ts';
import { describeOnBrokers, eventually, recordingLogger } from './on-broker.ts';

describeOnBrokers((bench) => {
  let proxy: CuttableProxy;
  beforeEach(async () => {
    proxy = await proxyTo(bench.url());
  });
  afterEach(() => proxy.close());

  const note = ({ event }: NoteFixture, number: number): NoteWritten => createEnvelope(event, { number, text: 'note' });

  test('a connection that is cut again and again in the middle of load loses no confirmed event', async () => {
    const fixture = noteFixture({ prefetch: 50 });
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology });
    const handled = new Map<string, number>();
    const consumer = await messaging.consume(fixture.consumption, async ({ eventId }) => {
      await new Promise(setImmediate);
      handled.set(eventId, (handled.get(eventId) ?? 0) + 1);
    });
    const publisher = messaging.publisher({ window: 100 });
    const confirmed: string[] = [];
    let number = 0;
    for (let cuts = 0; cuts < 6; cuts += 1) {
      const before = confirmed.length;
      const sending = Array.from({ length: 300 }, async () => {
        const envelope = note(fixture, (number += 1));
        await publisher.publish(fixture.event, envelope);
        confirmed.push(envelope.eventId);
      });
      await eventually(() => confirmed.length >= before + 50);
      proxy.cut();
      await Promise.all(sending);
    }
    expect(confirmed.length).toBe(1800);
    await eventually(() => confirmed.every((eventId) => handled.has(eventId)));
    await consumer.stop();
    expect(await bench.ready(fixture.consumption.queue)).toBe(0);
    expect(proxy.connections).toBeGreaterThanOrEqual(7);
  }, 60_000);

  test('publishers wait for a broker that is away, unless they are told not to', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology });
    const publisher = messaging.publisher();
    proxy.refuse();
    proxy.cut();
    await eventually(() => !messaging.connected);
    const waiting = publisher.publish(fixture.event, note(fixture, 1));
    const impatient = new AbortController();
    const aborted = publisher.publish(fixture.event, note(fixture, 2), { signal: impatient.signal });
    impatient.abort(new Error('the request was cancelled'));
    await expect(aborted).rejects.toThrow('the request was cancelled');
    const before = proxy.connections;
    await eventually(() => proxy.connections >= before + 3);
    proxy.accept();
    await waiting;
    await eventually(async () => (await bench.ready(fixture.consumption.queue)) === 1);
  });

  test('a signal ends the wait of all messages that have it, and of no other', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology });
    const publisher = messaging.publisher();
    const [impatient, patient] = [new AbortController(), new AbortController()];
    await publisher.publish(fixture.event, note(fixture, 1), { signal: impatient.signal });
    proxy.refuse();
    proxy.cut();
    await eventually(() => !messaging.connected);
    const aborted = [2, 3].map((number) => publisher.publish(fixture.event, note(fixture, number), { signal: impatient.signal }));
    const waiting = publisher.publish(fixture.event, note(fixture, 4), { signal: patient.signal });
    expect(getEventListeners(impatient.signal, 'abort')).toHaveLength(1);
    impatient.abort(new Error('the request was cancelled'));
    const outcomes = await Promise.allSettled(aborted);
    expect(outcomes.map((one) => (one.status === 'rejected' ? String(one.reason) : 'sent'))).toEqual(Array(2).fill('Error: the request was cancelled'));
    proxy.accept();
    await waiting;
    expect([impatient, patient].map(({ signal }) => getEventListeners(signal, 'abort').length)).toEqual([0, 0]);
    await eventually(async () => (await bench.ready(fixture.consumption.queue)) === 2);
  });

  test('a signal that was given before keeps a message from being sent', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(messaging.publisher().publish(fixture.event, note(fixture, 1), { signal })).rejects.toThrow('too late');
    await messaging.publisher().publish(fixture.event, note(fixture, 2));
    await eventually(async () => (await bench.ready(fixture.consumption.queue)) === 1);
  });

  test('a handler that outlives its connection acknowledges nothing on the next one', async () => {
    const fixture = noteFixture({ prefetch: 1 });
    const logger = recordingLogger();
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology, logger });
    const finish: (() => void)[] = [];
    const seen: string[] = [];
    const consumer = await messaging.consume(fixture.consumption, ({ eventId }) => {
      seen.push(eventId);
      return new Promise<void>((resolve) => finish.push(resolve));
    });
    const [first, second] = [note(fixture, 1), note(fixture, 2)];
    const publisher = messaging.publisher();
    await publisher.publish(fixture.event, first);
    await publisher.publish(fixture.event, second);
    await eventually(() => seen.length === 1);
    proxy.cut();
    await eventually(() => seen.length === 2);
    expect(seen).toEqual([first.eventId, first.eventId]);

    // The old handler ends: were its tag acknowledged on the new channel, the second event would come now.
    finish[0]?.();
    await publisher.publish(fixture.event, note(fixture, 3));
    await bench.onChannel((channel) => channel.checkQueue(fixture.consumption.queue));
    expect(seen.length).toBe(2);
    expect(await bench.ready(fixture.consumption.queue)).toBe(2);

    finish[1]?.();
    await eventually(() => seen.length === 3);
    finish[2]?.();
    await eventually(() => seen.length === 4);
    finish[3]?.();
    await consumer.stop();
    expect(logger.lines.filter(({ message }) => message.includes('channel'))).toEqual([]);
    expect(await bench.ready(fixture.consumption.queue)).toBe(0);
  });

  test('an event that fails while the connection breaks is not lost and not retried twice', async () => {
    const fixture = noteFixture({ delaysMs: [10] });
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology });
    const attempts: number[] = [];
    let fail: (() => void) | undefined;
    const consumer = await messaging.consume(fixture.consumption, (_event, { attempt }) => {
      attempts.push(attempt);
      if (attempts.length > 1) return undefined;
      return new Promise<void>((_resolve, reject) => (fail = () => reject(new Error('failed while away'))));
    });
    await messaging.publisher().publish(fixture.event, note(fixture, 1));
    await eventually(() => fail !== undefined);
    // Its copy is on its way when the connection ends. Sent again, it would be a second retry beside the redelivery.
    proxy.stall();
    fail?.();
    await new Promise(setImmediate);
    proxy.cut();
    await eventually(() => consumer.counts.done === 1);
    await messaging.publisher().publish(fixture.event, note(fixture, 2));
    await eventually(() => consumer.counts.done === 2);
    await eventually(async () => (await bench.ready(fixture.consumption.retries[0]?.queue ?? '')) === 0);
    await consumer.stop();
    expect(attempts).toEqual([1, 1, 1]);
    expect(consumer.counts).toMatchObject({ retried: 0, deadLettered: 0 });
    for (const { queue } of [fixture.consumption, ...fixture.consumption.retries]) expect(await bench.ready(queue)).toBe(0);
  });

  test('what a broker has lost while it was away is declared again, before anything is published', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology });
    const publisher = messaging.publisher();
    await publisher.publish(fixture.event, note(fixture, 1));
    proxy.refuse();
    proxy.cut();
    await eventually(() => !messaging.connected);
    await bench.onChannel(async (channel) => {
      await channel.deleteQueue(fixture.consumption.queue);
      await channel.deleteExchange(fixture.event.exchange ?? '');
    });
    const waiting = publisher.publish(fixture.event, note(fixture, 2));
    proxy.accept();
    await waiting;
    await eventually(async () => (await bench.ready(fixture.consumption.queue)) === 1);
  });

  test('a publisher that closes waits no longer than it may, and says what it could not send', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology });
    const publisher = messaging.publisher();
    await publisher.publish(fixture.event, note(fixture, 1));
    proxy.refuse();
    proxy.cut();
    await eventually(() => !messaging.connected);
    const unsent = publisher.publish(fixture.event, note(fixture, 2));
    const refused = expect(unsent).rejects.toThrow('The publisher is closed');
    await publisher.close({ withinMs: 20 });
    await refused;
  });

  test('a group that waits for its turn when the connection breaks is handled once, when it comes again', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology });
    const gate = Promise.withResolvers<undefined>();
    const groups: number[][] = [];
    const consumer = await messaging.consumeGroups(fixture.consumption, async (group) => {
      groups.push(group.map(({ event }) => event.data.number));
      await gate.promise;
      return group.map(() => 'done');
    });
    const publisher = messaging.publisher();
    await publisher.publish(fixture.event, note(fixture, 1));
    await eventually(() => groups.length === 1);
    for (const number of [2, 3]) await publisher.publish(fixture.event, note(fixture, number));
    await eventually(() => consumer.counts.received === 3);
    proxy.cut();
    await eventually(() => consumer.counts.received === 6);
    gate.resolve(undefined);
    await eventually(() => groups.flat().length >= 4);
    await consumer.stop();
    expect(groups.flat().toSorted()).toEqual([1, 1, 2, 3]);
    expect(consumer.counts.done).toBe(4);
    expect(await bench.ready(fixture.consumption.queue)).toBe(0);
  });

  test('a connection that has gone silent is found by its heartbeat and made again', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ url: proxy.url, topology: fixture.topology, heartbeatSeconds: 1 });
    const consumer = await messaging.consume(fixture.consumption, () => undefined);
    const publisher = messaging.publisher();
    await publisher.publish(fixture.event, note(fixture, 1));
    proxy.stall();
    await publisher.publish(fixture.event, note(fixture, 2));
    await eventually(() => consumer.counts.done >= 2);
    expect(proxy.connections).toBe(2);
  }, 30_000);
});
