import { setMaxListeners } from 'node:events';
import type { ServiceContract } from '@kada-mandiya/contract';
import { systemClock, type Clock, type Outbox, type OutboxRow } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';
import { PublishRejectedError, UnroutableEventError, type Publisher } from '@kada-mandiya/rabbitmq-client';
import { relayedMessage } from './relayed-message.ts';

export interface RelayOptions {
  readonly outbox: Outbox;
  readonly publisher: Pick<Publisher, 'send'>;
  readonly contract: ServiceContract;
  /** One name for each running relay, at most 80 characters. */
  readonly owner: string;
  readonly logger: Logger;
  /** The outbox's clock too. */
  readonly clock?: Clock;
  /** Rows of one claim; 500 unless given. */
  readonly batchSize?: number;
  /** Batches on their way at once; 2 unless given. */
  readonly batches?: number;
  /**
   * How long claimed rows are this relay's, in milliseconds; 30,000 unless given. Another takes the rows of a dead one
   * after that time, and what the broker refused is tried again.
   */
  readonly leaseMs?: number;
  /** How often it looks without being woken, in milliseconds; 1000 unless given. */
  readonly pollMs?: number;
  /** The pause after a failure grows between these, in milliseconds; 100 to 10,000 unless given. */
  readonly backoff?: { readonly minMs: number; readonly maxMs: number };
  /** From 0 to 1: spreads the pauses of several relays; `Math.random` unless given. */
  readonly random?: () => number;
}

/** What a relay has done since it started. */
export interface RelayCounts {
  /** Confirmed by the broker and marked. */
  readonly published: number;
  /** Reached no queue though the contract has a receiver; tried again when the lease has run out. */
  readonly unroutable: number;
  /** Refused by the broker (a full queue), or no longer in the contract; tried again when the lease has run out. */
  readonly rejected: number;
  /** Given back: not confirmed in time. */
  readonly released: number;
}

/** Takes events from the outbox to the broker. */
export interface Relay {
  readonly counts: RelayCounts;
  /** There may be rows: call it after a commit. */
  wake(): void;
  /**
   * Sends what is there, then ends. What is not confirmed after `withinMs` (10,000) is given back, so that another
   * relay can have it at once.
   */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}

const defaults = { batchSize: 500, batches: 2, leaseMs: 30_000, pollMs: 1000, backoff: { minMs: 100, maxMs: 10_000 }, stopMs: 10_000 } as const;

/**
 * Starts a relay. Several may run on one outbox: a row that one has claimed is nobody else's until its lease runs out,
 * and a relay gives up a send well before that. A row is marked after the broker has confirmed it, so a crash in between
 * sends it again: consumers' inboxes are for that. Rows that the broker refuses stay, are logged and counted, and hold
 * up no other.
 */
export function startRelay(options: RelayOptions): Relay {
  return new OutboxRelay(options);
}

class OutboxRelay implements Relay {
  readonly counts = { published: 0, unroutable: 0, rejected: 0, released: 0 };
  readonly #options: RelayOptions;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #inFlight = new Set<Promise<void>>();
  /** Confirmed, and not marked since the database did not answer. */
  readonly #unmarked = new Set<number>();
  /** Aborted when a stop has taken too long. */
  readonly #giveUp = new AbortController();
  readonly #running: Promise<void>;
  #pause = new AbortController();
  #isPolling = false;
  #woken = false;
  #stopping: Promise<void> | undefined;
  #failures = 0;
  #claims = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#leaseMs = options.leaseMs ?? defaults.leaseMs;
    setMaxListeners(0, this.#giveUp.signal);
    this.#running = this.#run();
  }

