/** A whole shop on embedded parts and with its log, as `npm start` has it; its parent tells it when to measure itself and when to end. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@kada-mandiya/logger';
import { startTemporaryShop } from '../../demo/temporary-shop.ts';

const before = process.cpuUsage();
const started = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'kada-bench-log-'));
const log = createWriteStream(join(folder, 'log.jsonl'));
const temporary = await startTemporaryShop({
  environment: { ...process.env, AMQP_URL: '', SQLSERVER_URL: '' },
  gatewayEnvironment: { RATE_LIMITS: 'off' },
  loggerOf: (part) => createLogger({ service: part, level: 'info', destination: log }),
});
const milliseconds = performance.now() - started;
const { shop } = temporary;
const { broker, environment } = shop.surroundings;

process.send?.({
  url: shop.url,
  brokerUrl: broker.url,
  admin: shop.admin,
  desk: { url: environment.STRIPE_API_URL, publishableKey: environment.STRIPE_PUBLISHABLE_KEY },
  milliseconds,
  processorMs: processorMsSince(before),
});

process.on('message', () => process.send?.({ residentBytes: process.memoryUsage.rss(), processorMs: processorMsSince() }));

process.once('disconnect', () => void end());

async function end(): Promise<void> {
  await temporary.remove();
  log.end();
  await rm(folder, { recursive: true });
}

function processorMsSince(before?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
