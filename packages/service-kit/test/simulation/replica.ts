import type { ServiceContract } from '@kada-mandiya/contract';
import { createInbox, createOutbox, type Database, type Inbox, type Outbox } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';
import type { Messaging, Publisher } from '@kada-mandiya/rabbitmq-client';
import { createUnits, startReactions, startRelay, type RunningReactions, type ServiceReactions, type Units } from '../../src/events/index.ts';
import type { ShopWorld } from './shop-services.ts';
import { shopStore, type ShopDb, type ShopStore } from './shop-store.ts';
import type { SimulatedMessaging } from './simulated-messaging.ts';
import { never, type SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

type ShopUnits<C extends ServiceContract> = Units<C, ShopStore, undefined>;

/** A fault of the kit, put between its parts: what the simulation must find. */
export interface Plant {
  readonly outbox?: (outbox: Outbox, around: Around) => Outbox;
  readonly inbox?: (inbox: Inbox) => Inbox;
  readonly publisher?: (publisher: Pick<Publisher, 'send'>) => Pick<Publisher, 'send'>;
  readonly messaging?: (messaging: Pick<Messaging, 'consumeGroups'>) => Pick<Messaging, 'consumeGroups'>;
  readonly units?: <C extends ServiceContract>(units: ShopUnits<C>) => ShopUnits<C>;
}

/** What a planted fault may use in the wrong place. */
interface Around {
  readonly database: Database<ShopDb>;
  readonly process: SimulatedProcess;
  readonly publisher: Pick<Publisher, 'send'>;
}

export interface ReplicaOptions<C extends ServiceContract> {
  readonly world: World;
  readonly process: SimulatedProcess;
  readonly contract: C;
  readonly reactions: (shop: ShopWorld) => ServiceReactions<C, ShopStore, undefined>;
  readonly shop: Omit<ShopWorld, 'process'>;
  readonly database: Database<ShopDb>;
  readonly messaging: SimulatedMessaging;
  readonly newId: () => string;
  /** Called when a transaction writes events. */
  readonly onAdded: () => void;
  readonly isWakeLost: () => boolean;
  readonly isLate: (what: 'mark late' | 'release late') => boolean;
  readonly plant: Plant;
}

/** The kit, running in one process. */
export interface Replica<C extends ServiceContract> {
  readonly process: SimulatedProcess;
  readonly units: ShopUnits<C>;
  /** Never resolves where the process crashes meanwhile. */
  stop(): Promise<void>;
}

/** Shorter than anyone would have them, so that a schedule meets all of them. */
const relayTimes = { leaseMs: 1500, pollMs: 1200, backoff: { minMs: 20, maxMs: 500 } } as const;

/** More than a lease less what a relay gives up before. */
const lateMs = 700;

export function startReplica<C extends ServiceContract>(options: ReplicaOptions<C>): Replica<C> {
  const { world, process, contract, database, messaging, plant } = options;
  const { clock } = process;
  const logger = tracingLogger(world, process);
  const publisher = plant.publisher?.(messaging.publisher) ?? messaging.publisher;
  const [realOutbox, realInbox] = [createOutbox(database, clock), createInbox(database, clock)];
  const outbox = steppedOutbox(options, plant.outbox?.(realOutbox, { database, process, publisher }) ?? realOutbox);
  const inbox = steppedInbox(process, plant.inbox?.(realInbox) ?? realInbox);
  const relay = startRelay({ outbox, publisher, contract, owner: process.name, logger, clock, batchSize: 4, ...relayTimes, random: world.random(`relay of ${process.name}`).next });
  const units = createUnits<C, ShopDb, ShopStore, undefined>({
    contract,
    database,
    outbox,
    makeStore: (unit) => shopStore(unit, process.stepInside),
    makeReads: () => undefined,
    logger,
    clock,
    newId: options.newId,
    onPublished: () => {
      if (!options.isWakeLost()) relay.wake();
    },
  });
  const planted = plant.units?.(units) ?? units;
  const running = startReactions({
    contract,
    reactions: options.reactions({ ...options.shop, process }),
    messaging: plant.messaging?.(messaging) ?? messaging,
    units: planted,
    inbox,
    logger,
    clock,
    databaseRetryMs: 100,
  });
  return { process, units: planted, stop: () => stop(options, running, () => relay.stop({ withinMs: 1500 })) };
}

/** In the order in which a service stops. */
async function stop<C extends ServiceContract>({ world, process, messaging }: ReplicaOptions<C>, reactions: Promise<RunningReactions>, stopRelay: () => Promise<void>): Promise<void> {
  world.tell(process.name, 'stops');
  await (await reactions).stop({ withinMs: 1000 });
  await stopRelay();
  if (!process.alive) return never();
  messaging.close();
  process.end();
  world.tell(process.name, 'has stopped');
}

/** The outbox with steps, at which the process may crash, and a trace. */
function steppedOutbox<C extends ServiceContract>(options: ReplicaOptions<C>, outbox: Outbox): Outbox {
  const { world, process, onAdded } = options;
  const names = new Map<number, string>();
  const namesOf = (ids: readonly number[]): string => ids.map((id) => names.get(id) ?? '?').join(' ');
  return {
    ...outbox,
    async add(unit, rows) {
      await process.stepInside('outbox');
      world.tell(process.name, `writes ${rows.map(({ eventId, routingKey }) => `${nameOfEvent(eventId)} (${routingKey})`).join(' ')}`);
      onAdded();
      await outbox.add(unit, rows);
    },
    async claim(claiming) {
      const rows = await outbox.claim(claiming);
      for (const { id, eventId } of rows) names.set(id, nameOfEvent(eventId));
      if (rows.length > 0) world.tell(process.name, `claims ${namesOf(rows.map(({ id }) => id))}`);
      return rows;
    },
    async markPublished(ids) {
      if (options.isLate('mark late')) await process.clock.sleep(lateMs);
      const marked = await outbox.markPublished(ids);
      world.tell(process.name, `marks ${namesOf(ids)}`);
      return marked;
    },
    async release(ids, owner) {
      world.tell(process.name, `gives back ${namesOf(ids)}`);
      if (options.isLate('release late')) await process.clock.sleep(lateMs);
      return outbox.release(ids, owner);
    },
  };
}

function steppedInbox(process: SimulatedProcess, inbox: Inbox): Inbox {
  return {
    ...inbox,
    async insertNew(unit, eventIds) {
      await process.stepInside('inbox');
      return inbox.insertNew(unit, eventIds);
    },
  };
}

/** `e17` for the seventeenth event of a schedule. */
export function nameOfEvent(eventId: string | undefined): string {
  return `e${parseInt((eventId ?? '').slice(-12), 16)}`;
}

function tracingLogger(world: World, process: SimulatedProcess): Logger {
  const write = (fields: object, message: string): void => {
    const reason = 'error' in fields && fields.error instanceof Error ? ` (${fields.error.message})` : '';
    world.tell(process.name, `logs: ${message}${reason}`);
  };
  const logger: Logger = { debug: () => undefined, info: () => undefined, warn: write, error: write, child: () => logger };
  return logger;
}
