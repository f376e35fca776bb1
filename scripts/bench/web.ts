/**
 * `npm run bench:web`: what the storefront costs a visitor, built for production, on a shop of its own: the scripts of the
 * product page above those of an empty app of the same Next; how soon and how calmly pages stand there; and how soon
 * `npm start` has the shop open once it is built. Exit code 1 where a bound is missed.
 */
import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../e2e/chromium.ts';
import { setStage, type Stage } from '../e2e/stage.ts';
import { clientAt } from '../shop/visitor.ts';
import { ensureBuilt } from '../web/build.ts';
import { startEmptyApp } from './web/empty-app.ts';
import { measureOpening } from './web/opening.ts';
import { visitPage, type PageVisit } from './web/page-visit.ts';
import { atMost, median, printTable, type Measurement } from './table.ts';

const rounds = 5;

process.exitCode = await main();

async function main(): Promise<number> {
  const built = await ensureBuilt(console.log);
  const again = await ensureBuilt(console.log);
  const browser = await chromium.launch({ executablePath: findChromium(process.env.CHROMIUM_PATH), args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  const measurements: Measurement[] = [];
  try {
    const stage = await setStage({ say: console.log });
    try {
      measurements.push(...(await measurePages(browser, stage)));
    } finally {
      await stage.stop();
    }
    measurements.push(...(await measureOpening(rounds)));
  } finally {
    await browser.close();
  }
  printTable(measurements);
  console.log(`\nBuilding: ${built.seconds === 0 ? 'nothing had changed' : `${built.seconds.toFixed(1)} s`}; again without a change: ${again.seconds.toFixed(1)} s.`);
  return measurements.every(({ passed }) => passed) ? 0 : 1;
}

async function measurePages(browser: Browser, { webUrl, gatewayUrl }: Stage): Promise<readonly Measurement[]> {
  const { data } = await clientAt({ url: gatewayUrl }).GET('/products');
  const product = data?.items[0];
  if (product === undefined) throw new Error('the shop has no products');
  const places = { 'front page': '/', products: '/products', product: `/products/${product.productId}` };
  const empty = await startEmptyApp();
  try {
    const bare = await visits(browser, empty.url);
    const measurements: Measurement[] = [];
    for (const [name, path] of Object.entries(places)) {
      const seen = await visits(browser, `${webUrl}${path}`);
      const above = (middle(seen, 'scriptBytes') - middle(bare, 'scriptBytes')) / 1024;
      measurements.push(
        atMost(`${name}: gzipped scripts above an empty app`, above, 35, 'KiB', `${kib(seen)} against ${kib(bare)} KiB, over the wire`),
        atMost(`${name}: LCP`, middle(seen, 'lcp') / 1000, 1, 's', `median of ${rounds} first visits; empty app ${(middle(bare, 'lcp') / 1000).toFixed(2)} s`),
        atMost(`${name}: CLS`, middle(seen, 'cls'), 0.05, '', `median of ${rounds} first visits`),
      );
    }
    return measurements;
  } finally {
    await empty.stop();
  }
}

/** The first visit of all warms the server up. */
async function visits(browser: Browser, url: string): Promise<readonly PageVisit[]> {
  const seen: PageVisit[] = [];
  for (let round = 0; round <= rounds; round += 1) seen.push(await visitPage(browser, url));
  return seen.slice(1);
}

function middle(seen: readonly PageVisit[], what: keyof PageVisit): number {
  return median(seen.map((visit) => visit[what]));
}

function kib(seen: readonly PageVisit[]): string {
  return (middle(seen, 'scriptBytes') / 1024).toFixed(0);
}
