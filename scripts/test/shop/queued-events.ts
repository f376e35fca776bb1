import { allEvents } from '@kada-mandiya/event-contracts';
import type { EventContract, EventEnvelope } from '@kada-mandiya/contract';
import { connect as connectMessaging, messageOf } from '@kada-mandiya/rabbitmq-client';
import { keptLog } from '@kada-mandiya/service-kit/testing';
import { connect, type GetMessage } from 'amqplib';

/** Publishes events once more, word for word, one after another. */
export async function publishAgain(url: string, events: readonly EventEnvelope[]): Promise<void> {
  const messaging = await connectMessaging({ url, name: 'publish-again', logger: keptLog().logger });
  try {
    const publisher = messaging.publisher();
    for (const event of events) await publisher.send(messageOf(contractOf(event), event));
  } finally {
    await messaging.close();
  }
}

function contractOf({ eventType, version }: EventEnvelope): EventContract {
  const contracts: readonly EventContract[] = allEvents;
  const found = contracts.find((one) => one.routingKey === eventType && one.version === version);
  if (found === undefined) throw new Error(`there is no ${eventType} of version ${version}`);
  return found;
}

/** A message that was taken from a queue, to be put back there. */
export interface TakenMessage {
  readonly queue: string;
  readonly message: GetMessage;
}

/** Takes all messages out of queues that nobody consumes. */
export async function takeAll(url: string, queues: readonly string[]): Promise<readonly TakenMessage[]> {
  const model = await connect(url);
  try {
    const channel = await model.createChannel();
    const taken: TakenMessage[] = [];
    for (const queue of queues) {
      for (let message = await channel.get(queue); message !== false; message = await channel.get(queue)) {
        channel.ack(message);
        taken.push({ queue, message });
      }
    }
    await channel.close();
    return taken;
  } finally {
    await model.close();
  }
}

/** Puts messages into their queues, in this order. */
export async function putBack(url: string, taken: readonly TakenMessage[]): Promise<void> {
  const model = await connect(url);
  try {
    const channel = await model.createConfirmChannel();
    for (const { queue, message: { content, properties } } of taken) channel.sendToQueue(queue, content, { ...properties, persistent: true });
    await channel.waitForConfirms();
  } finally {
    await model.close();
  }
}

/** Each three times, in an order that the seed decides. */
export function threeTimesShuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = randomFrom(seed);
  return items
    .flatMap((item) => [item, item, item])
    .map((item) => ({ item, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
