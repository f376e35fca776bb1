import { expect, test } from '@jest/globals';
import { ConsumeRefusedError, createEnvelope } from '../src/index.ts';
import { noteFixture } from './note-event.ts';
import { describeOnBrokers, eventually, recordingLogger } from './on-broker.ts';

describeOnBrokers((bench) => {
  test('queues that exist with other arguments do not keep a service from starting and working', async () => {
    const fixture = noteFixture({ delaysMs: [10] });
    const { queue, retries, deadLetterQueue } = fixture.consumption;
    const logger = recordingLogger();
    bench.owns(fixture.topology);
    const oldArguments = { 'x-queue-type': 'quorum', 'x-max-length': 1000 };
    await bench.onChannel(async (channel) => {
      await channel.assertQueue(queue, { arguments: oldArguments });
      await channel.assertQueue(deadLetterQueue, { arguments: oldArguments });
      await channel.assertExchange(fixture.event.exchange ?? '', 'topic', { durable: false });
    });

    const messaging = await bench.connect({ topology: fixture.topology, logger });
    const told = logger.lines.filter(({ message }) => message.includes('npm run topology -- plan'));
    expect(told.map(({ fields }) => fields)).toMatchObject([
      { what: `exchange "${fixture.event.exchange ?? ''}"` },
      { what: `queue "${queue}"` },
      { what: `queue "${deadLetterQueue}"` },
    ]);
    expect(await messaging.deadLetters.list(retries.map((retry) => retry.queue))).toMatchObject([{ messages: 0 }]);
    // The binding stands behind the refused queue, and is made.
    const consumer = await messaging.consume(fixture.consumption, (_event, { attempt }) => {
      if (attempt === 1) throw new Error('once');
    });
    await messaging.publisher().publish(fixture.event, createEnvelope(fixture.event, { number: 1, text: '' }));
    await eventually(() => consumer.counts.done === 1);
  });

  test('a queue that is deleted under its consumer is declared again, and consumed', async () => {
    const fixture = noteFixture();
    const { queue } = fixture.consumption;
    const messaging = await bench.connect({ topology: fixture.topology });
    const consumer = await messaging.consume(fixture.consumption, () => undefined);
    const publisher = messaging.publisher();
    await publisher.publish(fixture.event, createEnvelope(fixture.event, { number: 1, text: '' }));
    await eventually(() => consumer.counts.done === 1);
    for (let round = 2; round < 5; round += 1) {
      await bench.onChannel((channel) => channel.deleteQueue(queue));
      await eventually(() => bench.onChannel(async (channel) => (await consumersOf(channel.checkQueue(queue))) === 1));
      await publisher.publish(fixture.event, createEnvelope(fixture.event, { number: round, text: '' }));
      await eventually(() => consumer.counts.done === round);
    }
  });

  test('a failed event waits, unacknowledged, until there is a queue for its copy', async () => {
    const fixture = noteFixture({ delaysMs: [10] });
    const [retry] = fixture.consumption.retries;
    const logger = recordingLogger();
    const withoutRetry = {
      ...fixture.topology,
      queues: fixture.topology.queues.filter(({ name }) => name !== retry?.queue),
    };
    bench.owns(fixture.topology);
    const messaging = await bench.connect({ topology: withoutRetry, logger });
    const attempts: number[] = [];
    const consumer = await messaging.consume(fixture.consumption, (_event, { attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error('once');
    });
    await messaging.publisher().publish(fixture.event, createEnvelope(fixture.event, { number: 1, text: '' }));
    await eventually(() => logger.lines.filter(({ message }) => message.startsWith('cannot put')).length >= 2);
    expect(attempts).toEqual([1]);
    const other = await bench.connect({ topology: fixture.topology });
    await eventually(() => consumer.counts.done === 1);
    expect(attempts).toEqual([1, 2]);
    expect(other.connected).toBe(true);
  });

  test('a queue that is deleted for good is given back when it is there again', async () => {
    const fixture = noteFixture({ delaysMs: [] });
    const { queue, deadLetterQueue } = fixture.consumption;
    const messaging = await bench.connect({ topology: fixture.topology });
    const consumer = await messaging.consume(fixture.consumption, () => Promise.reject(new Error('no')));
    await messaging.publisher().publish(fixture.event, createEnvelope(fixture.event, { number: 1, text: '' }));
    await eventually(() => consumer.counts.deadLettered === 1);
    await consumer.stop();
    await bench.onChannel((channel) => channel.deleteQueue(queue));
    const { redriven, kept } = await messaging.deadLetters.redrive(deadLetterQueue);
    expect({ redriven, kept: kept.length }).toEqual({ redriven: 0, kept: 1 });
    expect(kept[0]?.reason).toMatch(/reached no queue/);
    expect(await messaging.deadLetters.list([deadLetterQueue])).toEqual([{ queue: deadLetterQueue, messages: 1 }]);

    const to = fixture.otherConsumption.deadLetterQueue;
    expect(await messaging.deadLetters.redrive(deadLetterQueue, { to })).toEqual({ redriven: 1, kept: [], missing: [] });
    expect(await messaging.deadLetters.purge(to)).toBe(1);
  });

  test('dead letters can be chosen, counted and deleted', async () => {
    const fixture = noteFixture({ delaysMs: [] });
    const { queue, deadLetterQueue } = fixture.consumption;
    const messaging = await bench.connect({ topology: fixture.topology });
    const consumer = await messaging.consume(fixture.consumption, () => Promise.reject(new Error('no')));
    const envelopes = [1, 2, 3, 4, 5].map((number) => createEnvelope(fixture.event, { number, text: '' }));
    const publisher = messaging.publisher();
    for (const envelope of envelopes) await publisher.publish(fixture.event, envelope);
    await eventually(() => consumer.counts.deadLettered === 5);
    await consumer.stop();
    const [, second, , fourth] = envelopes;
    const messageIds = [second?.eventId ?? '', fourth?.eventId ?? ''];

    const { deadLetters } = messaging;
    expect((await deadLetters.read(deadLetterQueue, { limit: 2 })).length).toBe(2);
    expect((await deadLetters.read(deadLetterQueue, { messageIds })).map(({ messageId }) => messageId).sort()).toEqual(messageIds.sort());
    expect(await deadLetters.redrive(deadLetterQueue, { messageIds: [...messageIds, 'nobody'] })).toEqual({ redriven: 2, kept: [], missing: ['nobody'] });
    await eventually(async () => (await bench.ready(queue)) === 2);
    expect(await deadLetters.list([deadLetterQueue, `${deadLetterQueue}.none`])).toEqual([
      { queue: deadLetterQueue, messages: 3 },
      { queue: `${deadLetterQueue}.none`, messages: undefined },
    ]);
    expect(await deadLetters.redrive(deadLetterQueue, { limit: 1 })).toEqual({ redriven: 1, kept: [], missing: [] });
    expect(await deadLetters.purge(deadLetterQueue)).toBe(2);
    await expect(deadLetters.read(`${deadLetterQueue}.none`)).rejects.toMatchObject({ code: 404 });
  });

  test('many dead letters are redriven once each', async () => {
    const fixture = noteFixture();
    const { queue, deadLetterQueue } = fixture.consumption;
    const messaging = await bench.connect({ topology: fixture.topology });
    const publisher = messaging.publisher();
    const headers = { 'x-kada-queue': queue };
    await Promise.all(
      Array.from({ length: 350 }, (_, number) =>
        publisher.send({ exchange: '', routingKey: deadLetterQueue, content: Buffer.from('{}'), messageId: `m-${number}`, headers }),
      ),
    );
    expect(await messaging.deadLetters.redrive(deadLetterQueue)).toEqual({ redriven: 350, kept: [], missing: [] });
    await eventually(async () => (await bench.ready(queue)) === 350);
    expect(await bench.ready(deadLetterQueue)).toBe(0);
  });

  test('a queue that is not there is refused when a service starts to consume', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect();
    const consumption = { ...fixture.consumption, queue: `${fixture.consumption.queue}.none` };
    await expect(messaging.consume(consumption, () => undefined)).rejects.toThrow(ConsumeRefusedError);
  });
});

async function consumersOf(checked: Promise<{ readonly consumerCount: number }>): Promise<number> {
  return await checked.then(
    ({ consumerCount }) => consumerCount,
    () => 0,
  );
}
