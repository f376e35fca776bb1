/**
 * `npm run bench:messaging [-- --only publishing,consuming,latency,memory,peers]`: what the client costs against raw
 * amqplib, on RabbitMQ (at AMQP_URL, else on this machine) and on the embedded broker in a process of its own, measured
 * in one run, each against its bound. Exit code 1 where one is missed. It deletes what it declares.
 */
import { parseArgs } from 'node:util';
import { printTable, type Measurement } from './table.ts';
import { findRabbitMq, startEmbedded, type Broker } from './messaging/brokers.ts';
import { measureConsuming } from './messaging/consuming.ts';
import { measureLatency } from './messaging/latency.ts';
import { measureMemory } from './messaging/memory.ts';
import { comparePeers } from './messaging/peers.ts';
import { measurePublishing } from './messaging/publishing.ts';

type Part = (broker: Broker) => Promise<readonly Measurement[]>;

const onBoth: Readonly<Record<string, Part>> = { publishing: measurePublishing, consuming: measureConsuming };
const onEmbedded: Readonly<Record<string, Part>> = { latency: measureLatency, memory: measureMemory };
const names = [...Object.keys(onBoth), ...Object.keys(onEmbedded), 'peers'];

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
  try {
    const measurements: Measurement[] = [];
    for (const broker of rabbitMq === undefined ? [embedded] : [rabbitMq, embedded]) measurements.push(...(await run(onBoth, broker)));
    measurements.push(...(await run(onEmbedded, embedded)));
    if (measurements.length > 0) printTable(measurements);
    if (wanted.includes('peers')) await showPeers(rabbitMq ?? embedded);
    return measurements.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    await embedded.close();
  }
}

async function showPeers(broker: Broker): Promise<void> {
  process.stderr.write(`comparing with other clients on ${broker.name} …\n`);
  const table = await comparePeers(broker);
  console.log(`\nOther clients on ${broker.name}, each with its defaults and a quorum queue; Nest's figures with \`noAck: false\`:\n\n${table}`);
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
