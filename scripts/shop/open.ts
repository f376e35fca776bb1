/** The whole shop in this process, until Ctrl-C: what `npm start` runs. Its data stay in `.data/` (or `DATA_DIR`). */
import { createWriteStream } from 'node:fs';
import { createLogger } from '@kada-mandiya/logger';
import { claim, logPath, release, usualDataDir } from './data-folder.ts';
import { seed } from './seed.ts';
import { startShop, type Shop } from './start-shop.ts';
import { signIn } from './visitor.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const dataDir = process.env.DATA_DIR ?? usualDataDir;
  const started = performance.now();
  try {
    claim(dataDir);
  } catch (error) {
    return refuse(error);
  }
  const log = createWriteStream(logPath(dataDir), { flags: 'a' });
  try {
    const shop = await startShop({
      environment: process.env,
      dataDir,
      ports: 'usual',
      loggerOf: (part) => createLogger({ service: part, level: 'info', destination: log }),
    });
    const seeded = await seed(await signIn(shop, shop.admin));
    console.log(welcome(shop, { dataDir, seeded: seeded.length, seconds: (performance.now() - started) / 1000 }));
    await signal();
    console.log('\nStopping: requests and events that run are finished first. Ctrl-C again ends it at once.');
    return (await shop.stop()) ? 0 : 1;
  } catch (error) {
    return refuse(error);
  } finally {
    log.end();
    release(dataDir);
  }
}

/** The first one; the next ends the process, as signals do. */
function signal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
}

function refuse(error: unknown): number {
  console.error(`The shop did not start: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
}

interface Started {
  readonly dataDir: string;
  readonly seeded: number;
  readonly seconds: number;
}

function welcome({ url, services, surroundings, admin }: Shop, { dataDir, seeded, seconds }: Started): string {
  const { broker, sandbox } = surroundings;
  const own = Object.values(services).map((service): [string, string] => [service.name, `${service.url}/docs/`]);
  const places: readonly [string, string][] = [
    ['API, by the gateway', url],
    ['its document', `${url}/openapi.json`],
    ...own,
    ['broker', broker.embedded ? broker.url : 'RabbitMQ at AMQP_URL'],
    ['payments', sandbox === undefined ? 'Stripe, with STRIPE_SECRET_KEY' : `Stripe sandbox, ${sandbox.url}`],
    ['data and log', dataDir],
  ];
  const width = Math.max(...places.map(([name]) => name.length));
  return [
    `Kada Mandiya is open after ${seconds.toFixed(1)} s.${seeded > 0 ? ` ${seeded} products are on the shelves.` : ''}\n`,
    ...places.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`),
    `\n  administrator: ${admin.email}, password: ${process.env.ADMIN_PASSWORD === undefined ? admin.password : 'ADMIN_PASSWORD'}`,
    '\nCtrl-C stops it; npm run reset empties its data.',
  ].join('\n');
}
