import type { ChannelModel, ConsumeMessage } from 'amqplib';
import type { Consumption, EventEnvelope } from '@kada-mandiya/contract';
import { consumeDirectly } from '../connection/direct-deliveries.ts';
import { ifStillConnected, keepTrying } from '../connection/keep-trying.ts';
import type { Link } from '../connection/link.ts';
import { ConsumeRefusedError, reasonOf, replyCodeOf } from '../errors.ts';
import { arrivalsOf, halfOf, type Arrival, type Arrivals } from './arrivals.ts';
import { givenProperties } from './carried-properties.ts';
import type { ConsumeOptions, Consumer, Delivery, Ending, GroupHandler, Handler } from './delivery.ts';
import { DeliverySession } from './delivery-session.ts';
import { inGroups, oneByOne, type Dispatch, type Fate, type Held, type Unsettled } from './dispatch.ts';
import { attemptOf, deliveredTooOften, type Failure } from './failure-policy.ts';
import type { Headers } from './headers.ts';
import { placeFailed, type PlacingTools } from './place-failed.ts';
import { receive, type ReceivedMessage } from './receiving.ts';

const defaults = { maxMessageBytes: 1_048_576, deliveryLimit: 20, stopMs: 10_000 } as const;

/** The service's code, of one of two kinds. */
export type Handling<E extends EventEnvelope> =
  | { readonly each: Handler<E> }
  | { readonly groups: GroupHandler<E> };

interface Parts<E extends EventEnvelope> extends PlacingTools {
  readonly link: Link;
  readonly consumption: Consumption<E>;
  readonly handling: Handling<E>;
  readonly options: ConsumeOptions;
}

/** Consumes one queue, on a new channel whenever the one before is lost. */
export class QueueConsumer<E extends EventEnvelope> implements Consumer {
  readonly counts = { received: 0, done: 0, retried: 0, deadLettered: 0, otherVersion: 0 };
  readonly #parts: Parts<E>;
  readonly #prefetch: number;
  readonly #limits: { readonly maxMessageBytes: number; readonly deliveryLimit: number };
  readonly #dispatch: Dispatch<E>;
  readonly #stopping = new AbortController();
  #session: DeliverySession | undefined;
  #unfinished = 0;
  #onIdle: (() => void) | undefined;
  #forget: () => void = () => undefined;

