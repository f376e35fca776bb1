/**
 * The whole shop in this process and its storefront in another, until Ctrl-C: what `npm start` runs. Its data stay in `.data/`
 * (or `DATA_DIR`). `--no-web`: without the storefront and without making the documentation. `--dev`: the storefront from its sources, with hot reload. `--free-ports`: at
 * ports that are free, beside another shop.
 */
import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { createLogger } from '@kada-mandiya/logger';
import { docsFolder, ensureDocs } from '../docs/ensure-built.ts';
import { ensureBuilt } from '../web/build.ts';
import { startWeb, type RunningWeb } from '../web/start-web.ts';
import { explained, portOf } from '../server-command.ts';
import { announceBroker, claim, logPath, release, usualDataDir } from './data-folder.ts';
import { filled } from './filled.ts';
import { seed } from './seed.ts';
import { startShop, type Shop } from './start-shop.ts';
import { signIn } from './visitor.ts';

const usualWebPort = '3000';
const usage = 'npm start -- [--no-web] [--dev] [--free-ports]';

try {
  process.exitCode = await main(given());
} catch (error) {
  console.error(`The shop did not start: ${explained(error, usage)}`);
  process.exitCode = 1;
}

type Wanted = ReturnType<typeof given>;

function given(): { readonly 'no-web': boolean; readonly dev: boolean; readonly 'free-ports': boolean } {
  const { values } = parseArgs({
    options: {
      'no-web': { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
      'free-ports': { type: 'boolean', default: false },
    },
  });
  return values;
}

async function main(wanted: Wanted): Promise<number> {
  const dataDir = process.env.DATA_DIR ?? usualDataDir;
  claim(dataDir);
  const log = createWriteStream(logPath(dataDir), { flags: 'a' });
  try {
    if (!wanted['no-web']) await ensureDocs(console.log);
    if (!wanted['no-web'] && !wanted.dev) await ensureBuilt(console.log);
    return await open(wanted, dataDir, log);
  } finally {
    log.end();
    release(dataDir);
  }
}

async function open(wanted: Wanted, dataDir: string, log: WriteStream): Promise<number> {
  const started = performance.now();
  const shop = await startShop({
    environment: process.env,
    dataDir,
    ports: wanted['free-ports'] ? 'free' : 'usual',
    loggerOf: (part) => createLogger({ service: part, level: 'info', destination: log }),
    // The storefront asks for its visitors, and says for whom.
    gatewayEnvironment: { TRUSTED_PROXIES: filled(process.env.TRUSTED_PROXIES) ?? '127.0.0.1,::1', DOCS_DIR: filled(process.env.DOCS_DIR) ?? docsFolder },
  });
  announceBroker(dataDir, shop.surroundings.broker.url);
  try {
    const [seeded, web] = await Promise.all([signIn(shop, shop.admin).then((admin) => seed(admin)), wanted['no-web'] ? undefined : openWeb(wanted, shop, log)]);
    console.log(welcome(shop, { dataDir, seeded: seeded.length, web: web?.url, seconds: (performance.now() - started) / 1000 }));
    await signal();
    console.log('\nStopping: requests and events that run are finished first. Ctrl-C again ends it at once.');
    await web?.stop();
    return (await shop.stop()) ? 0 : 1;
  } catch (error) {
    await shop.stop();
    throw error;
  }
}

/** The storefront, at port 3000 or `WEB_PORT`. What it prints goes to the log; in development to the terminal. */
async function openWeb(wanted: Wanted, shop: Shop, log: WriteStream): Promise<RunningWeb> {
  const { sandbox } = shop.surroundings;
  return startWeb({
    apiUrl: shop.url,
    stripeJsUrl: sandbox === undefined ? undefined : `${sandbox.url}/stripe.js`,
    port: wanted['free-ports'] ? 0 : portOf(filled(process.env.WEB_PORT) ?? usualWebPort),
    development: wanted.dev,
    print: wanted.dev ? (text) => process.stdout.write(text) : (text) => log.write(`${JSON.stringify({ service: 'web', msg: text.trimEnd() })}\n`),
  });
}

/** The first one; the next ends the process, as signals do. */
function signal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
}

interface Started {
  readonly dataDir: string;
  readonly seeded: number;
  readonly web: string | undefined;
  readonly seconds: number;
}

function welcome({ url, services, surroundings, admin }: Shop, { dataDir, seeded, web, seconds }: Started): string {
  const { broker, sandbox } = surroundings;
  const own = Object.values(services).map((service): [string, string] => [service.name, `${service.url}/docs/`]);
  const places: readonly [string, string][] = [
    ...(web === undefined ? [] : [['the shop', web] satisfies [string, string]]),
    ['API, by the gateway', url],
    ['its document', `${url}/openapi.json`],
    ...(existsSync(docsFolder) ? [['documentation', `${url}/docs/`] satisfies [string, string]] : []),
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
