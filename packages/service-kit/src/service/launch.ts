import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { EventContract, ServiceContract } from '@kada-mandiya/contract';
import { createInbox, createOutbox, systemClock, type Clock, type MessagingTables, type Outbox, type OutboxLag } from '@kada-mandiya/database';
import { createLogger, type Logger } from '@kada-mandiya/logger';
import type { Messaging } from '@kada-mandiya/rabbitmq-client';
import type { KitConfig } from '../config.ts';
import { startPurging } from '../events/purging.ts';
import { startReactions, type EventEnded, type ReactionCounts } from '../events/reactions.ts';
import { startRelay, type Relay, type RelayCounts } from '../events/relay.ts';
import { createUnits, type HandlerTools } from '../events/units.ts';
import { createHealth, type Health, type HealthCheck } from '../health.ts';
import { createHttpApp, type HttpApp } from '../http/app.ts';
import { listen, type HttpServer } from '../http/server.ts';
import { guardOutgoing, type Destination } from '../outgoing-guard.ts';
import { createRunning, type Running } from '../running.ts';
import { connectBoth } from './connections.ts';
import type { ServiceContext, ServiceDefinition } from './definition.ts';

export interface LaunchOptions {
  /** Writes JSON lines to standard output unless given. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Called when the service is done with an event; must not throw. */
  readonly onEventEnded?: EventEnded;
  /** Aborted before the service is ready, it ends the start: `launch` rejects with its reason. Then it means nothing more. */
  readonly signal?: AbortSignal;
}

/** A service that takes requests and events. */
export interface RunningService<C extends ServiceContract = ServiceContract, Store = unknown, Reads = Store> {
  readonly name: string;
  /** Where its HTTP API is. */
  readonly url: string;
  /** What its handlers are given. */
  readonly tools: HandlerTools<C, Store, Reads>;
  readonly counts: { readonly relay: RelayCounts; readonly reactions: ReactionCounts };
  /** What waits in its outbox. */
  lag(): Promise<OutboxLag>;
  /** Loads what the first request would load, and wait for: the validator of requests. To be called where time is left. */
  warmUp(): Promise<void>;
  /** Takes no more requests and events, finishes what runs, sends what is in the outbox, and closes. Gives whether all went well. */
  stop(reason?: string): Promise<boolean>;
  /** Resolves when it has stopped. */
  readonly ended: Promise<boolean>;
}

/**
 * Starts a service in this process. Resolves when it takes requests and events.
 *
 * @throws ConnectError where the broker is not there; DatabaseError; MigrationError; ConsumeRefusedError; what the
 *   service's `build` and `beforeStart` throw; the reason of `signal`. What had been started is stopped again.
 */
export async function launch<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  config: Config,
  options: LaunchOptions = {},
): Promise<RunningService<C, Store, Reads>> {
  const { contract } = definition;
  const logger = options.logger ?? createLogger({ service: contract.name, level: config.LOG_LEVEL, sensitive: { events: eventsOf(contract) } });
  const running = createRunning({ logger, stopWithinMs: config.STOP_WITHIN_MS });
  try {
    const context = { config, logger, clock: options.clock ?? systemClock };
    return await guardOutgoing({ allow: destinationsOf(config, definition.connectsTo) }, () => startParts(definition, context, { ...options, running }));
  } catch (error) {
    await running.stop(options.signal?.aborted === true ? 'it is not to start' : 'it could not start');
    throw error;
  }
}

interface Started extends LaunchOptions {
  readonly running: Running;
}

