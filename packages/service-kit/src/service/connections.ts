import type { ServiceContract } from '@kada-mandiya/contract';
import { messagingMigrations, openDatabase, systemClock, type Clock, type Database, type MessagingTables } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';
import { connect, type Messaging } from '@kada-mandiya/rabbitmq-client';
import type { KitConfig } from '../config.ts';
import type { Running } from '../running.ts';
import type { ServiceDefinition } from './definition.ts';

export interface ConnectionContext {
  readonly config: KitConfig;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Refuses a database that is missing, instead of creating it. */
  readonly mustExist?: boolean;
  /** Ends the waiting for the broker. */
  readonly signal?: AbortSignal | undefined;
}

/** What a service keeps open. */
export interface Connections<Schema> {
  readonly database: Database<Schema>;
  readonly messaging: Messaging;
}

/**
 * Opens a service's database and connects it to its broker, both at once: they take about the same time, and neither
 * needs the other. What was opened is handed to `running`, also where the other fails.
 */
export async function connectBoth<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  { contract, topology, storage }: Pick<ServiceDefinition<C, Config, Schema, Store, Reads>, 'contract' | 'topology' | 'storage'>,
  { config, logger, clock = systemClock, mustExist = false, signal }: ConnectionContext,
  running: Running,
): Promise<Connections<Schema>> {
  const name = config.DATABASE_NAME ?? storage.database;
  const connecting = connect({ url: config.AMQP_URL, name: contract.name, topology, logger, ...(signal === undefined ? {} : { signal }) });
  const opening = openDatabase<Schema>({
    name,
    url: config.SQLSERVER_URL,
    dataDir: config.DATA_DIR,
    ...(config.DATABASE_PASSWORD === undefined ? {} : { login: { name, password: config.DATABASE_PASSWORD } }),
    migrations: { ...messagingMigrations, ...storage.migrations },
    mustExist,
    logger,
    clock,
  });
  const [database, messaging] = await Promise.allSettled([opening, connecting]);
  if (database.status === 'fulfilled') running.started({ name: 'database', stop: () => database.value.close() });
  if (messaging.status === 'fulfilled') running.started({ name: 'broker connection', stop: (within) => messaging.value.close(within) });
  if (database.status === 'rejected') throw database.reason;
  if (messaging.status === 'rejected') throw messaging.reason;
  return { database: database.value, messaging: messaging.value };
}
