import type { EventContract, Publish, ServiceContract } from '@kada-mandiya/contract';
import { systemClock, type Clock, type Database, type Outbox, type QueryRunner, type TransactionOptions, type Unit } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';
import { createEnvelope, messageOf } from '@kada-mandiya/rabbitmq-client';
import { newEventId } from './event-id.ts';

/** What a service's code works with inside a transaction, and nowhere else. */
export interface ServiceUnit<C extends ServiceContract, Store> {
  readonly store: Store;
  /**
   * Writes the event into the outbox: it leaves if and only if the transaction commits. One that fails makes its
   * transaction (or savepoint) fail, even where nobody awaited it.
   *
   * @throws InvalidEventError for data that the contract does not let out; PublishRefusedError for an event that the
   *   service does not publish, or after the unit's end
   */
  readonly publish: Publish<C>;
  /** Called once the transaction has committed, and not when it is undone: to log it, or to wake who waits for it. */
  readonly afterCommit: (run: () => void) => void;
}

/** What a service's code has outside of transactions. */
export interface HandlerTools<C extends ServiceContract, Store, Reads = Store> {
  /** For reading; opens no transaction. */
  readonly store: Reads;
  /** Commits when `work` resolves; `work` runs again after a lost deadlock, so it changes nothing but its unit. */
  readonly transaction: <T>(work: (unit: ServiceUnit<C, Store>) => Promise<T>) => Promise<T>;
  readonly now: () => Date;
  readonly log: Logger;
}

/** A transaction that is open: the service's part of it, and what the inbox needs. */
export interface WorkUnit<C extends ServiceContract, Store> {
  readonly service: ServiceUnit<C, Store>;
  readonly runner: QueryRunner;
  /** Work that can fail alone; see the database's `Unit`. */
  savepoint<T>(work: (inner: WorkUnit<C, Store>) => Promise<T>): Promise<T>;
}

/** Opens a service's transactions. */
export interface Units<C extends ServiceContract, Store, Reads = Store> {
  readonly tools: HandlerTools<C, Store, Reads>;
  /** @throws what `work` throws; DatabaseError; what a failed `publish` threw */
  transaction<T>(work: (unit: ServiceUnit<C, Store>) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** As `transaction`, with savepoints: for code that applies several events in one. */
  open<T>(work: (unit: WorkUnit<C, Store>) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

export interface UnitsOptions<C extends ServiceContract, Schema, Store, Reads> {
  readonly contract: C;
  readonly database: Database<Schema>;
  readonly outbox: Outbox;
  /** The service's queries in a transaction. */
  readonly makeStore: (unit: Unit<Schema>) => Store;
  /** The service's queries outside of transactions. */
  readonly makeReads: (read: Database<Schema>['read']) => Reads;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** UUIDs of events; version 7 unless given. */
  readonly newId?: () => string;
  /** Called after the commit of a transaction that published: wakes the relay. */
  readonly onPublished?: () => void;
}

/** The event cannot be published here. Its transaction does not commit. */
export class PublishRefusedError extends Error {
  override readonly name = 'PublishRefusedError';
}

/**
 * A service's transactions: state and events in one.
 *
 * @example
 * const relay = startRelay({ outbox, publisher, contract, owner, logger });
 * const units = createUnits({ contract, database, outbox, makeStore, makeReads, logger, onPublished: () => relay.wake() });
 * await units.transaction(async ({ store, publish }) => {
 *   await store.insert(order);
 *   await publish('order.created', toOrderCreated(order));
 * });
 */
export function createUnits<C extends ServiceContract, Schema, Store, Reads>(
  options: UnitsOptions<C, Schema, Store, Reads>,
): Units<C, Store, Reads> {
  const { database, clock = systemClock } = options;
  const open: Units<C, Store, Reads>['open'] = (work, transactionOptions) =>
    database.transaction((unit) => inUnit(options, unit, work), transactionOptions);
  const transaction: Units<C, Store, Reads>['transaction'] = (work, transactionOptions) =>
    open(({ service }) => work(service), transactionOptions);
  return {
    tools: {
      store: options.makeReads(database.read),
      transaction: (work) => transaction(work),
      now: () => clock.now(),
      log: options.logger,
    },
    transaction,
    open,
  };
}

async function inUnit<C extends ServiceContract, Schema, Store, Reads, T>(
  options: UnitsOptions<C, Schema, Store, Reads>,
  unit: Unit<Schema>,
  work: (unit: WorkUnit<C, Store>) => Promise<T>,
): Promise<T> {
  const publishing = publishingIn(options, unit);
  try {
    const result = await work({
      service: { store: options.makeStore(unit), publish: publishing.publish, afterCommit: (run) => unit.afterCommit(run) },
      runner: unit,
      savepoint: (inner) => unit.savepoint((innerUnit) => inUnit(options, innerUnit, inner)),
    });
    await publishing.written();
    return result;
  } finally {
    publishing.end();
  }
}

interface Publishing<C extends ServiceContract> {
  readonly publish: Publish<C>;
  /** Resolves when all is in the outbox. */
  written(): Promise<void>;
  end(): void;
}

function publishingIn<C extends ServiceContract, Schema>(
  { contract, outbox, clock = systemClock, newId, onPublished }: UnitsOptions<C, Schema, unknown, unknown>,
  unit: Unit<Schema>,
): Publishing<C> {
  const writes: Promise<void>[] = [];
  let ended = false;

  const write = async (routingKey: string, data: unknown, version: unknown): Promise<void> => {
    const event = publishedEvent(contract, routingKey, version);
    const now = clock.now();
    const envelope = createEnvelope(event, data, { now: () => now, newId: newId ?? (() => newEventId(now)) });
    const text = messageOf(event, envelope).content.toString();
    await outbox.add(unit, [{ eventId: envelope.eventId, routingKey, envelope: text }]);
  };
  const publish = (routingKey: string, data: unknown, ...versions: readonly unknown[]): Promise<void> => {
    if (ended) return Promise.reject(new PublishRefusedError(`"${routingKey}" came after the end of its transaction: await everything in it`));
    if (onPublished !== undefined && writes.length === 0) unit.afterCommit(onPublished);
    const written = write(routingKey, data, versions[0]);
    writes.push(written);
    // It is looked at before the end, awaited by the service or not.
    written.catch(() => undefined);
    return written;
  };
  return {
    publish,
    async written() {
      // What was started while others were awaited is awaited too.
      for (const written of writes) await written;
      ended = true;
    },
    end: () => (ended = true),
  };
}

function publishedEvent(contract: ServiceContract, routingKey: string, version: unknown): EventContract {
  const versions = Object.hasOwn(contract.publishes, routingKey) ? Object.values(contract.publishes[routingKey] ?? {}) : [];
  const [only, ...others] = version === undefined ? versions : versions.filter((event) => event.version === version);
  if (only !== undefined && others.length === 0) return only;
  const which = version === undefined && versions.length > 1 ? `several versions of "${routingKey}": name one` : `no "${routingKey}"`;
  throw new PublishRefusedError(`${contract.name} publishes ${which}`);
}
