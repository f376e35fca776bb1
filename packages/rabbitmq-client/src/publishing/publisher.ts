import type { ChannelModel, ConfirmChannel, Message, Options } from 'amqplib';
import { IllegalOperationError } from 'amqplib';
import type { EventContract, EventEnvelope } from '@kada-mandiya/contract';
import { ifStillConnected, keepTrying } from '../connection/keep-trying.ts';
import type { Link } from '../connection/link.ts';
import { ClosedError, PublishRejectedError, reasonOf, replyCodeOf, UnroutableEventError } from '../errors.ts';
import { answered, emptyWindow, sent } from './confirm-window.ts';
import { abortReason, SharedSignals, type Entry } from './entry.ts';
import { append, emptyFifo, fifoLength, putBack, takeFirst, waitingIn } from './fifo.ts';
import { messageOf, type OutgoingMessage } from './outgoing-message.ts';

export interface PublishOptions {
  /**
   * Ends the wait: the promise rejects with the signal's reason. A message that is on its way by then may arrive; one
   * that waits for a connection is not sent any more.
   */
  readonly signal?: AbortSignal;
}

export interface Publisher {
  /**
   * Sends an event and resolves when the broker has taken charge of it. While the broker is away it waits, and what
   * was not confirmed is sent again: it may then arrive twice, which is what consumers' `eventId` is for.
   *
   * @throws InvalidEventError, UnroutableEventError, PublishRejectedError, ClosedError, or the signal's reason
   */
  publish<E extends EventEnvelope>(event: EventContract<E>, envelope: E, options?: PublishOptions): Promise<void>;
  /** As `publish`, for a message that was checked before (see `messageOf`). */
  send(message: OutgoingMessage, options?: PublishOptions): Promise<void>;
  /** Waits for what was given to it, and takes nothing more. After `withinMs` (10,000) what is left rejects. */
  close(options?: { readonly withinMs?: number }): Promise<void>;
}

const defaultCloseMs = 10_000;

/** Sends on one confirm channel with a sliding window: so many messages are on their way at most. */
export class ConfirmedPublisher implements Publisher {
  readonly #link: Link;
  readonly #size: number;
  readonly #waiting = emptyFifo<Entry>();
  readonly #signals = new SharedSignals((signal, reason) => this.#endWaits(signal, reason));
  #window = emptyWindow<Entry>();
  #channel: ConfirmChannel | undefined;
  #writable = true;
  /** How many messages to send one at a time: one of them made the broker close the channel. */
  #suspects = 0;
  #closed = false;
  #onIdle: (() => void) | undefined;
  readonly #forget: () => void;

  constructor(link: Link, { window = 1000 }: { readonly window?: number } = {}) {
    this.#link = link;
    this.#size = Math.max(1, window);
    this.#forget = link.whenOpen((model) => void this.#openChannel(model));
  }

  publish<E extends EventEnvelope>(event: EventContract<E>, envelope: E, options?: PublishOptions): Promise<void> {
    let message: OutgoingMessage;
    try {
      message = messageOf(event, envelope);
    } catch (thrown) {
      return Promise.reject(thrown instanceof Error ? thrown : new Error(reasonOf(thrown)));
    }
    return this.send(message, options);
  }

