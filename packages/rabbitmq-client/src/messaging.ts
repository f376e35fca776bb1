import type { Consumption, EventEnvelope, Topology } from '@kada-mandiya/contract';
import { createLogger, type Logger } from '@kada-mandiya/logger';
import type { Backoff } from './connection/backoff.ts';
import { brokerAddress } from './connection/broker-address.ts';
import { Link } from './connection/link.ts';
import type { ConsumeOptions, Consumer, GroupHandler, Handler } from './consuming/delivery.ts';
import { QueueConsumer, type Handling } from './consuming/queue-consumer.ts';
import { DeadLetterQueues, type DeadLetters } from './dead-letters.ts';
import { ClosedError } from './errors.ts';
import { ConfirmedPublisher, type Publisher } from './publishing/publisher.ts';

export interface ConnectOptions {
  /** `amqp://` or `amqps://`, with user, password and virtual host. */
  readonly url: string;
  /** The service: the connection's name, and who failed in the headers of failed messages. */
  readonly name: string;
  /** Declared on every connection. What exists otherwise (406) is logged and used as it is. */
  readonly topology?: Topology;
  /** Writes JSON lines to standard output unless given. */
  readonly logger?: Logger;
  /** How long the first connection may take, in milliseconds; 30,000 unless given, 0: one attempt. */
  readonly connectWithinMs?: number;
  /** Aborted, it ends the waiting for the first connection; a connection that is there stays. */
  readonly signal?: AbortSignal;
  /** Between attempts to connect; 100 to 10,000 ms unless given. */
  readonly backoff?: Backoff;
  /** A connection that is silent for two of these is lost; 15 unless given (0: never), the URL's `heartbeat` before it. */
  readonly heartbeatSeconds?: number;
}

/** A service's connection to the broker. */
export interface Messaging {
  readonly connected: boolean;
  /** `window`: how many messages are on their way at most, before the first of them is confirmed; 1000 unless given. */
  publisher(options?: { readonly window?: number }): Publisher;
  /**
   * Consumes one version of an event and hands each to the service's code. Resolves when the broker delivers.
   *
   * @throws ConsumeRefusedError where the queue is not there or may not be read
   */
  consume<E extends EventEnvelope>(
    consumption: Consumption<E>,
    handle: Handler<E>,
    options?: ConsumeOptions,
  ): Promise<Consumer>;
  /** As `consume`, for code that handles several at once, in one transaction. */
  consumeGroups<E extends EventEnvelope>(
    consumption: Consumption<E>,
    handle: GroupHandler<E>,
    options?: ConsumeOptions,
  ): Promise<Consumer>;
  readonly deadLetters: DeadLetters;
  /** Stops consumers, waits for publishers, and disconnects; each of the two takes at most `withinMs` (10,000). */
  close(options?: { readonly withinMs?: number }): Promise<void>;
}

/**
 * Connects to a broker, and connects again whenever the connection is lost.
 *
 * @throws ConnectError with one clear line: at once where the URL, the credentials or the virtual host are wrong, after
 *   `connectWithinMs` where the broker cannot be reached; the reason of `signal` where that ends the waiting
 *
 * @example
 * const messaging = await connect({ url: process.env.AMQP_URL, name: 'order-service', topology });
 * await messaging.consume(contract.consumes['payment.succeeded'], async (event) => { … });
 * await messaging.publisher().publish(orderCreatedV1, createEnvelope(orderCreatedV1, data));
 */
export async function connect(options: ConnectOptions): Promise<Messaging> {
  const link = await Link.open({
    address: brokerAddress(options.url),
    name: options.name,
    logger: options.logger ?? createLogger({ service: options.name }),
    connectWithinMs: options.connectWithinMs ?? 30_000,
    backoff: options.backoff ?? { minMs: 100, maxMs: 10_000 },
    heartbeatSeconds: options.heartbeatSeconds ?? 15,
    ...(options.topology === undefined ? {} : { topology: options.topology }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return new LinkedMessaging(link, options.name);
}

class LinkedMessaging implements Messaging {
  readonly deadLetters: DeadLetters;
  readonly #link: Link;
  readonly #service: string;
  readonly #publishers: Publisher[] = [];
  readonly #consumers: Consumer[] = [];
  #copies: Publisher | undefined;
  #closing: Promise<void> | undefined;

  constructor(link: Link, service: string) {
    this.#link = link;
    this.#service = service;
    this.deadLetters = new DeadLetterQueues(link, () => this.#copyPublisher());
  }

  get connected(): boolean {
    return this.#link.connected;
  }

  publisher(options?: { readonly window?: number }): Publisher {
    if (this.#closing !== undefined) throw new ClosedError('connection');
    const publisher = new ConfirmedPublisher(this.#link, options);
    this.#publishers.push(publisher);
    return publisher;
  }

  consume<E extends EventEnvelope>(
    consumption: Consumption<E>,
    handle: Handler<E>,
    options: ConsumeOptions = {},
  ): Promise<Consumer> {
    return this.#consume(consumption, { each: handle }, options);
  }

  consumeGroups<E extends EventEnvelope>(
    consumption: Consumption<E>,
    handle: GroupHandler<E>,
    options: ConsumeOptions = {},
  ): Promise<Consumer> {
    return this.#consume(consumption, { groups: handle }, options);
  }

  close({ withinMs = 10_000 }: { readonly withinMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#closeAll(withinMs);
    return this.#closing;
  }

  async #consume<E extends EventEnvelope>(
    consumption: Consumption<E>,
    handling: Handling<E>,
    options: ConsumeOptions,
  ): Promise<Consumer> {
    if (this.#closing !== undefined) throw new ClosedError('connection');
    const consumer = await QueueConsumer.start({
      link: this.#link,
      copies: this.#copyPublisher(),
      service: this.#service,
      consumption,
      handling,
      options,
    });
    this.#consumers.push(consumer);
    return consumer;
  }

  #copyPublisher(): Publisher {
    this.#copies ??= this.publisher();
    return this.#copies;
  }

  /** Handlers publish until they are done, so consumers come first. */
  async #closeAll(withinMs: number): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop({ withinMs })));
    await Promise.all(this.#publishers.map((publisher) => publisher.close({ withinMs })));
    await this.#link.close();
  }
}