  private constructor(parts: Parts<E>) {
    const { consumption, handling, options } = parts;
    this.#parts = parts;
    this.#prefetch = options.prefetch ?? consumption.prefetch;
    this.#limits = {
      maxMessageBytes: options.maxMessageBytes ?? defaults.maxMessageBytes,
      deliveryLimit: options.deliveryLimit ?? defaults.deliveryLimit,
    };
    const finish = (held: Held<E>, fate: Fate): void => this.#finish(held, fate);
    this.#dispatch = 'each' in handling ? oneByOne(handling.each, finish) : inGroups(handling.groups, finish);
  }

  /**
   * Resolves when the broker delivers to it.
   *
   * @throws ConsumeRefusedError where the broker does not let us consume; ClosedError
   */
  static async start<E extends EventEnvelope>(parts: Parts<E>): Promise<QueueConsumer<E>> {
    const consumer = new QueueConsumer(parts);
    const first = await consumer.#firstSubscription();
    consumer.#forget = parts.link.whenOpen((model) => {
      if (model !== first) void consumer.#resume(model, { declare: false });
    });
    return consumer;
  }

  async #firstSubscription(): Promise<ChannelModel> {
    const { link, consumption } = this.#parts;
    for (;;) {
      const model = await link.opened();
      try {
        await this.#subscribe(model);
        return model;
      } catch (thrown) {
        if (replyCodeOf(thrown) !== undefined) throw new ConsumeRefusedError(consumption.queue, reasonOf(thrown));
        if (link.model === model) throw thrown;
      }
    }
  }

  async stop({ withinMs = defaults.stopMs }: { readonly withinMs?: number } = {}): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    this.#forget();
    const session = this.#session;
    await session?.cancel();
    await this.#idle(withinMs);
    if (this.#unfinished > 0) {
      const fields = { queue: this.#parts.consumption.queue, unfinished: this.#unfinished, withinMs };
      this.#parts.link.logger.warn(fields, 'a consumer stopped before all was handled; the broker delivers it again');
    }
    await session?.close();
  }

  #idle(withinMs: number): Promise<void> {
    if (this.#unfinished === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #subscribe(model: ChannelModel): Promise<void> {
    const { queue } = this.#parts.consumption;
    const channel = await model.createChannel();
    let refusal: unknown;
    channel.on('error', (error) => {
      refusal = error;
    });
    await channel.prefetch(this.#prefetch);
    const session = new DeliverySession(channel, this.#prefetch);
    const arrivals = this.#arrivals(session);
    const onMessage = (message: ConsumeMessage | null): void => {
      if (message === null) this.#onCancelled(model, session);
      else this.#onArrival(arrivals, message);
    };
    const consumerTag = await consumeDirectly(model, channel, { queue, ended: session.ended, onMessage });
    session.subscribed(consumerTag);
    this.#session = session;
    channel.on('close', () => {
      if (refusal !== undefined) {
        this.#parts.link.logger.error({ queue, reason: reasonOf(refusal) }, 'the broker closed a consumer’s channel');
      }
      this.#lost(model, session, { declare: false });
    });
    if (this.#stopping.signal.aborted) await session.close();
  }

  /** The broker ended the subscription: the queue was deleted, or has a new leader. */
  #onCancelled(model: ChannelModel, session: DeliverySession): void {
    const { queue } = this.#parts.consumption;
    this.#parts.link.logger.warn({ queue }, 'the broker ended a subscription; subscribing again');
    this.#lost(model, session, { declare: true });
    session.retire();
  }

  #lost(model: ChannelModel, session: DeliverySession, { declare }: { readonly declare: boolean }): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    ifStillConnected(this.#parts.link, model, () => void this.#resume(model, { declare }));
  }

  #resume(model: ChannelModel, { declare }: { readonly declare: boolean }): Promise<void> {
    const { link, consumption } = this.#parts;
    return keepTrying(link, model, {
      signal: this.#stopping.signal,
      open: async (attempt) => {
        if (declare || attempt > 1) await link.declareAgain();
        await this.#subscribe(model);
      },
      failed: (reason) => link.logger.error({ queue: consumption.queue, reason }, 'cannot consume; trying again'),
    });
  }

  /** A group is what came in one turn, so all of it is taken. */
  #arrivals(session: DeliverySession): Arrivals {
    return arrivalsOf(session, {
      atMost: 'each' in this.#parts.handling ? halfOf(this.#prefetch) : Infinity,
      handle: (arrival) => this.#onMessage(session, arrival),
      lost: (count) => this.#finished(count),
    });
  }

  #onArrival(arrivals: Arrivals, message: ConsumeMessage): void {
    this.counts.received += 1;
    this.#unfinished += 1;
    arrivals({ message, receivedAt: this.#parts.options.observe === undefined ? 0 : performance.now() });
  }

  #onMessage(session: DeliverySession, { message, receivedAt }: Arrival): void {
    const { consumption } = this.#parts;
    const delivery = deliveryOf(consumption.queue, message);
    if (deliveredTooOften(delivery.headers, this.#limits.deliveryLimit)) {
      const reason = `delivered more than ${this.#limits.deliveryLimit} times without an answer`;
      this.#fail({ delivery, message, session, receivedAt }, { kind: 'poison', reason });
      return;
    }
    const receipt = receive(consumption.event, receivedMessage(message), this.#limits);
    switch (receipt.kind) {
      case 'valid':
        this.#dispatch({ event: receipt.event, delivery, message, session, receivedAt });
        return;
      case 'other-version':
        this.counts.otherVersion += 1;
        this.#settle({ delivery, message, session, receivedAt }, receipt);
        return;
      case 'refused':
        this.#fail({ delivery, message, session, receivedAt }, { ...receipt, kind: 'invalid' });
    }
  }

  #finish(held: Held<E>, fate: Fate): void {
    if (fate === 'lost') {
      this.#finished();
    } else if (fate === 'done') {
      this.counts.done += 1;
      this.#settle(held, { kind: 'done' });
    } else {
      this.#fail(held, { kind: 'failed', reason: reasonOf(fate.failed) });
    }
  }

  /** Its original is acknowledged when its copy is safe, and not before. */
  #fail(unsettled: Unsettled, failure: Failure): void {
    void placeFailed(this.#parts, unsettled, failure).then((place) => {
      if (place === 'retry') this.counts.retried += 1;
      else if (place === 'dead-letter') this.counts.deadLettered += 1;
      if (place === undefined) this.#finished();
      else this.#settle(unsettled, { kind: place === 'retry' ? 'retried' : 'dead-lettered', reason: failure.reason });
    });
  }

  #settle({ message, session, delivery, receivedAt }: Unsettled, ending: Ending): void {
    session.settle(message.fields.deliveryTag);
    const { consumption, options } = this.#parts;
    options.observe?.({
      ...ending,
      queue: consumption.queue,
      routingKey: consumption.event.routingKey,
      attempt: delivery.attempt,
      durationMs: performance.now() - receivedAt,
    });
    this.#finished();
  }

  #finished(count = 1): void {
    this.#unfinished -= count;
    if (this.#unfinished === 0) this.#onIdle?.();
  }
}

function deliveryOf(queue: string, { fields, properties, content }: ConsumeMessage): Delivery {
  const headers: Headers = properties.headers ?? {};
  const { messageId } = givenProperties(properties);
  const delivery = { queue, attempt: attemptOf(headers), redelivered: fields.redelivered, headers, content };
  return typeof messageId === 'string' ? { ...delivery, messageId } : delivery;
}

function receivedMessage({ content, properties }: ConsumeMessage): ReceivedMessage {
  const { contentType, contentEncoding } = givenProperties(properties);
  return { content, contentType, contentEncoding };
}
