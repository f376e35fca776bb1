import type { ServiceContract } from '@kada-mandiya/contract';
import type { Database } from '@kada-mandiya/database';
import type { OutgoingMessage } from '@kada-mandiya/rabbitmq-client';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { brokenRule, type Outcome } from './invariants.ts';
import { nameOfEvent, type Plant } from './replica.ts';
import { placeOrders, type Client } from './requests.ts';
import { runningService, type RunningService, type ServiceTools } from './running-service.ts';
import { billingContract, ledgerContract, ordersContract, topology } from './shop-contracts.ts';
import { billingReactions, createBank, createTroubles, ledgerReactions, ordersReactions } from './shop-services.ts';
import type { ShopDb } from './shop-store.ts';
import { simulatedBroker, type SimulatedBroker } from './simulated-broker.ts';
import { sendRules } from './send-rules.ts';
import type { Stage } from './stage.ts';
import { createWorld, type Violation, type World } from './world.ts';

export interface ScheduleOptions {
  readonly seed: number;
  /** At most so many; the seed's own number unless given. */
  readonly orders?: number;
  /** Names of faults that do not happen. */
  readonly suppressed?: ReadonlySet<string>;
  readonly plant?: Plant;
}

/** What became of one schedule; the same for the same options, whatever else runs on the machine. */
export interface ScheduleResult {
  readonly seed: number;
  readonly orders: number;
  readonly violation: Violation | undefined;
  readonly faults: readonly Fault[];
  readonly trace: readonly string[];
}

/** Until then things go wrong, in milliseconds. */
const calmAt = 4000;
/** How long it may take after that until all is done. */
const restWithinMs = 30_000;
const lookEveryMs = 200;

/**
 * Runs the shop once, with everything that the seed lets go wrong, then lets it come to rest, and looks whether all that
 * was promised holds.
 */
export async function runSchedule(stage: Stage, { seed, orders, suppressed, plant = {} }: ScheduleOptions): Promise<ScheduleResult> {
  await stage.clear();
  const world = createWorld(seed);
  const faults = createFaults(world, suppressed);
  const client = placeOrders(world, orders);
  const shop = startShop(world, { faults, plant, stage, client });
  let isAtRest = false;
  const look = (): void => {
    if (world.now > calmAt + restWithinMs) world.violate('when nothing goes wrong any more, all events leave and are applied', `there are ${shop.pending() || 'rows in an outbox'}`);
    void world.working(async () => {
      isAtRest = shop.pending() === '' && (await hasNothingToSend(stage));
      if (!isAtRest) world.after(lookEveryMs, look);
    });
  };
  world.after(calmAt, () => {
    world.tell('world', 'nothing goes wrong any more');
    faults.calm();
    shop.calm();
    look();
  });
  await world.run(() => isAtRest);
  if (world.violation === undefined) {
    const broken = await brokenRule(stage, shop.outcome());
    if (broken !== undefined) world.violate(broken.rule, broken.detail);
  }
  shop.end();
  await world.settle();
  return { seed, orders: client.requests.length, violation: world.violation, faults: faults.happened, trace: world.trace };
}

interface ShopOptions {
  readonly faults: Faults;
  readonly plant: Plant;
  readonly stage: Stage;
  readonly client: Client;
}

interface Shop {
  calm(): void;
  /** What is not done; empty where all is. */
  pending(): string;
  outcome(): Outcome;
  end(): void;
}

function startShop(world: World, { faults, plant, stage, client }: ShopOptions): Shop {
  const nameOf = ({ messageId }: OutgoingMessage): string => nameOfEvent(messageId);
  const broker = simulatedBroker({ world, faults, topology, nameOf });
  const bank = createBank({ faults, balance: Math.floor(world.random('bank').between(100, 600)) });
  const troubles = createTroubles(world, faults);
  const rules = sendRules(world);
  const tools = { world, faults, broker, plant, observer: rules, nameOf, newId: eventIds(), shop: { bank, troubles } };
  const of = <C extends ServiceContract>(contract: C, reactions: ServiceTools<C>['reactions']): RunningService<C> =>
    runningService({ ...tools, contract, reactions, database: databaseOf(stage, contract.name), onCommitted: rules.committed });
  const orders = of(ordersContract, ordersReactions);
  const services: readonly RunningService<never>[] = [orders, of(billingContract, billingReactions), of(ledgerContract, ledgerReactions)];
  client.start(orders);
  planOutages(world, { faults, broker, cut: () => services.forEach((service) => service.cut()) });
  return {
    calm: () => (broker.up = true),
    pending: () => [broker.isEmpty ? '' : 'messages in the broker', rules.isIdle ? '' : 'messages on their way', client.isWaiting() ? 'requests' : '', ...services.map((service) => service.pending())].filter((one) => one !== '').join(', '),
    outcome: () => ({ requests: client.requests, charges: bank.charges }),
    end: () => services.forEach((service) => service.end()),
  };
}

function databaseOf(stage: Stage, name: string): Database<ShopDb> {
  const database = stage.databases.get(name);
  if (database === undefined) throw new Error(`the stage has no database for ${name}`);
  return database;
}

function eventIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `00000000-0000-7000-8000-${last.toString(16).padStart(12, '0')}`;
  };
}

interface OutagesOptions {
  readonly faults: Faults;
  readonly broker: SimulatedBroker;
  readonly cut: () => void;
}

function planOutages(world: World, { faults, broker, cut }: OutagesOptions): void {
  const random = world.random('outages');
  for (const at of [300, 900, 1700, 2600]) {
    world.after(at, () => {
      if (!broker.up || !faults.happens('broker away', 'broker')) return;
      broker.up = false;
      cut();
      world.after(random.between(100, 3000), () => {
        broker.up = true;
        world.tell('broker', 'is back');
      });
    });
  }
}

async function hasNothingToSend(stage: Stage): Promise<boolean> {
  for (const database of stage.databases.values()) {
    const { waiting } = await database.read.selectFrom('outbox').select(({ fn }) => fn.countAll<number>().as('waiting')).where('publishedAt', 'is', null).executeTakeFirstOrThrow();
    if (waiting > 0) return false;
  }
  return true;
}
