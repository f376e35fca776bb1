import { expect, test } from '@jest/globals';
import { currentContext } from '@kada-mandiya/logger';
import { createEnvelope, type Messaging, UnroutableEventError } from '../src/index.ts';
import { noteFixture, type NoteFixture, type NoteWritten } from './note-event.ts';
import { describeOnBrokers, eventually, recordingLogger } from './on-broker.ts';

describeOnBrokers((bench) => {
  const note = ({ event }: NoteFixture, number: number): NoteWritten => createEnvelope(event, { number, text: 'note' });

  test('an event arrives as it was published, with its ids in the context of the handler', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const seen: unknown[] = [];
    const consumer = await messaging.consume(fixture.consumption, async (event, { attempt, messageId }) => {
      await Promise.resolve();
      seen.push({ event, attempt, messageId, context: currentContext() });
    });
    const envelope = note(fixture, 1);
    await messaging.publisher().publish(fixture.event, envelope);
    await eventually(() => consumer.counts.done === 1);
    const { eventId, correlationId } = envelope;
    expect(seen).toEqual([
      { event: envelope, attempt: 1, messageId: eventId, context: expect.objectContaining({ eventId, correlationId }) },
    ]);
  });

  test('what a handler publishes continues the correlation of what it handles', async () => {
    const [first, second] = [noteFixture(), noteFixture()];
    bench.owns(second.topology);
    const messaging = await bench.connect({ topology: merged(first, second) });
    const publisher = messaging.publisher();
    await messaging.consume(first.consumption, async () => {
      await Promise.resolve();
      await publisher.publish(second.event, note(second, 2));
    });
    const arrived: string[] = [];
    await messaging.consume(second.consumption, (event) => void arrived.push(event.correlationId));
    const envelope = createEnvelope(first.event, { number: 1, text: '' }, { correlationId: 'from-the-gateway' });
    await publisher.publish(first.event, envelope);
    await eventually(() => arrived.length === 1);
    expect(arrived).toEqual(['from-the-gateway']);
  });

  test('a failing handler gets the event again after each delay, and then it is a dead letter with its history', async () => {
    const fixture = noteFixture({ delaysMs: [60, 120] });
    const messaging = await bench.connect({ topology: fixture.topology });
    const at: number[] = [];
    const attempts: number[] = [];
    const consumer = await messaging.consume(fixture.consumption, (_event, { attempt }) => {
      at.push(performance.now());
      attempts.push(attempt);
      throw new Error(`attempt ${attempt} failed`);
    });
    const envelope = note(fixture, 1);
    await messaging.publisher().publish(fixture.event, envelope);
    await eventually(() => consumer.counts.deadLettered === 1);

    expect(attempts).toEqual([1, 2, 3]);
    const [first = 0, second = 0, third = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(59);
    expect(third - second).toBeGreaterThanOrEqual(119);
    const [letter, ...others] = await messaging.deadLetters.read(fixture.consumption.deadLetterQueue);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      messageId: envelope.eventId,
      correlationId: envelope.correlationId,
      kind: 'failed',
      reason: 'attempt 3 failed',
      service: 'archive',
      queue: fixture.consumption.queue,
      redriven: 0,
    });
    expect(letter?.history.map(({ attempt, reason }) => [attempt, reason])).toEqual([
      [1, 'attempt 1 failed'],
      [2, 'attempt 2 failed'],
      [3, 'attempt 3 failed'],
    ]);
    expect(JSON.parse(String(letter?.content))).toEqual(envelope);
    expect(consumer.counts).toMatchObject({ received: 3, retried: 2, deadLettered: 1, done: 0 });
  });

  test('only the service that failed sees an event again: in retries and when it is redriven', async () => {
    const fixture = noteFixture({ delaysMs: [10] });
    const messaging = await bench.connect({ topology: fixture.topology });
    const seen = { archive: 0, mirror: 0 };
    let works = false;
    const archive = await messaging.consume(fixture.consumption, (_event, { attempt }) => {
      seen.archive += 1;
      if (!works) throw new Error('not yet');
      expect(attempt).toBe(1);
    });
    const mirror = await messaging.consume(fixture.otherConsumption, () => void (seen.mirror += 1));
    await messaging.publisher().publish(fixture.event, note(fixture, 1));
    await eventually(() => archive.counts.deadLettered === 1 && mirror.counts.done === 1);

    works = true;
    const { deadLetterQueue } = fixture.consumption;
    expect(await messaging.deadLetters.redrive(deadLetterQueue)).toEqual({ redriven: 1, kept: [], missing: [] });
    await eventually(() => archive.counts.done === 1);
    // A second event comes last, so that one which went astray would have been seen.
    await messaging.publisher().publish(fixture.event, note(fixture, 2));
    await eventually(() => archive.counts.done === 2 && mirror.counts.done === 2);
    expect(seen).toEqual({ archive: 4, mirror: 2 });
    expect(await messaging.deadLetters.list([deadLetterQueue])).toEqual([{ queue: deadLetterQueue, messages: 0 }]);
  });

  test('a redriven event has all its attempts again and keeps its history', async () => {
    const fixture = noteFixture({ delaysMs: [5] });
    const messaging = await bench.connect({ topology: fixture.topology });
    const attempts: number[] = [];
    const consumer = await messaging.consume(fixture.consumption, (_event, { attempt }) => {
      attempts.push(attempt);
      throw new Error('never');
    });
    await messaging.publisher().publish(fixture.event, note(fixture, 1));
    await eventually(() => consumer.counts.deadLettered === 1);
    await messaging.deadLetters.redrive(fixture.consumption.deadLetterQueue);
    await eventually(() => consumer.counts.deadLettered === 2);
    expect(attempts).toEqual([1, 2, 1, 2]);
    const [letter] = await messaging.deadLetters.read(fixture.consumption.deadLetterQueue);
    expect(letter?.redriven).toBe(1);
    expect(letter?.history.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 2]);
  });

  test('an event is stored on disk and says what it is', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const envelope = note(fixture, 1);
    await messaging.publisher().publish(fixture.event, envelope);
    const message = await bench.onChannel((channel) => channel.get(fixture.consumption.queue, { noAck: true }));
    expect(message).toMatchObject({
      properties: { deliveryMode: 2, messageId: envelope.eventId, type: envelope.eventType, contentType: 'application/json' },
    });
  });

  test('more than a channel takes at once is sent when it takes more', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    // amqplib says stop after some 1,000 messages of one turn, and `drain` when they are gone.
    const publisher = messaging.publisher({ window: 5000 });
    const { deadLetterQueue } = fixture.consumption;
    const send = () => publisher.send({ exchange: '', routingKey: deadLetterQueue, content: Buffer.from('x'), mandatory: true });
    await Promise.all(Array.from({ length: 4000 }, send));
    expect(await bench.ready(deadLetterQueue)).toBe(4000);
  });

  test('an event that reaches no queue is an error, and is in the log', async () => {
    const fixture = noteFixture();
    const logger = recordingLogger();
    const messaging = await bench.connect({ logger, topology: { ...fixture.topology, bindings: [] } });
    const publisher = messaging.publisher();
    const envelope = note(fixture, 1);
    await expect(publisher.publish(fixture.event, envelope)).rejects.toThrow(UnroutableEventError);
    expect(logger.lines).toContainEqual({
      level: 'error',
      message: 'a message reached no queue',
      fields: expect.objectContaining({ messageId: envelope.eventId, routingKey: fixture.event.routingKey }),
    });
    // Where the contract names no receiver, nobody misses it.
    await publisher.publish({ ...fixture.event, hasReceiver: false }, envelope);
  });

  test('an exchange that is not there costs only the events that go to it', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const publisher = messaging.publisher();
    const astray = { ...fixture.event, exchange: `${fixture.event.exchange ?? ''}.missing` };
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, number) => publisher.publish(number % 10 === 5 ? astray : fixture.event, note(fixture, number))),
    );
    expect(results.flatMap(({ status }, number) => (status === 'rejected' ? [number] : []))).toEqual([5, 15, 25]);
    expect(results[5]).toMatchObject({ reason: { name: 'UnroutableEventError' } });
    await publisher.publish(fixture.event, note(fixture, 99));
  });

  test('a message that a full queue refuses is an error', async () => {
    const fixture = noteFixture();
    const { queue } = fixture.consumption;
    const full = { name: `${queue}.full`, durable: true, arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } };
    const messaging = await bench.connect({ topology: { ...fixture.topology, queues: [full], bindings: [] } });
    const publisher = messaging.publisher({ window: 1 });
    const send = () => publisher.send({ exchange: '', routingKey: full.name, content: Buffer.from('x'), messageId: 'm' });
    const results = await Promise.allSettled(Array.from({ length: 5 }, send));
    const rejected = results.filter(({ status }) => status === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    for (const result of rejected) expect(result).toMatchObject({ reason: { name: 'PublishRejectedError' } });
  });

  test('another version is acknowledged and counted, and not handled', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const observed: unknown[] = [];
    const consumer = await messaging.consume(
      fixture.consumption,
      () => expect(true).toBe(false),
      { observe: (observation) => observed.push(observation) },
    );
    const { exchange = '', routingKey } = fixture.event;
    const content = Buffer.from(JSON.stringify({ ...note(fixture, 1), version: 2 }));
    await messaging.publisher().send({ exchange, routingKey, content, contentType: 'application/json' });
    await eventually(() => consumer.counts.otherVersion === 1);
    await consumer.stop();
    expect(observed).toMatchObject([{ kind: 'other-version', version: 2, queue: fixture.consumption.queue }]);
    expect(await bench.ready(fixture.consumption.queue)).toBe(0);
    expect(await bench.ready(fixture.consumption.deadLetterQueue)).toBe(0);
  });

  test('two consumers share the work', async () => {
    const fixture = noteFixture({ prefetch: 2 });
    const [one, two] = [await bench.connect({ topology: fixture.topology }), await bench.connect()];
    const seen: string[] = [];
    const take = async (event: NoteWritten): Promise<void> => {
      seen.push(event.eventId);
      await new Promise(setImmediate);
    };
    const consumers = [await one.consume(fixture.consumption, take), await two.consume(fixture.consumption, take)];
    const publisher = one.publisher();
    await Promise.all(Array.from({ length: 100 }, (_, number) => publisher.publish(fixture.event, note(fixture, number))));
    await eventually(() => seen.length >= 100);
    expect(new Set(seen).size).toBe(100);
    expect(seen.length).toBe(100);
    for (const { counts } of consumers) expect(counts.received).toBeGreaterThan(10);
  });

  test('several publishers of one process do not disturb each other', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const publishers = [messaging.publisher(), messaging.publisher({ window: 3 })];
    const sent = publishers.flatMap((publisher, index) =>
      Array.from({ length: 50 }, (_, number) => publisher.publish(fixture.event, note(fixture, index * 50 + number))),
    );
    await publishers[0]?.close();
    await Promise.all(sent);
    await publishers[1]?.publish(fixture.event, note(fixture, 100));
    await eventually(async () => (await bench.ready(fixture.consumption.queue)) === 101);
    await expect(publishers[0]?.publish(fixture.event, note(fixture, 101))).rejects.toThrow('The publisher is closed');
  });

  test('groups get what has arrived together, and each of them its own outcome', async () => {
    const fixture = noteFixture({ delaysMs: [5], prefetch: 20 });
    const messaging = await bench.connect({ topology: fixture.topology });
    const publisher = messaging.publisher();
    await Promise.all(Array.from({ length: 60 }, (_, number) => publisher.publish(fixture.event, note(fixture, number))));
    const sizes: number[] = [];
    const consumer = await messaging.consumeGroups(fixture.consumption, async (group) => {
      sizes.push(group.length);
      await Promise.resolve();
      return group.map(({ event, delivery }) =>
        event.data.number % 10 === 0 && delivery.attempt === 1 ? { failed: new Error('a ten') } : 'done',
      );
    });
    await eventually(() => consumer.counts.done === 60);
    expect(consumer.counts).toMatchObject({ retried: 6, deadLettered: 0 });
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
  });

  test.each([
    { name: 'throws', handle: () => Promise.reject(new Error('all of them')) },
    { name: 'forgets outcomes', handle: () => Promise.resolve([]) },
  ])('a group handler that $name fails all of its group', async ({ handle }) => {
    const fixture = noteFixture({ delaysMs: [] });
    const messaging = await bench.connect({ topology: fixture.topology });
    const consumer = await messaging.consumeGroups(fixture.consumption, handle);
    const publisher = messaging.publisher();
    await Promise.all([1, 2, 3].map((number) => publisher.publish(fixture.event, note(fixture, number))));
    await eventually(() => consumer.counts.deadLettered === 3);
  });

  test('one slow event does not keep others from being handled', async () => {
    const fixture = noteFixture({ prefetch: 4 });
    const messaging: Messaging = await bench.connect({ topology: fixture.topology });
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const consumer = await messaging.consume(fixture.consumption, ({ data }) => (data.number === 0 ? slow : undefined));
    const publisher = messaging.publisher();
    for (let number = 0; number < 40; number += 1) await publisher.publish(fixture.event, note(fixture, number));
    await eventually(() => consumer.counts.done === 39);
    release();
    await eventually(() => consumer.counts.done === 40);
    await consumer.stop();
    expect(await bench.ready(fixture.consumption.queue)).toBe(0);
  });
});

function merged(one: NoteFixture, two: NoteFixture): NoteFixture['topology'] {
  return {
    exchanges: [...one.topology.exchanges, ...two.topology.exchanges],
    queues: [...one.topology.queues, ...two.topology.queues],
    bindings: [...one.topology.bindings, ...two.topology.bindings],
    policies: [],
  };
}
