import { randomUUID } from 'node:crypto';
import type { Consumption, EventContract, EventEnvelope, Topology } from '@kada-mandiya/contract';
import { z } from 'zod';

/** An event of the tests' own: a note with a number. */
export interface NoteWritten extends EventEnvelope {
  readonly eventType: string;
  readonly version: 1;
  readonly data: { readonly number: number; readonly text: string };
}

const envelope = {
  eventId: z.uuid(),
  eventType: z.string(),
  version: z.literal(1),
  occurredAt: z.iso.datetime(),
  correlationId: z.string().min(1),
};

const data = { number: z.int(), text: z.string() };

/** Everything that one test needs on a broker, under names that no other test has. */
export interface NoteFixture {
  readonly event: EventContract<NoteWritten>;
  readonly topology: Topology;
  readonly consumption: Consumption<NoteWritten>;
  /** A second service that takes the same event. */
  readonly otherConsumption: Consumption<NoteWritten>;
}

export interface NoteFixtureOptions {
  readonly delaysMs?: readonly number[];
  readonly prefetch?: number;
  readonly queueType?: 'quorum' | 'classic';
}

export function noteFixture({ delaysMs = [20, 40], prefetch = 10, queueType = 'quorum' }: NoteFixtureOptions = {}): NoteFixture {
  const prefix = `test-${randomUUID().slice(0, 8)}`;
  const routingKey = `${prefix}.note.written`;
  const exchange = `${prefix}.events`;
  const event = noteEvent(routingKey, exchange);
  const consumptionOf = (service: string): Consumption<NoteWritten> => {
    const queue = `${prefix}.${service}.note.written`;
    const retries = delaysMs.map((delayMs) => ({ queue: `${queue}.retry.${delayMs}ms`, delayMs }));
    return { event, queue, deadLetterQueue: `${queue}.dlq`, retries, prefetch };
  };
  const consumption = consumptionOf('archive');
  const otherConsumption = consumptionOf('mirror');
  return {
    event,
    consumption,
    otherConsumption,
    topology: {
      exchanges: [{ name: exchange, type: 'topic', durable: true, autoDelete: false }],
      queues: [consumption, otherConsumption].flatMap((each) => queuesOf(each, queueType)),
      bindings: [consumption, otherConsumption].map(({ queue }) => ({ exchange, queue, routingKey })),
      policies: [],
    },
  };
}

/** One version of one event. */
export function noteEvent(routingKey: string, exchange: string): EventContract<NoteWritten> {
  const schema = z.object({ ...envelope, eventType: z.literal(routingKey), data: z.object(data) });
  const strictSchema = z.strictObject({ ...envelope, eventType: z.literal(routingKey), data: z.strictObject(data) });
  return {
    routingKey,
    exchange,
    version: 1,
    message: 'NoteWrittenV1',
    is: (value): value is NoteWritten => schema.safeParse(value).success,
    isStrict: (value): value is NoteWritten => strictSchema.safeParse(value).success,
    schema,
    strictSchema,
    examples: [],
    sensitive: [],
    hasReceiver: true,
  };
}

function queuesOf({ queue, deadLetterQueue, retries }: Consumption, queueType: string): Topology['queues'] {
  const atLeastOnce = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };
  const argumentsTo = (target: string): Record<string, string> => ({
    'x-queue-type': queueType,
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': target,
    ...(queueType === 'quorum' ? atLeastOnce : {}),
  });
  return [
    { name: queue, durable: true, arguments: argumentsTo(deadLetterQueue) },
    ...retries.map(({ queue: name, delayMs }) => ({
      name,
      durable: true,
      arguments: { ...argumentsTo(queue), 'x-message-ttl': delayMs },
    })),
    { name: deadLetterQueue, durable: true, arguments: { 'x-queue-type': queueType } },
  ];
}