  wake(): void {
    this.#woken = true;
    if (this.#isPolling) this.#pause.abort();
  }

  stop({ withinMs = defaults.stopMs }: { readonly withinMs?: number } = {}): Promise<void> {
    this.#stopping ??= this.#stop(withinMs);
    return this.#stopping;
  }

  async #stop(withinMs: number): Promise<void> {
    // Assigned by the caller after the first await.
    const ended = new AbortController();
    const patience = this.#clock.sleep(withinMs, ended.signal).then(
      () => this.#giveUp.abort(new Error('the relay stops')),
      () => undefined,
    );
    await Promise.resolve();
    this.#pause.abort();
    await this.#running;
    ended.abort();
    await patience;
  }

  get #isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  async #run(): Promise<void> {
    while (!this.#giveUp.signal.aborted) {
      this.#woken = false;
      if (this.#unmarked.size > 0 && this.#inFlight.size === 0) await this.#mark([]);
      const rows = await this.#claim();
      if (rows !== undefined && rows.length > 0) await this.#start(rows);
      else if (rows !== undefined && (await this.#isAtRest())) break;
      if (this.#failures > 0) await this.#sleep(this.#backoffMs());
    }
    await Promise.all(this.#inFlight);
    await this.#mark([]);
  }

  /** Nothing was there to claim. Waits for more; true where none is waited for. */
  async #isAtRest(): Promise<boolean> {
    if (this.#inFlight.size === 0 && this.#unmarked.size === 0) this.#failures = 0;
    if (this.#isStopping) {
      if (this.#inFlight.size === 0) return true;
      await Promise.race(this.#inFlight);
    } else if (!this.#woken && this.#failures === 0) {
      this.#isPolling = true;
      await this.#sleep(this.#options.pollMs ?? defaults.pollMs);
      this.#isPolling = false;
    }
    return false;
  }

  /** `undefined` where the database does not answer. */
  async #claim(): Promise<readonly Claimed[] | undefined> {
    const { outbox, batchSize: limit = defaults.batchSize } = this.#options;
    this.#claims += 1;
    // Each claim has a name of its own: what is given back late must not be what was claimed again meanwhile.
    const owner = `${this.#options.owner}/${this.#claims}`;
    // Before the claim, so that the lease ends no earlier than we think.
    const claimedAt = this.#clock.now().getTime();
    try {
      const rows = await outbox.claim({ owner, limit, leaseMs: this.#leaseMs });
      return rows.map((row) => ({ row, owner, claimedAt }));
    } catch (error) {
      this.#failed({ error }, 'the outbox cannot be read; trying again');
      return undefined;
    }
  }

  /** Resolves when another batch may be claimed. */
  async #start(rows: readonly Claimed[]): Promise<void> {
    const sending = this.#relay(rows).finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
    // After a failure, one batch finds out whether it is over.
    const atOnce = this.#failures > 0 ? 1 : (this.#options.batches ?? defaults.batches);
    if (this.#inFlight.size >= atOnce) await Promise.race(this.#inFlight);
  }

  async #relay(claimed: readonly Claimed[]): Promise<void> {
    // What was confirmed and could not be marked has come again: it is out.
    const [out, rows] = [claimed.filter(({ row }) => this.#unmarked.has(row.id)), claimed.filter(({ row }) => !this.#unmarked.has(row.id))];
    const endings = await this.#sendAll(rows);
    const endedAs = (kind: Ending): readonly Claimed[] => rows.filter((_, index) => endings[index] === kind);
    const confirmed = endedAs('confirmed').map(({ row }) => row.id);
    const released = endedAs('unsent');
    this.counts.released += released.length;
    if (confirmed.length > 0) this.#failures = 0;
    else if (out.length === 0) this.#failed({ rows: rows.length, unsent: released.length }, 'no event could be sent; trying again');
    await this.#mark(confirmed);
    await this.#release(released);
  }

  /** Gives up well before the lease ends: then the rows may be another relay's. */
  async #sendAll(rows: readonly Claimed[]): Promise<readonly Ending[]> {
    const [first] = rows;
    if (first === undefined) return [];
    const most = (this.#leaseMs * 2) / 3;
    // Where the clock was set back meanwhile, the others' may not have been.
    const left = Math.min(most, first.claimedAt + most - this.#clock.now().getTime());
    if (left <= 0) return rows.map(() => 'unsent');
    const giveUp = new AbortController();
    const done = new AbortController();
    const abort = (): void => giveUp.abort(new Error('not confirmed in time'));
    this.#giveUp.signal.addEventListener('abort', abort);
    const deadline = this.#clock.sleep(left, done.signal).then(abort, () => undefined);
    setMaxListeners(0, giveUp.signal);
    if (this.#giveUp.signal.aborted) abort();
    const endings = await Promise.all(rows.map(({ row }) => this.#send(row, giveUp.signal)));
    this.#giveUp.signal.removeEventListener('abort', abort);
    done.abort();
    await deadline;
    return endings;
  }

  async #send(row: OutboxRow, signal: AbortSignal): Promise<Ending> {
    const { publisher, contract, logger } = this.#options;
    const { eventId, routingKey } = row;
    try {
      const message = relayedMessage(contract, row);
      if (message === undefined) {
        this.counts.rejected += 1;
        logger.error({ eventId, routingKey }, 'an event in the outbox is not one that the contract publishes; it stays');
        return 'refused';
      }
      await publisher.send(message, { signal });
      return 'confirmed';
    } catch (error) {
      if (error instanceof UnroutableEventError) this.counts.unroutable += 1;
      else if (error instanceof PublishRejectedError) this.counts.rejected += 1;
      else return 'unsent';
      logger.error({ error, eventId, routingKey }, 'the broker refused an event; it stays in the outbox');
      return 'refused';
    }
  }

  async #mark(confirmed: readonly number[]): Promise<void> {
    for (const id of confirmed) this.#unmarked.add(id);
    const ids = [...this.#unmarked];
    if (ids.length === 0) return;
    try {
      await this.#options.outbox.markPublished(ids);
      // Another batch may have marked some of them meanwhile.
      for (const id of ids) if (this.#unmarked.delete(id)) this.counts.published += 1;
    } catch (error) {
      this.#failed({ error, rows: ids.length }, 'sent events could not be marked; trying again');
    }
  }

  /** Rows of one claim. */
  async #release(rows: readonly Claimed[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    try {
      await this.#options.outbox.release(rows.map(({ row }) => row.id), first.owner);
    } catch (error) {
      this.#failed({ error, rows: rows.length }, 'events could not be given back; their lease will end');
    }
  }

  #failed(fields: object, message: string): void {
    this.#failures += 1;
    this.#options.logger.warn({ ...fields, failures: this.#failures }, message);
  }

  #backoffMs(): number {
    const { backoff: { minMs, maxMs } = defaults.backoff, random = Math.random } = this.#options;
    return Math.min(maxMs, minMs * 2 ** (this.#failures - 1)) * (0.5 + random() / 2);
  }

  /** Until the time is over, or until it is woken, or the relay gives up. */
  async #sleep(ms: number): Promise<void> {
    this.#pause = new AbortController();
    const end = (): void => this.#pause.abort();
    this.#giveUp.signal.addEventListener('abort', end);
    if (this.#giveUp.signal.aborted) end();
    await this.#clock.sleep(ms, this.#pause.signal).catch(() => undefined);
    this.#giveUp.signal.removeEventListener('abort', end);
  }
}

interface Claimed {
  readonly row: OutboxRow;
  /** The claim's name. */
  readonly owner: string;
  /** On the relay's clock, in milliseconds since 1970. */
  readonly claimedAt: number;
}

/** `refused` rows stay claimed until the lease ends, so that they are not tried again at once. */
type Ending = 'confirmed' | 'refused' | 'unsent';
