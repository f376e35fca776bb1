import type { ServiceContract } from '@kada-mandiya/contract';
import type { Database } from '@kada-mandiya/database';
import type { OutgoingMessage } from '@kada-mandiya/rabbitmq-client';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import { startReplica, type Plant, type Replica, type ReplicaOptions } from './replica.ts';
import type { ShopDb } from './shop-store.ts';
import type { SimulatedBroker } from './simulated-broker.ts';
import { connectionTo, sharedDatabase, type SharedDatabase } from './simulated-database.ts';
import type { SendObserver } from './simulated-link.ts';
import { simulatedMessaging, type SimulatedMessaging } from './simulated-messaging.ts';
import { simulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

export interface ServiceTools<C extends ServiceContract> extends Pick<ReplicaOptions<C>, 'contract' | 'reactions' | 'shop' | 'newId'> {
  readonly world: World;
  readonly faults: Faults;
  readonly broker: SimulatedBroker;
  readonly plant: Plant;
  readonly observer: SendObserver;
  readonly nameOf: (message: OutgoingMessage) => string;
  readonly database: Database<ShopDb>;
  readonly onCommitted: (eventId: string) => void;
}

/** One or two replicas of a service; one that ends is followed by another in its place. */
export interface RunningService<C extends ServiceContract> {
  anyReplica(random: Random): Replica<C> | undefined;
  /** Breaks the connections of all replicas to the broker. */
  cut(): void;
  /** What is open; empty where nothing is. */
  pending(): string;
  end(): void;
}

/** Where replicas follow each other. */
interface Slot<C extends ServiceContract> {
  readonly name: string;
  starts: number;
  replica: Replica<C> | undefined;
  messaging: SimulatedMessaging | undefined;
}

export function runningService<C extends ServiceContract>(tools: ServiceTools<C>): RunningService<C> {
  const { world, faults, contract, database } = tools;
  const random = world.random(`replicas of ${contract.name}`);
  const added = newEvents(database, tools.onCommitted);
  const shared = sharedDatabase(world, database, added.committed);
  const slots = Array.from({ length: 1 + random.below(2) }, (_, index): Slot<C> => ({
    name: `${contract.name}-${index + 1}`, starts: 0, replica: undefined, messaging: undefined,
  }));
  const start = (slot: Slot<C>): void => startIn(slot, tools, { shared, onAdded: added.expect, onEnd: (pauseMs) => world.after(pauseMs, () => start(slot)) });
  for (const slot of slots) {
    world.after(random.between(0, 50), () => start(slot));
    world.after(random.between(300, 3000), () => {
      if (slot.replica === undefined || !faults.happens('rolling restart', slot.name)) return;
      void slot.replica.stop().then(() => {
        slot.replica = undefined;
        world.after(0, () => start(slot));
      });
    });
  }
  return {
    anyReplica(choice) {
      const running = slots.flatMap(({ replica }) => replica ?? []);
      return running[choice.below(running.length)];
    },
    cut: () => slots.forEach(({ messaging }) => messaging?.cut()),
    pending: () => (shared.isBusy ? `a transaction of ${contract.name}` : slots.some(({ replica }) => replica === undefined) ? `a start of ${contract.name}` : ''),
    end: () => slots.forEach(({ replica }) => replica?.process.end()),
  };
}

interface Starting {
  readonly shared: SharedDatabase<ShopDb>;
  readonly onAdded: () => void;
  readonly onEnd: (pauseMs: number) => void;
}

function startIn<C extends ServiceContract>(slot: Slot<C>, tools: ServiceTools<C>, { shared, onAdded, onEnd }: Starting): void {
  const { world, faults } = tools;
  slot.starts += 1;
  const process = simulatedProcess(tools, `${slot.name}.${slot.starts}`, () => {
    slot.messaging?.close();
    slot.replica = undefined;
    onEnd(world.random(`restarts of ${slot.name}`).between(10, 1500));
  });
  world.tell(process.name, 'starts');
  const messaging = simulatedMessaging({ ...tools, process });
  slot.messaging = messaging;
  slot.replica = startReplica({
    ...tools,
    process,
    messaging,
    database: connectionTo(tools, process, shared),
    onAdded,
    isWakeLost: () => faults.happens('wake lost', process.name),
    isLate: (what) => faults.happens(what, process.name),
  });
}

/** Looks after a commit which events it has brought. */
function newEvents(database: Database<ShopDb>, onCommitted: (eventId: string) => void): { readonly expect: () => void; readonly committed: () => Promise<void> } {
  let last = 0;
  let expected = false;
  return {
    expect: () => (expected = true),
    async committed() {
      if (!expected) return;
      const rows = await database.read.selectFrom('outbox').select(['id', 'eventId']).where('id', '>', last).orderBy('id').execute();
      for (const { id, eventId } of rows) {
        last = id;
        expected = false;
        onCommitted(eventId);
      }
    },
  };
}
