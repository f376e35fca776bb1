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
  #inTurn = false;
  #cancelled = false;
  #retired = false;
  #over = false;

  constructor(channel: SessionChannel, prefetch: number) {
    this.#channel = channel;
    this.#prefetch = prefetch;
    // One listener for each copy that is on its way.
    setMaxListeners(0, this.#ended.signal);
    channel.on('close', () => this.#end());
  }

  /** Aborted when the channel is gone: the broker delivers again what was not acknowledged. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Whether `ended` is aborted, for what asks with each message. */
  get isOver(): boolean {
    return this.#over;
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
    if (this.#consumerTag === undefined || this.#over) return;
    this.#acknowledge();
    this.#cancelled = true;
    await this.#channel.cancel(this.#consumerTag).catch(() => undefined);
  }

  /** A message has come. */
  deliver(tag: number): void {
    deliver(this.#tracker, tag);
  }

  /** Runs `work`; what is settled by its end is acknowledged at its end. */
  turn(work: () => void): void {
    this.#inTurn = true;
    try {
      work();
    } finally {
      this.#inTurn = false;
      if (this.#flushing) this.#flush();
    }
  }

  /** A message is done with. Outside of `turn` it is acknowledged with the others of this turn of the event loop. */
  settle(tag: number): void {
    if (this.#over) return;
    settle(this.#tracker, tag);
    if (this.#flushing || this.#cancelled) return;
    this.#flushing = true;
    if (!this.#inTurn) setImmediate(() => this.#flush());
  }

  /** No more deliveries come. Closes the channel as soon as what it holds is done with. */
  retire(): void {
    this.#retired = true;
    if (!this.#flushing) this.#flush();
  }

  /** Acknowledges what is settled, gives the rest back, and closes the channel. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#end();
    try {
      answerLast(this.#channel, this.#tracker);
      await this.#channel.close();
    } catch {
      // It is closed; the broker delivers again.
    }
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#over || this.#cancelled) return;
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
      this.#end();
    }
  }

  #end(): void {
    this.#over = true;
    this.#ended.abort();
  }
}

/** The last answers on a channel that is about to close. */
function answerLast(channel: SessionChannel, tracker: AckTracker): void {
  for (const { kind, upTo } of closeOut(tracker)) {
    if (kind === 'acknowledge') channel.ack(delivered(upTo), true);
    else channel.nack(delivered(upTo), true, true);
  }
}

export const noProperties: Message['properties'] = {
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