/** What is started first is stopped last: see `createRunning`. */
async function startParts<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  context: ServiceContext<Config>,
  { running, onEventEnded, signal }: Started,
): Promise<RunningService<C, Store, Reads>> {
  const { contract, storage } = definition;
  const { config, logger, clock } = context;
  const parts = definition.build(context);
  running.started({ name: 'own parts', stop: () => parts.afterStop?.() });
  const { database, messaging } = await connectBoth(definition, { ...context, signal }, running);
  signal?.throwIfAborted();

  const outbox = createOutbox(database, clock);
  const inbox = createInbox(database, clock);
  const owner = `${hostname().slice(0, 43)}-${randomUUID()}`;
  const relay = startRelay({ outbox, publisher: messaging.publisher(), contract, owner, logger, clock });
  running.started({ name: 'outbox relay', stop: (within) => relay.stop(within) });

  const { makeStore, makeReads } = storage;
  const units = createUnits({ contract, database, outbox, makeStore, makeReads, logger, clock, onPublished: () => relay.wake() });
  const keepMs = config.KEEP_EVENTS_DAYS * dayMs;
  const purging = startPurging({ outbox, inbox, logger, clock, keepPublishedMs: keepMs, keepProcessedMs: keepMs, purgeOwn: async () => (await parts.purge?.(units.tools)) ?? 0 });
  running.started({ name: 'purging', stop: () => purging.stop() });
  const health = createHealth({ checks: checksOf({ messaging, outbox, lagMs: config.READY_LAG_MS }), logger });
  const app = createHttpApp({
    contract,
    handlers: parts.handlers,
    tools: units.tools,
    logger,
    health,
    docs: config.DOCS,
    maxBodyBytes: config.MAX_BODY_BYTES,
    ...(definition.authenticate === undefined ? {} : { authenticate: definition.authenticate(context) }),
  });
  await parts.beforeStart?.(units.tools);
  for (const part of parts.background?.(units.tools) ?? []) running.started(part);
  const reactions = await startReactions({ contract, reactions: parts.reactions, messaging, units, inbox, logger, clock, ...(onEventEnded === undefined ? {} : { onEventEnded }) });
  running.started({ name: 'reactions', stop: (within) => reactions.stop(within) });
  const server = await listen({ app, logger, port: config.PORT, host: config.HOST });
  running.started({ name: 'HTTP server', stop: ({ withinMs }) => drain({ server, health, clock, drainMs: config.DRAIN_MS, withinMs }) });
  logger.info({ url: server.url, database: database.name, databaseKind: database.kind }, 'ready');
  return runningService({ contract, app, server, tools: units.tools, outbox, relay, reactionCounts: reactions.counts, running });
}

const dayMs = 86_400_000;

interface ServiceFaces<C extends ServiceContract, Store, Reads> {
  readonly contract: C;
  readonly app: HttpApp;
  readonly server: HttpServer;
  readonly tools: HandlerTools<C, Store, Reads>;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly reactionCounts: ReactionCounts;
  readonly running: Running;
}

function runningService<C extends ServiceContract, Store, Reads>({ contract, app, server, tools, outbox, relay, reactionCounts, running }: ServiceFaces<C, Store, Reads>): RunningService<C, Store, Reads> {
  return {
    name: contract.name,
    url: server.url,
    tools,
    counts: { relay: relay.counts, reactions: reactionCounts },
    lag: () => outbox.lag(),
    warmUp: () => app.warmUp(),
    stop: (reason = 'asked to') => running.stop(reason),
    ended: running.ended,
  };
}

/** The broker, the database, and what the service itself declares. */
function destinationsOf<Config extends KitConfig>(config: Config, connectsTo: ((config: Config) => readonly (Destination | string)[]) | undefined): readonly (Destination | string)[] {
  const { AMQP_URL: broker, SQLSERVER_URL: server } = config;
  return [broker, ...(server === undefined ? [] : [server]), ...(connectsTo?.(config) ?? [])];
}

interface Dependencies {
  readonly messaging: Messaging;
  readonly outbox: Outbox;
  readonly lagMs: number;
}

function checksOf({ messaging, outbox, lagMs }: Dependencies): Readonly<Record<string, HealthCheck>> {
  let asked: Promise<OutboxLag> | undefined;
  // The checks of one probe share the answer.
  const lagOnce = (): Promise<OutboxLag> =>
    (asked ??= outbox.lag().finally(() => {
      asked = undefined;
    }));
  return {
    broker: () => {
      if (!messaging.connected) throw new Error('the broker is not connected');
    },
    database: async () => {
      await lagOnce();
    },
    relay: async () => {
      const lag = await lagOnce();
      if (lag.lagMs > lagMs) throw new Error(`${lag.pending} events wait, the oldest for ${lag.lagMs} ms`);
    },
  };
}

interface Draining {
  readonly server: HttpServer;
  readonly health: Health;
  readonly clock: Clock;
  readonly drainMs: number;
  readonly withinMs: number;
}

/** Not ready first: whoever balances the load sends no more while the server still answers. */
async function drain({ server, health, clock, drainMs, withinMs }: Draining): Promise<void> {
  health.stopping();
  if (drainMs > 0) await clock.sleep(Math.min(drainMs, withinMs));
  await server.stop({ withinMs: Math.max(withinMs - drainMs, 0) });
}

function eventsOf({ publishes, consumes }: ServiceContract): readonly EventContract[] {
  return [...Object.values(publishes).flatMap((versions) => Object.values(versions)), ...Object.values(consumes).map(({ event }) => event)];
}
