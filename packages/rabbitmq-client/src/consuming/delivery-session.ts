import { setMaxListeners } from 'node:events';
import type { Channel, Message } from 'amqplib';
import {
  closeOut,
  deliver,
  newAckTracker,
  settle,
  takeGroupAck,
  takeSingleAcks,
  unsettled,
  type AckTracker,
} from './ack-tracker.ts';

/** What a session needs of amqplib's channel. */
export interface SessionChannel extends Pick<Channel, 'ack' | 'nack'> {
  cancel(consumerTag: string): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'close', listener: () => void): unknown;
}

/** One subscription on one channel. Its deliveries can be acknowledged here and nowhere else. */
export class DeliverySession {
  readonly #channel: SessionChannel;
  readonly #prefetch: number;
  readonly #tracker = newAckTracker();
  readonly #ended = new AbortController();
  #consumerTag: string | undefined;
  #flushing = false;
  #reading = false;
  #cancelled = false;
  #retired = false;

  constructor(channel: SessionChannel, prefetch: number) {
    this.#channel = channel;
    this.#prefetch = prefetch;
    // One listener for each copy that is on its way.
    setMaxListeners(0, this.#ended.signal);
    channel.on('close', () => this.#ended.abort());
  }

  /** Aborted when the channel is gone: the broker delivers again what was not acknowledged. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** The broker's name for the subscription. */
  subscribed(consumerTag: string): void {
    this.#consumerTag = consumerTag;
  }

  /**
   * Resolves when no more deliveries come, and the queue has taken in the acknowledgements so far: the broker answers
   * when the queue has. Those that follow wait for `close`.
   */
  async cancel(): Promise<void> {
    if (this.#consumerTag === undefined || this.#ended.signal.aborted) return;
    this.#acknowledge();
    this.#cancelled = true;
    await this.#channel.cancel(this.#consumerTag).catch(() => undefined);
  }

  /** A message has come. */
  deliver(tag: number): void {
    deliver(this.#tracker, tag);
    if (this.#reading) return;
    this.#reading = true;
    process.nextTick(() => {
      this.#reading = false;
      if (this.#flushing) this.#flush();
    });
  }

  /**
   * A message is done with. It is acknowledged with the others of this turn of the event loop; one that is done with
   * while messages are read, with those of this read. amqplib sends at the end of a turn what was written before.
   */
  settle(tag: number): void {
    if (this.#ended.signal.aborted) return;
    settle(this.#tracker, tag);
    if (this.#flushing || this.#cancelled) return;
    this.#flushing = true;
    if (!this.#reading) setImmediate(() => this.#flush());
  }

  /** No more deliveries come. Closes the channel as soon as what it holds is done with. */
  retire(): void {
    this.#retired = true;
    if (!this.#flushing) this.#flush();
  }

  /** Acknowledges what is settled, gives the rest back, and closes the channel. */
  async close(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    try {
      answerLast(this.#channel, this.#tracker);
      await this.#channel.close();
    } catch {
      // It is closed; the broker delivers again.
    }
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#ended.signal.aborted || this.#cancelled) return;
    this.#acknowledge();
    if (this.#retired && unsettled(this.#tracker) === 0) void this.#channel.close().catch(() => undefined);
  }

  #acknowledge(): void {
    try {
      const upTo = takeGroupAck(this.#tracker);
      if (upTo !== undefined) this.#channel.ack(delivered(upTo), true);
      for (const tag of takeSingleAcks(this.#tracker, this.#prefetch)) this.#channel.ack(delivered(tag));
    } catch {
      // The channel is closing; the broker delivers again.
      this.#ended.abort();
    }
  }
}

/** The last answers on a channel that is about to close. */
function answerLast(channel: SessionChannel, tracker: AckTracker): void {
  for (const { kind, upTo } of closeOut(tracker)) {
    if (kind === 'acknowledge') channel.ack(delivered(upTo), true);
    else channel.nack(delivered(upTo), true, true);
  }
}

const noProperties: Message['properties'] = {
  contentType: undefined,
  contentEncoding: undefined,
  headers: undefined,
  deliveryMode: undefined,
  priority: undefined,
  correlationId: undefined,
  replyTo: undefined,
  expiration: undefined,
  messageId: undefined,
  timestamp: undefined,
  type: undefined,
  userId: undefined,
  appId: undefined,
  clusterId: undefined,
};

const noContent = Buffer.alloc(0);

/** amqplib acknowledges messages; of one it reads the delivery tag. */
function delivered(deliveryTag: number): Message {
  return {
    content: noContent,
    properties: noProperties,
    fields: { deliveryTag, redelivered: false, exchange: '', routingKey: '' },
  };
}
