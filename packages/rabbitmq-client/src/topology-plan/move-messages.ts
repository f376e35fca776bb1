import type { ConfirmChannel, ConsumeMessage, Options } from 'amqplib';
import { reasonOf } from '../errors.ts';
import { ignore, TopologyError } from './broker-session.ts';
import type { BrokerSession } from './broker-session.ts';

/** The emptying of one queue into another. */
export interface Move {
  /** Resolves when nothing is ready in the queue and nothing is in our hands. */
  untilEmpty(): Promise<void>;
  /**
   * Deletes the emptied queue while we still consume from it: the broker hands us what arrives until the last moment,
   * and that is moved too. A deletion "if empty" would be simpler, but quorum queues refuse it (540).
   */
  deleteSource(): Promise<void>;
  /** Lets the queue go as it is; what is in our hands returns to it. */
  stop(): Promise<void>;
}

export interface MoveOptions {
  readonly from: string;
  readonly to: string;
  /** How long nothing may move while messages are there, in milliseconds. */
  readonly patienceMs: number;
  /** Called when a message is safe in the other queue and not yet acknowledged in the first. */
  readonly onCopied: () => void;
}

/** How many messages are under way at once. */
const windowSize = 256;

/** Between two looks at a queue whose messages somebody else holds, in milliseconds. */
export const pollMs = 50;

/**
 * Moves messages through the default exchange: a copy is confirmed before the original is acknowledged, so that a
 * message may be there twice, never not at all. We go before all other consumers (`x-priority`), which get nothing new
 * unless more messages arrive than we can hold.
 */
export async function startMove(session: BrokerSession, options: MoveOptions): Promise<Move> {
  const { from, to } = options;
  const channel = await session.openConfirmChannel();
  const mover = new Mover(channel, options);
  await channel.prefetch(windowSize);
  await channel
    .consume(from, (message) => mover.take(message, { to, user: session.user }), { priority: 1_000 })
    .catch((error: unknown) => {
      throw new TopologyError(`cannot drain ${from}: ${reasonOf(error)}; stop its consumers and run the command again`);
    });
  return {
    untilEmpty: () => mover.untilEmpty(async () => (await session.count(from))?.ready ?? 0),
    async deleteSource() {
      await session.deleteQueue(from);
      await mover.until(() => mover.cancelled && mover.inHand === 0);
      await channel.close().catch(ignore);
    },
    stop: () => channel.close().catch(ignore),
  };
}

/** The state of one move; it lives as long as its channel. */
class Mover {
  inHand = 0;
  /** The broker has taken the consumer away: the queue is gone. */
  cancelled = false;
  #moved = 0;
  #returned = false;
  #failure: TopologyError | undefined;
  #wake: () => void = ignore;
  readonly #channel: ConfirmChannel;
  readonly #options: MoveOptions;

  constructor(channel: ConfirmChannel, options: MoveOptions) {
    this.#channel = channel;
    this.#options = options;
    channel.on('error', (error: unknown) => this.#fail(reasonOf(error)));
    channel.on('close', () => this.#fail('the connection was lost'));
    // The broker says so before it confirms; all copies go to one queue, so it does not matter which it was.
    channel.on('return', () => (this.#returned = true));
  }

  take(message: ConsumeMessage | null, { to, user }: { readonly to: string; readonly user: string }): void {
    if (message === null) {
      this.cancelled = true;
      this.#wake();
      return;
    }
    this.inHand += 1;
    this.#channel.publish('', to, message.content, { ...copiedProperties(message, user), mandatory: true }, (error: unknown) => {
      if (this.#returned) this.#fail(`${to} is gone`);
      else if (isProblem(error)) this.#fail(`${to} did not take a message: ${reasonOf(error)}`);
      else this.#copied(message);
    });
  }

  async untilEmpty(countReady: () => Promise<number>): Promise<void> {
    let moved = this.#moved;
    let deadline = performance.now() + this.#options.patienceMs;
    for (;;) {
      await this.until(() => this.inHand === 0);
      const ready = await countReady();
      if (ready === 0 && this.inHand === 0) return;
      if (this.#moved !== moved) {
        moved = this.#moved;
        deadline = performance.now() + this.#options.patienceMs;
      }
      if (performance.now() > deadline) throw this.#stuck(ready);
      await this.#nextChange(pollMs);
    }
  }

  /** Waits for what the broker's answers change. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + this.#options.patienceMs;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (condition()) return;
      if (performance.now() > deadline) throw this.#stuck(this.inHand);
      await this.#nextChange(pollMs);
    }
  }

  #copied(message: ConsumeMessage): void {
    this.#options.onCopied();
    this.inHand -= 1;
    this.#moved += 1;
    if (!this.cancelled && this.#failure === undefined) this.#channel.ack(message);
    this.#wake();
  }

  #fail(reason: string): void {
    this.#failure ??= new TopologyError(
      `moving messages from ${this.#options.from} to ${this.#options.to} was interrupted: ${reason}; nothing is lost, run the command again`,
    );
    this.#wake();
  }

  #stuck(messages: number): TopologyError {
    const { from, patienceMs } = this.#options;
    const seconds = Math.round(patienceMs / 1_000);
    return new TopologyError(
      `${String(messages)} messages of ${from} have not moved for ${String(seconds)} s: another consumer holds them; stop it and run the command again`,
    );
  }

  #nextChange(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * The message as it is, but for what would make the broker treat the copy as something else: `CC` would route it once
 * more to others, `x-delivery-count` is the count of the queue that it leaves, and nobody may send in another's name.
 */
function copiedProperties({ properties }: ConsumeMessage, user: string): Options.Publish {
  const headers = Object.entries<unknown>(properties.headers ?? {}).filter(([name]) => name !== 'CC' && name !== 'x-delivery-count');
  const copied: Options.Publish = { ...properties, headers: Object.fromEntries(headers) };
  if (copied.userId !== user) delete copied.userId;
  return copied;
}

/** amqplib confirms with `null`. */
function isProblem(error: unknown): boolean {
  return error !== null && error !== undefined;
}
