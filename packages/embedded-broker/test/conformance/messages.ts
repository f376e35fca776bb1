import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ConfirmChannel, ConsumeMessage, GetMessage, Message, Options } from 'amqplib';

const patienceMs = 20_000;
const pollMs = 20;

/** Publishes and waits for the broker's confirm; a nack rejects. */
export function publish(
  channel: ConfirmChannel,
  exchange: string,
  routingKey: string,
  content: Buffer | string,
  options: Options.Publish = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.publish(exchange, routingKey, Buffer.from(content), options, (error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

/** Sends messages to a queue through the default exchange, one after the other, and waits for the confirms. */
export async function send(channel: ConfirmChannel, queue: string, ...contents: readonly string[]): Promise<void> {
  await Promise.all(contents.map((content) => publish(channel, '', queue, content)));
}

/** Takes out everything that is ready, in order. */
export async function drain(channel: Channel, queue: string): Promise<GetMessage[]> {
  const messages: GetMessage[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return messages;
    messages.push(message);
  }
}

/** Takes out everything that is ready, in order, and gives the contents as text. */
export async function drainTexts(channel: Channel, queue: string): Promise<string[]> {
  return (await drain(channel, queue)).map(textOf);
}

/** Waits for the next message of a queue and takes it; expected within 20 seconds. */
export function take(channel: Channel, queue: string, options: Options.Get = { noAck: true }): Promise<GetMessage> {
  return eventually(async () => {
    const message = await channel.get(queue, options);
    return message === false ? undefined : message;
  }, `a message in ${queue}`);
}

export function textOf(message: Message): string {
  return message.content.toString();
}

/** A consumer that keeps what it gets, in the order of arrival. `null` is the broker's cancellation. */
export interface Inbox {
  readonly consumerTag: string;
  readonly messages: readonly ConsumeMessage[];
  readonly cancelled: Promise<void>;
  /** All messages as soon as there are `count` of them. */
  atLeast(count: number): Promise<readonly ConsumeMessage[]>;
}

/** Starts to consume. Messages are acknowledged by the test, unless `noAck` is set. */
export async function openInbox(channel: Channel, queue: string, options: Options.Consume = {}): Promise<Inbox> {
  const messages: ConsumeMessage[] = [];
  const cancellation = Promise.withResolvers<undefined>();
  const { consumerTag } = await channel.consume(
    queue,
    (message) => {
      if (message === null) cancellation.resolve(undefined);
      else messages.push(message);
    },
    options,
  );
  return {
    consumerTag,
    messages,
    cancelled: cancellation.promise,
    atLeast: (count) =>
      eventually(() => (messages.length >= count ? messages : undefined), `${count} messages, has ${messages.length}`),
  };
}

/** Asks again and again, until there is an answer that is not `undefined`; expected within 20 seconds. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${patienceMs} ms for ${what}.`);
    await sleep(pollMs);
  }
}

/** Waits until a queue holds `messages` ready messages, as queue.declare counts them. */
export async function untilReady(channel: Channel, queue: string, messages: number): Promise<void> {
  await eventually(
    async () => ((await channel.checkQueue(queue)).messageCount === messages ? messages : undefined),
    `${messages} ready messages in ${queue}`,
  );
}
