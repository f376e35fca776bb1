import { randomUUID } from 'node:crypto';
import { testIssuer } from '@kada-mandiya/auth/testing';
import type { EventEnvelope, ServiceContract } from '@kada-mandiya/contract';
import { topology } from '@kada-mandiya/event-contracts';
import { publicApi } from '@kada-mandiya/gateway-contract';
import * as contracts from '@kada-mandiya/service-contracts';
import { contractFetch, watchEvents, type EventWatch } from '@kada-mandiya/service-kit/testing';
import type { StripeSandbox } from '@kada-mandiya/stripe-sandbox';
import { startTemporaryShop, type TemporaryShopOptions } from '../../demo/temporary-shop.ts';
import { serviceNames, type ServiceName } from '../../shop/parts.ts';
import type { CardDesk } from '../../shop/pay-by-card.ts';
import type { Shop } from '../../shop/start-shop.ts';
import { answered, register, signIn, type Door, type Visitor } from '../../shop/visitor.ts';
import { until } from '../../shop/until.ts';

/** Signs tokens that the shop under test takes for auth-service's own. */
export const issuer = testIssuer();

export const allContracts: readonly ServiceContract[] = Object.values(contracts);

/** The whole shop, and what a test needs to look into it. Every answer of the gateway is checked against the contract. */
export interface ShopUnderTest {
  readonly shop: Shop;
  readonly door: Door;
  readonly desk: CardDesk;
  readonly sandbox: StripeSandbox;
  readonly watch: EventWatch;
  readonly admin: Visitor;
  newCustomer(): Promise<Visitor>;
  /** A product that order-service has heard of. */
  addProduct(amount?: number): Promise<{ readonly productId: string; readonly amount: number; readonly name: string }>;
  /** All events of an order, in the order in which they were published. */
  eventsOf(order: { readonly orderId: string }): Promise<readonly EventEnvelope[]>;
  /** All events since the shop stood ready. */
  readonly events: readonly EventEnvelope[];
  stopService(name: ServiceName): Promise<void>;
  startService(name: ServiceName): Promise<void>;
  /** What a service has made of its events, over all its starts. */
  consumed(name: ServiceName): { readonly applied: number; readonly duplicates: number; readonly failed: number };
  /** Resolves when every webhook has arrived, and all services that run have consumed and published all they have to. */
  settled(): Promise<void>;
  remove(): Promise<void>;
}

/** Passwords that cost little; what they cost is tested where they are made. */
const cheapPasswords = { ARGON2_MEMORY_KIB: '1024', ARGON2_PASSES: '1' };

/** Embedded throughout, whatever the environment names: on one broker, two shops would take each other's events. */
export async function startShopUnderTest(options: Omit<TemporaryShopOptions, 'environment'> = {}): Promise<ShopUnderTest> {
  const temporary = await startTemporaryShop({
    gatewayEnvironment: { RATE_LIMITS: 'off' },
    environmentOf: (service): Readonly<Record<string, string>> => (service === 'auth-service' ? cheapPasswords : {}),
    ...options,
    environment: issuer.env,
  });
  try {
    return await opened(temporary.shop, () => temporary.remove());
  } catch (error) {
    await temporary.remove();
    throw error;
  }
}

