/**
 * `npm run bench:shop [-- --orders 1000 --customers 32 --starts 5 --cpu-prof FOLDER]`: the whole shop on embedded parts in a
 * process of its own: its start; orders placed through the gateway, paid by card and completed to `order.paid`, by many
 * customers at once and by one alone; and the memory that it holds afterwards. The customers are in this process and
 * take their share of the machine. Exit code 1 where a bound is missed. How much the gateway costs: `npm run bench:gateway`.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openBuying, type Bought, type Load } from './shop/buying.ts';
import { startBenchedShop } from './shop/shop-in-a-process.ts';
import { measureStarting } from './shop/starting.ts';
import { atMost, figure, printTable, type Measurement } from './table.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    customers: { type: 'string', default: '32' },
    starts: { type: 'string', default: '5' },
    'cpu-prof': { type: 'string' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const before = loadOfMachine();
  process.stderr.write('starting …\n');
  const measurements = [...(await measureStarting(Number(values.starts))), ...(await measureBuying())];
  printTable(measurements);
  console.log(`\nLoad of the machine (1, 5 and 15 minutes): ${before} before, ${loadOfMachine()} after.`);
  return measurements.every(({ passed }) => passed) ? 0 : 1;
}

async function measureBuying(): Promise<readonly Measurement[]> {
  const many: Load = { orders: Number(values.orders), customers: Number(values.customers) };
  const alone: Load = { orders: 100, customers: 1 };
  const shop = await startBenchedShop({ profileTo: values['cpu-prof'] });
  try {
    const buying = await openBuying(shop, many.customers);
    process.stderr.write('warming up …\n');
    await buying.run({ ...many, orders: 200 });
    process.stderr.write('buying …\n');
    const together = await buying.run(many);
    const single = await buying.run(alone);
    await buying.stop();
    const { residentBytes } = await shop.used();
    return [
      ...shown(many, together),
      ...shown(alone, single),
      atMost('resident memory afterwards', residentBytes / 2 ** 20, 400, 'MiB', 'broker, databases, Stripe sandbox, six services and the gateway in one process'),
    ];
  } finally {
    await shop.stop();
  }
}

function shown({ orders, customers }: Load, { placing, completing, tookMs, processorMs }: Bought): readonly Measurement[] {
  const who = customers === 1 ? 'one customer' : `${customers} customers at once`;
  const detail = `${orders} orders; ${(processorMs / orders).toFixed(1)} ms of the shop's processor time for each`;
  return [
    figure(`${who}: orders, placed to order.paid`, `${((orders / tookMs) * 1000).toFixed(0)} /s`, detail),
    figure(`${who}: placing an order`, percentiles(placing), 'p50 and p99, from the request to the 201'),
    figure(`${who}: paying an order`, percentiles(completing), 'p50 and p99, from the card to order.paid: Stripe, its webhook and two services'),
  ];
}

function percentiles(sorted: readonly number[]): string {
  return [0.5, 0.99].map((share) => `${(sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(0)} ms`).join(', ');
}

function loadOfMachine(): string {
  return loadavg().map((load) => load.toFixed(1)).join(' ');
}
