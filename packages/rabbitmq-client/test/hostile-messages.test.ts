import { expect, test } from '@jest/globals';
import type { Options } from 'amqplib';
import { createEnvelope } from '../src/index.ts';
import { noteFixture, type NoteFixture } from './note-event.ts';
import { describeOnBrokers, eventually } from './on-broker.ts';

const json = { contentType: 'application/json' };

function envelopeOf({ event }: NoteFixture): object {
  return createEnvelope(event, { number: 1, text: '' });
}

function without(name: string, envelope: object): object {
  return Object.fromEntries(Object.entries(envelope).filter(([each]) => each !== name));
}

interface Hostile {
  readonly name: string;
  readonly content: (fixture: NoteFixture) => Buffer;
  readonly properties: Options.Publish;
  readonly reason: RegExp;
  readonly path?: string;
}

const asJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const hostile: readonly Hostile[] = [
  {
    name: 'garbage bytes',
    content: () => Buffer.from([0xff, 0x00, 0xfe, 0x80]),
    properties: json,
    reason: /not UTF-8/,
  },
  { name: 'an empty body', content: () => Buffer.alloc(0), properties: json, reason: /not JSON/ },
  {
    name: 'a wrong content type',
    content: (fixture) => asJson(envelopeOf(fixture)),
    properties: { contentType: 'text/xml' },
    reason: /content type is "text\/xml"/,
  },
  { name: 'no content type', content: (fixture) => asJson(envelopeOf(fixture)), properties: {}, reason: /is missing/ },
  { name: 'a body of 50 MB', content: () => Buffer.alloc(50_000_000, 0x20), properties: json, reason: /50000000 bytes/ },
  {
    name: 'a forged event type',
    content: (fixture) => asJson({ ...envelopeOf(fixture), eventType: 'order.paid' }),
    properties: json,
    reason: /eventType is "order.paid"/,
    path: 'eventType',
  },
  {
    name: 'an envelope without eventId',
    content: (fixture) => asJson(without('eventId', envelopeOf(fixture))),
    properties: json,
    reason: /eventId/,
    path: 'eventId',
  },
  {
    name: 'wrong data',
    content: (fixture) => asJson({ ...envelopeOf(fixture), data: { number: 'one', text: '' } }),
    properties: json,
    reason: /data\.number/,
    path: 'data.number',
  },
  {
    name: 'JSON nested without end',
    content: () => Buffer.from('['.repeat(100_000)),
    properties: json,
    reason: /not JSON/,
  },
  {
    name: 'headers that pretend to be ours',
    content: () => Buffer.from('{}'),
    properties: {
      ...json,
      headers: { 'x-kada-attempt': 'NaN', 'x-kada-queue': 'elsewhere', 'x-kada-history': [{ attempt: 'one' }, 7] },
    },
    reason: /eventType is missing/,
    path: 'eventType',
  },
  {
    name: 'as many headers as can be sent',
    content: () => Buffer.from('{}'),
    properties: { ...json, headers: { large: 'x'.repeat(65_000) } },
    reason: /eventType is missing/,
    path: 'eventType',
  },
];

describeOnBrokers((bench) => {
  test.each(hostile)('$name is dead-lettered with the reason, and the consumer lives', async (sent) => {
    const fixture = noteFixture();
    const { deadLetterQueue, queue } = fixture.consumption;
    const messaging = await bench.connect({ topology: fixture.topology });
    const handled: number[] = [];
    const consumer = await messaging.consume(fixture.consumption, ({ data }) => void handled.push(data.number));
    const content = sent.content(fixture);
    await bench.onChannel(async (channel) => {
      channel.publish(fixture.event.exchange ?? '', fixture.event.routingKey, content, { ...sent.properties, messageId: 'm-1' });
      await channel.checkQueue(queue);
    });
    await eventually(() => consumer.counts.deadLettered === 1);

    const [letter, ...others] = await messaging.deadLetters.read(deadLetterQueue);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ kind: 'invalid', messageId: 'm-1', queue, redriven: 0 });
    expect(letter?.reason).toMatch(sent.reason);
    expect(letter?.path).toBe(sent.path);
    expect(letter?.content.equals(content)).toBe(true);
    expect(letter?.history.map(({ attempt, kind }) => [attempt, kind])).toEqual([[1, 'invalid']]);

    await messaging.publisher().publish(fixture.event, createEnvelope(fixture.event, { number: 2, text: '' }));
    await eventually(() => consumer.counts.done === 1);
    expect(handled).toEqual([2]);
    expect(consumer.counts).toMatchObject({ received: 2, retried: 0 });
  }, 60_000);

  test('an invalid event is no event: it cannot be published', async () => {
    const fixture = noteFixture();
    const messaging = await bench.connect({ topology: fixture.topology });
    const more = { ...createEnvelope(fixture.event, { number: 1, text: '' }), undeclared: true };
    await expect(messaging.publisher().publish(fixture.event, more)).rejects.toMatchObject({ name: 'InvalidEventError' });
    expect(await bench.ready(fixture.consumption.queue)).toBe(0);
  });
});
