/**
 * `npm run bench:kit [-- --only relaying,reacting,latency,starting,http]`: what a service costs against the bare libraries
 * below it, on RabbitMQ (at AMQP_URL, else on this machine) and on the embedded broker in a process of its own, with SQLite
 * files at `synchronous=FULL`; measured in one run, each against its bound. Exit code 1 where one is missed. It deletes what
 * it declares.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureHttp } from './kit/http.ts';
import { measureLatency } from './kit/latency.ts';
import { measureReacting } from './kit/reacting.ts';
import { measureRelaying } from './kit/relaying.ts';
import { measureStarting } from './kit/starting.ts';
import { findRabbitMq, startEmbedded, type Broker } from './messaging/brokers.ts';
import { printTable, type Measurement } from './table.ts';

type Part = (broker: Broker) => Promise<readonly Measurement[]>;

const onBoth: Readonly<Record<string, Part>> = { relaying: measureRelaying, reacting: measureReacting };
const onEmbedded: Readonly<Record<string, Part>> = { latency: measureLatency, starting: measureStarting };
const names = [...Object.keys(onBoth), ...Object.keys(onEmbedded), 'http'];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? names;
const unknown = wanted.filter((name) => !names.includes(name));

if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = await main();
}

async function main(): Promise<number> {
  const embedded = await startEmbedded();
  const rabbitMq = await findRabbitMq();
  if (rabbitMq === undefined) console.log('No RabbitMQ answers at AMQP_URL or 127.0.0.1:5672: measured on the embedded broker only.\n');
  const before = loadOfMachine();
  try {
    const measurements: Measurement[] = [];
    for (const broker of rabbitMq === undefined ? [embedded] : [rabbitMq, embedded]) measurements.push(...(await run(onBoth, broker)));
    measurements.push(...(await run(onEmbedded, embedded)));
    const profile = await http(measurements);
    printTable(measurements);
    if (profile !== '') console.log(`\n${profile}`);
    console.log(`\nLoad of the machine (1, 5 and 15 minutes): ${before} before, ${loadOfMachine()} after.`);
    return measurements.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    await embedded.close();
  }
}

async function run(parts: Readonly<Record<string, Part>>, broker: Broker): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (!wanted.includes(name)) continue;
    process.stderr.write(`measuring ${name} on ${broker.name} …\n`);
    measurements.push(...(await measure(broker)));
  }
  return measurements;
}

async function http(measurements: Measurement[]): Promise<string> {
  if (!wanted.includes('http')) return '';
  process.stderr.write('measuring http …\n');
  const found = await measureHttp();
  measurements.push(...found.measurements);
  return found.profile;
}

function loadOfMachine(): string {
  return loadavg().map((load) => load.toFixed(1)).join(' ');
}
