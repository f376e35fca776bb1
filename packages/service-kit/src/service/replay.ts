import { join } from 'node:path';
import type { ServiceContract } from '@kada-mandiya/contract';
import { createOutbox, isDatabaseError, type MessagingTables } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';
import type { KitConfig } from '../config.ts';
import { assertPublishes, ReplayRefusedError, replayHistory, type Replayed } from '../events/replay.ts';
import { createRunning } from '../running.ts';
import { connectBoth } from './connections.ts';
import type { ServiceDefinition } from './definition.ts';

export interface ReplayServiceOptions {
  readonly routingKey: string;
  /** Only what was written at or after this moment. */
  readonly since?: Date;
  readonly logger: Logger;
}

/**
 * Replays a service's events from its database to its broker, whether the service itself runs or not.
 *
 * @throws as `replayHistory`; ReplayRefusedError where there is no database; ConnectError; DatabaseError
 */
export async function replayService<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  config: KitConfig,
  { routingKey, since, logger }: ReplayServiceOptions,
): Promise<Replayed> {
  assertPublishes(definition.contract, routingKey);
  const running = createRunning({ logger, stopWithinMs: config.STOP_WITHIN_MS });
  try {
    const { database, messaging } = await connectBoth(definition, { config, logger, mustExist: true }, running);
    const history = { contract: definition.contract, outbox: createOutbox(database), publisher: messaging.publisher(), routingKey };
    return await replayHistory({ ...history, ...(since === undefined ? {} : { since }) });
  } catch (error) {
    throw isDatabaseError(error, 'database-missing') ? new ReplayRefusedError(noDatabase(config, definition.storage.database)) : error;
  } finally {
    await running.stop('the replay is over');
  }
}

/** To create it would tell a mistyped name as an empty history. */
function noDatabase({ SQLSERVER_URL, DATA_DIR, DATABASE_NAME }: KitConfig, usualName: string): string {
  const name = DATABASE_NAME ?? usualName;
  return SQLSERVER_URL === undefined
    ? `there is no database ${join(DATA_DIR, `${name}.sqlite`)}: DATA_DIR and DATABASE_NAME say where it is`
    : `there is no database ${name} on the SQL Server: SQLSERVER_URL and DATABASE_NAME say where it is`;
}
