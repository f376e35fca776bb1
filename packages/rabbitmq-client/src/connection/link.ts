import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectAmqp, type ChannelModel } from 'amqplib';
import type { Topology } from '@kada-mandiya/contract';
import type { Logger } from '@kada-mandiya/logger';
import { ClosedError, ConnectError, reasonOf } from '../errors.ts';
import { backoffDelay, type Backoff } from './backoff.ts';
import type { BrokerAddress } from './broker-address.ts';
import { connectFailure } from './connect-failure.ts';
import { declareTopology } from './declare-topology.ts';
import { readDeliveriesDirectly } from './direct-deliveries.ts';
import { joinWrites } from './joined-writes.ts';

export interface LinkOptions {
  readonly address: BrokerAddress;
  readonly name: string;
  readonly topology?: Topology;
  readonly logger: Logger;
  readonly connectWithinMs: number;
  /** Ends the waiting for the first connection. */
  readonly signal?: AbortSignal;
  readonly backoff: Backoff;
  readonly heartbeatSeconds: number;
}

type OpenListener = (model: ChannelModel) => void;

/** How long one attempt may take before the broker counts as silent, in milliseconds. */
const attemptMs = 10_000;

/** One connection to the broker that is made again whenever it is lost, until it is closed. */
export class Link {
  readonly #options: LinkOptions;
  readonly #listeners = new Set<OpenListener>();
  readonly #closing = new AbortController();
  #model: ChannelModel | undefined;
  #declaring: Promise<void> | undefined;

  private constructor(options: LinkOptions) {
    this.#options = options;
    setMaxListeners(0, this.#closing.signal);
  }

  /**
   * @throws ConnectError at once where waiting cannot help, else when `connectWithinMs` have passed without success; the
   *   reason of `signal`, between two attempts
   */
  static async open(options: LinkOptions): Promise<Link> {
    const link = new Link(options);
    const deadline = performance.now() + options.connectWithinMs;
    for (let attempt = 1; ; attempt += 1) {
      const failure = await link.#attempt();
      if (failure === undefined) return link;
      const pause = backoffDelay(attempt, options.backoff);
      if (failure.permanent) throw failure;
      if (performance.now() + pause > deadline) throw afterWaiting(failure, attempt, options.connectWithinMs);
      options.logger.warn({ attempt, retryInMs: Math.round(pause) }, failure.message);
      await delay(pause, undefined, { signal: options.signal }).catch(() => options.signal?.throwIfAborted());
    }
  }

  get connected(): boolean {
    return this.#model !== undefined;
  }

  get model(): ChannelModel | undefined {
    return this.#model;
  }

  get logger(): Logger {
    return this.#options.logger;
  }

  get backoff(): Backoff {
    return this.#options.backoff;
  }

  /** Aborted when the owner closes the link. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Calls back now if the connection is there, and each time that it is made again. Returns how to end that. */
  whenOpen(listener: OpenListener): () => void {
    this.#listeners.add(listener);
    if (this.#model !== undefined) listener(this.#model);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves with the connection, as soon as there is one. */
  opened(): Promise<ChannelModel> {
    if (this.#model !== undefined) return Promise.resolve(this.#model);
    return new Promise((resolve, reject) => {
      const stopListening = this.whenOpen((model) => {
        stopListening();
        resolve(model);
      });
      this.closing.addEventListener('abort', () => reject(new ClosedError('connection')), { once: true });
    });
  }

  /** Declares the topology once more: something of it was deleted. Calls that come together share one run. */
  declareAgain(): Promise<void> {
    const model = this.#model;
    if (model === undefined) return Promise.resolve();
    this.#declaring ??= this.#declare(model).finally(() => (this.#declaring = undefined));
    return this.#declaring;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#listeners.clear();
    const model = this.#model;
    this.#model = undefined;
    // A connection that is lost while it closes is closed.
    await model?.close().catch(() => undefined);
  }

  /** One attempt to connect and to declare the topology; returns why it failed. */
  async #attempt(): Promise<ConnectError | undefined> {
    const { address, name, heartbeatSeconds } = this.#options;
    try {
      const model = await connectAmqp(
        { heartbeat: heartbeatSeconds, ...address.connect },
        { noDelay: true, keepAlive: true, timeout: attemptMs, clientProperties: { connection_name: name } },
      );
      joinWrites(model);
      readDeliveriesDirectly(model);
      await this.#take(model);
      return undefined;
    } catch (thrown) {
      return connectFailure(thrown, address);
    }
  }

  async #take(model: ChannelModel): Promise<void> {
    const { logger } = this.#options;
    const loss: { reason?: string } = {};
    model.on('error', (error: Error) => (loss.reason = reasonOf(error)));
    model.on('close', (error?: Error) => {
      loss.reason ??= error === undefined ? 'closed' : reasonOf(error);
      this.#onLost(model, loss.reason);
    });
    model.on('blocked', (reason: string) => logger.warn({ reason }, 'the broker takes no messages for now'));
    model.on('unblocked', () => logger.info({}, 'the broker takes messages again'));
    try {
      await this.#declare(model);
    } catch (thrown) {
      await model.close().catch(() => undefined);
      throw thrown;
    }
    if (this.closing.aborted) {
      await model.close().catch(() => undefined);
      return;
    }
    if (loss.reason !== undefined) throw new Error(loss.reason);
    this.#model = model;
    for (const listener of [...this.#listeners]) listener(model);
  }

  async #declare(model: ChannelModel): Promise<void> {
    const { topology, logger } = this.#options;
    if (topology === undefined) return;
    for (const { what, reason, differs } of await declareTopology(model, topology)) {
      const advice = differs ? 'it is used as it is; see `npm run topology -- plan` for how to replace it' : reason;
      logger.error({ what, reason }, `the broker refused to declare ${what}: ${advice}`);
    }
  }

  #onLost(model: ChannelModel, reason: string): void {
    if (this.#model !== model) return;
    this.#model = undefined;
    if (this.closing.aborted) return;
    this.#options.logger.warn({ reason }, 'the connection to the broker is lost; connecting again');
    void this.#reopen();
  }

  /** Without end, and for permanent errors too: the service runs, and what was changed may be changed back. */
  async #reopen(): Promise<void> {
    const { logger, backoff } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const pause = backoffDelay(attempt, backoff);
      await delay(pause, undefined, { signal: this.closing }).catch(() => undefined);
      if (this.closing.aborted) return;
      const failure = await this.#attempt();
      if (failure === undefined) {
        if (this.connected) logger.info({ attempt }, 'connected to the broker again');
        return;
      }
      logger[failure.permanent ? 'error' : 'warn']({ attempt }, failure.message);
    }
  }
}

function afterWaiting(failure: ConnectError, attempts: number, connectWithinMs: number): ConnectError {
  if (connectWithinMs === 0) return failure;
  return new ConnectError(`${failure.message} (${attempts} attempts within ${connectWithinMs} ms)`, { permanent: false });
}