  send(message: OutgoingMessage, { signal }: PublishOptions = {}): Promise<void> {
    if (this.#closed) return Promise.reject(new ClosedError('publisher'));
    if (signal?.aborted === true) return Promise.reject(abortReason(signal));
    return new Promise((resolve, reject) => {
      append(this.#waiting, this.#entry(message, signal, { resolve, reject }));
      this.#pump();
    });
  }

  #entry(
    message: OutgoingMessage,
    signal: AbortSignal | undefined,
    { resolve, reject }: { readonly resolve: () => void; readonly reject: (error: Error) => void },
  ): Entry {
    const settle = (error?: Error): void => {
      if (entry.settled) return;
      entry.settled = true;
      if (signal !== undefined) this.#signals.remove(signal);
      if (error === undefined) resolve();
      else reject(error);
    };
    const entry: Entry = { message, signal, settle, settled: false };
    if (signal !== undefined) this.#signals.add(signal);
    return entry;
  }

  #endWaits(signal: AbortSignal, reason: Error): void {
    for (const entry of [...this.#window.unconfirmed.values(), ...waitingIn(this.#waiting)]) {
      if (entry.signal === signal) entry.settle(reason);
    }
  }

  async close({ withinMs = defaultCloseMs }: { readonly withinMs?: number } = {}): Promise<void> {
    this.#closed = true;
    await this.#idle(withinMs);
    this.#forget();
    this.#abandon();
    const channel = this.#channel;
    this.#channel = undefined;
    await channel?.close().catch(() => undefined);
  }

  #idle(withinMs: number): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #isIdle(): boolean {
    return fifoLength(this.#waiting) === 0 && this.#window.unconfirmed.size === 0;
  }

  #abandon(): void {
    const left = [...this.#window.unconfirmed.values()];
    putBack(this.#waiting, left);
    this.#window = emptyWindow();
    for (let entry = takeFirst(this.#waiting); entry !== undefined; entry = takeFirst(this.#waiting)) {
      entry.settle(new ClosedError('publisher'));
    }
  }

  #openChannel(model: ChannelModel): Promise<void> {
    return keepTrying(this.#link, model, {
      signal: this.#link.closing,
      open: async () => {
        const channel = await model.createConfirmChannel();
        if (this.#link.model !== model || this.#onIdleAndClosed()) await channel.close();
        else this.#useChannel(model, channel);
      },
      failed: (reason) => this.#link.logger.error({ reason }, 'the broker opens no channel for publishing'),
    });
  }

  #onIdleAndClosed(): boolean {
    return this.#closed && this.#isIdle();
  }

  #useChannel(model: ChannelModel, channel: ConfirmChannel): void {
    let refusal: unknown;
    channel.on('error', (error) => {
      refusal = error;
    });
    channel.on('close', () => this.#onChannelClosed(model, channel, refusal));
    channel.on('drain', () => {
      this.#writable = true;
      this.#pump();
    });
    channel.on('return', (message) => this.#onReturned(message));
    channel.on('ack', (answer) => this.#onAnswer(answer));
    channel.on('nack', (answer) => this.#onAnswer(answer, 'it answered with a nack: a queue is full or has failed'));
    this.#channel = channel;
    this.#window = emptyWindow();
    this.#writable = true;
    this.#pump();
  }

  #pump(): void {
    const size = this.#suspects > 0 ? 1 : this.#size;
    while (this.#channel !== undefined && this.#writable && this.#window.unconfirmed.size < size) {
      const entry = takeFirst(this.#waiting);
      if (entry === undefined) break;
      if (!entry.settled) this.#transmit(this.#channel, entry);
    }
    if (this.#onIdle !== undefined && this.#isIdle()) this.#onIdle();
  }

  #transmit(channel: ConfirmChannel, entry: Entry): void {
    const { exchange, routingKey, content } = entry.message;
    try {
      this.#writable = channel.publish(exchange, routingKey, content, propertiesOf(entry.message));
    } catch (thrown) {
      if (thrown instanceof IllegalOperationError) {
        // The channel is about to say that it is closed.
        putBack(this.#waiting, [entry]);
        this.#channel = undefined;
        return;
      }
      entry.settle(new PublishRejectedError(entry.message, idOf(entry), reasonOf(thrown)));
      return;
    }
    sent(this.#window, entry);
  }

  #onAnswer(answer: { readonly deliveryTag: number; readonly multiple: boolean }, refusal?: string): void {
    answered(this.#window, answer, (entry) => {
      if (this.#suspects > 0) this.#suspects -= 1;
      if (refusal !== undefined) entry.settle(new PublishRejectedError(entry.message, idOf(entry), refusal));
      else if (entry.returned !== undefined) this.#unroutable(entry, entry.returned);
      else entry.settle();
    });
    this.#pump();
  }

  /** The broker returns a message before it confirms it. Equal messages are one as good as the other. */
  #onReturned({ fields, properties, content }: Message): void {
    for (const entry of this.#window.unconfirmed.values()) {
      const { message } = entry;
      const same =
        entry.returned === undefined &&
        message.mandatory === true &&
        message.messageId === properties.messageId &&
        message.routingKey === fields.routingKey &&
        message.exchange === fields.exchange &&
        message.content.equals(content);
      if (!same) continue;
      entry.returned = 'replyText' in fields ? String(fields.replyText) : 'returned';
      return;
    }
  }

  #unroutable(entry: Entry, reason: string): void {
    const { exchange, routingKey } = entry.message;
    const error = new UnroutableEventError(entry.message, idOf(entry), reason);
    this.#link.logger.error({ exchange, routingKey, messageId: idOf(entry), reason }, 'a message reached no queue');
    entry.settle(error);
  }

  /**
   * What was not confirmed is sent again. Where the broker closed the channel because of one of them, they go one at a
   * time until it is known which: that one is refused, the others are not lost with it.
   */
  #onChannelClosed(model: ChannelModel, channel: ConfirmChannel, refusal: unknown): void {
    if (this.#channel !== channel && this.#channel !== undefined) return;
    const unconfirmed = [...this.#window.unconfirmed.values()].filter((entry) => !entry.settled);
    this.#window = emptyWindow();
    this.#channel = undefined;
    const [only] = unconfirmed;
    if (refusal !== undefined && unconfirmed.length === 1 && only !== undefined) {
      this.#refuse(only, refusal);
      if (this.#suspects > 0) this.#suspects -= 1;
    } else {
      if (refusal !== undefined) this.#suspects = unconfirmed.length;
      putBack(this.#waiting, unconfirmed);
    }
    ifStillConnected(this.#link, model, () => void this.#openChannel(model));
    this.#pump();
  }

  #refuse(entry: Entry, refusal: unknown): void {
    if (replyCodeOf(refusal) === 404) this.#unroutable(entry, reasonOf(refusal));
    else entry.settle(new PublishRejectedError(entry.message, idOf(entry), reasonOf(refusal)));
  }
}

function idOf({ message }: Entry): string {
  return message.messageId ?? '(without id)';
}

function propertiesOf(message: OutgoingMessage): Options.Publish {
  const { messageId, correlationId, type, contentType, timestamp, headers } = message;
  return {
    persistent: true,
    mandatory: message.mandatory ?? false,
    ...(messageId === undefined ? {} : { messageId }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(type === undefined ? {} : { type }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(headers === undefined ? {} : { headers }),
  };
}
