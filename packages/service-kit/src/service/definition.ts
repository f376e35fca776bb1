import type { Handlers, ServiceContract, Topology } from '@kada-mandiya/contract';
import type { Clock, Database, MessagingTables, Migrations, Unit } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';
import type { ConfigSchema, KitConfig } from '../config.ts';
import type { ServiceReactions } from '../events/reaction.ts';
import type { HandlerTools } from '../events/units.ts';
import type { Authenticate } from '../http/access.ts';
import type { Destination } from '../outgoing-guard.ts';
import type { RunningPart } from '../running.ts';

/** What a service's own parts are made from. */
export interface ServiceContext<Config> {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What a service adds to its contract: its rule. */
export interface ServiceParts<C extends ServiceContract, Store, Reads> {
  readonly handlers: Handlers<C, HandlerTools<C, Store, Reads>>;
  readonly reactions: ServiceReactions<C, Store, Reads>;
  /** Runs before the first request and the first event: an account that must exist, for instance. */
  readonly beforeStart?: (tools: HandlerTools<C, Store, Reads>) => Promise<void>;
  /** Work beside requests and events, a timer or a sender: started before the first of them, stopped after the last. */
  readonly background?: (tools: HandlerTools<C, Store, Reads>) => readonly RunningPart[];
  /**
   * Deletes from the service's own tables what is too old to count, and gives the number. Runs at the start and every hour,
   * with the purge of the outbox and the inbox; in several replicas maybe at once.
   */
  readonly purge?: (tools: HandlerTools<C, Store, Reads>) => Promise<number>;
  /** Runs after the last request and the last event: closes what `build` opened. */
  readonly afterStop?: () => Promise<void> | void;
}

/** Where a service keeps its state, and the queries that it has for it. */
export interface ServiceStorage<Schema, Store, Reads> {
  /** The database's name, `order_db` for instance. */
  readonly database: string;
  /** The service's own; those of the outbox and the inbox come with the kit. */
  readonly migrations: Migrations;
  /** The queries of a transaction. */
  readonly makeStore: (unit: Unit<Schema>) => Store;
  /** The queries outside of transactions, which only read. */
  readonly makeReads: (read: Database<Schema>['read']) => Reads;
}

/** All of a service, as plain data and functions: nothing runs yet. */
export interface ServiceDefinition<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads = Store> {
  readonly contract: C;
  /** Declared when it connects, all of it: whoever starts first, no event is unroutable. */
  readonly topology: Topology;
  readonly config: ConfigSchema<Config>;
  readonly storage: ServiceStorage<Schema, Store, Reads>;
  /** Needed where the contract has an operation for signed-in callers. */
  readonly authenticate?: (context: ServiceContext<Config>) => Authenticate;
  /** Where it may connect to, beside its broker and its database. */
  readonly connectsTo?: (config: Config) => readonly (Destination | string)[];
  readonly build: (context: ServiceContext<Config>) => ServiceParts<C, Store, Reads>;
}

/**
 * Checks a definition against its contract, when compiled: every operation has its handler, every event its reaction.
 *
 * @example
 * export const service = defineService({
 *   contract: orderService,
 *   topology,
 *   config: kitConfig,
 *   storage: { database: 'order_db', migrations, makeStore, makeReads },
 *   build: () => ({ handlers, reactions }),
 * });
 */
export function defineService<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
): ServiceDefinition<C, Config, Schema, Store, Reads> {
  return definition;
}