async function opened(shop: Shop, remove: () => Promise<void>): Promise<ShopUnderTest> {
  const { sandbox, broker, environment } = shop.surroundings;
  if (sandbox === undefined) throw new Error('the shop under test has no Stripe sandbox');
  const consumption = countConsumption(shop);
  await until('the administrator is known everywhere', () => consumption.total('user-service') >= 1 && consumption.total('notification-service') >= 2);
  const events: EventEnvelope[] = [];
  const watch = await watchEvents({ url: broker.url, exchanges: topology.exchanges.map(({ name }) => name), onEvent: (event) => events.push(event) });
  consumption.beginsHere(events);
  const door: Door = { url: shop.url, fetch: contractFetch({ document: publicApi, operations: allContracts.flatMap(({ operations }) => Object.values(operations)) }) };
  const admin = await signIn(door, shop.admin);
  const { body: category } = await answered('create a category', admin.api.POST('/categories', { body: { name: 'Everything', slug: 'everything' } }));
  const settled = (): Promise<void> => quiet({ shop, sandbox, watch, consumption, events });
  return {
    shop,
    door,
    desk: { url: sandbox.url, publishableKey: environment.STRIPE_PUBLISHABLE_KEY ?? '' },
    sandbox,
    watch,
    admin,
    events,
    newCustomer: () => register(door, { email: `${randomUUID()}@example.com`, password: 'lanterns-over-galle-road', name: 'Nimali Perera' }),
    async addProduct(amount = 145_000) {
      const product = { sku: `SKU-${randomUUID().slice(0, 8).toUpperCase()}`, name: 'Red Raw Rice 5 kg', amount, currency: 'LKR', categoryId: category.categoryId };
      const { body } = await answered('create a product', admin.api.POST('/products', { body: product }));
      await settled();
      return body;
    },
    async eventsOf({ orderId }) {
      await watch.caughtUp();
      return events.filter(({ data }) => typeof data === 'object' && data !== null && Reflect.get(data, 'orderId') === orderId);
    },
    async stopService(name) {
      await shop.stopService(name);
      consumption.stopped(name);
    },
    async startService(name) {
      await shop.startService(name);
      consumption.started(name);
    },
    consumed: (name) => consumption.of(name),
    settled,
    async remove() {
      await watch.stop();
      await remove();
    },
  };
}

interface Counts {
  readonly applied: number;
  readonly duplicates: number;
  readonly failed: number;
}

interface Consumption {
  of(name: ServiceName): Counts;
  total(name: ServiceName): number;
  /** From here on, whoever runs has to consume what is in that list. */
  beginsHere(events: readonly EventEnvelope[]): void;
  stopped(name: ServiceName): void;
  started(name: ServiceName): void;
  readonly running: readonly ServiceName[];
  isComplete(): boolean;
}

function countConsumption(shop: Shop): Consumption {
  const before = new Map<ServiceName, Counts>();
  const down = new Set<ServiceName>();
  const baseline = new Map<ServiceName, number>();
  let expected: readonly EventEnvelope[] = [];
  const of = (name: ServiceName): Counts => {
    const past = before.get(name) ?? { applied: 0, duplicates: 0, failed: 0 };
    // A stopped service's are among the past ones.
    if (down.has(name)) return past;
    const { applied, duplicates, failed } = shop.services[name].counts.reactions;
    return { applied: past.applied + applied, duplicates: past.duplicates + duplicates, failed: past.failed + failed };
  };
  const total = (name: ServiceName): number => of(name).applied + of(name).duplicates;
  const consumes = new Map(allContracts.map(({ name, consumes: keys }): [string, ReadonlySet<string>] => [name, new Set(Object.keys(keys))]));
  const due = (name: ServiceName): number => expected.filter(({ eventType }) => consumes.get(name)?.has(eventType) === true).length;
  const running = (): readonly ServiceName[] => serviceNames.filter((name) => !down.has(name));
  return {
    of,
    total,
    beginsHere(events) {
      expected = events;
      for (const name of serviceNames) baseline.set(name, total(name));
    },
    stopped(name) {
      before.set(name, of(name));
      down.add(name);
    },
    started: (name) => void down.delete(name),
    get running() {
      return running();
    },
    isComplete: () => running().every((name) => total(name) - (baseline.get(name) ?? 0) >= due(name)),
  };
}

interface Parts {
  readonly shop: Shop;
  readonly sandbox: StripeSandbox;
  readonly watch: EventWatch;
  readonly consumption: Consumption;
  readonly events: readonly EventEnvelope[];
}

/** Twice in a row nothing is left to do, and nothing came in between: what a consumed event leads to is there with it. */
async function quiet({ shop, sandbox, watch, consumption, events }: Parts): Promise<void> {
  let before = -1;
  await until('the shop is quiet', async () => {
    await sandbox.delivered();
    await watch.caughtUp();
    const isDone = consumption.isComplete();
    const lags = await Promise.all(consumption.running.map(async (name) => (await shop.services[name].lag()).pending));
    const isQuiet = isDone && lags.every((pending) => pending === 0);
    const isSame = before === events.length;
    before = isQuiet ? events.length : -1;
    return isQuiet && isSame;
  });
}
