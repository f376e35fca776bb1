import { topology } from '@kada-mandiya/event-contracts';
import { watchEvents } from '@kada-mandiya/service-kit/testing';
import type { Shop } from '../shop/start-shop.ts';
import { declined, newCustomer, openShop, order, pay, webhooksAreSafe, type Stage } from './buy-something.ts';
import { createNarrator } from './narrator.ts';
import { startTemporaryShop } from './temporary-shop.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts the shop, buys something in it and tells of each step. Rejects where one of them does not happen.
 *
 * @returns the number of steps
 */
export async function showPurchase(log: (line: string) => void, environment: Environment = process.env): Promise<number> {
  const started = performance.now();
  const temporary = await startTemporaryShop({ environment });
  const { shop } = temporary;
  try {
    log(`   ${surroundingsOf(shop, environment)}: ready after ${((performance.now() - started) / 1000).toFixed(2)} s at ${shop.url}\n`);
    return await told(shop, log);
  } finally {
    await temporary.remove();
  }
}

/** Buys in a shop that runs, and tells of each step. */
export async function told(shop: Shop, log: (line: string) => void): Promise<number> {
  const { broker, sandbox, environment } = shop.surroundings;
  if (sandbox === undefined) throw new Error('the demo needs the Stripe sandbox');
  const watch = await watchEvents({ url: broker.url, exchanges: topology.exchanges.map(({ name }) => name) });
  try {
    const narrator = createNarrator(watch, log);
    const stage: Stage = { shop, watch, narrator, desk: { url: sandbox.url, publishableKey: environment.STRIPE_PUBLISHABLE_KEY ?? '' } };
    log('   time          event                   from → to                   correlation\n');
    const [rice, tea] = pick(await openShop(stage));
    const customer = await newCustomer(stage, `nimali.${Date.now()}@example.com`);
    log('\n   A purchase:');
    const first = await order(stage, customer, [rice, tea]);
    await pay(stage, customer, first);
    log('\n   A declined card, then another:');
    const second = await order(stage, customer, [tea]);
    await declined(stage, customer, second);
    await pay(stage, customer, second);
    log('\n   Webhooks that lie:');
    await webhooksAreSafe(stage, first);
    return narrator.steps;
  } finally {
    await watch.stop();
  }
}

function pick<T>(list: readonly T[]): readonly [T, T] {
  const [first, last] = [list[0], list.at(-1)];
  if (first === undefined || last === undefined) throw new Error('the shop has no products');
  return [first, last];
}

function surroundingsOf({ surroundings: { broker }, services }: Shop, { SQLSERVER_URL = '' }: Environment): string {
  const database = SQLSERVER_URL === '' ? 'SQLite' : 'SQL Server';
  return `${broker.embedded ? 'embedded broker' : 'RabbitMQ'}, ${database}, Stripe sandbox, ${Object.keys(services).length} services and the gateway in one process`;
}
