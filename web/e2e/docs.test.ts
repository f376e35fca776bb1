import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults, keepPicture, type VisitorOptions } from './browsers.ts';
import { company } from './company.ts';
import { stage } from './stage.ts';

/** One page of each kind, and the largest of each renderer. */
const kinds = ['index.html', 'events/order.created.html', 'services/order-service.html', 'broker.html', 'search.html?q=order', 'asyncapi/order.created.html', 'asyncapi/index.html', 'openapi/order-service.html', 'openapi/public.html'];

/** What a test may take that opens many pages, in milliseconds: each of them starts a renderer of megabytes. */
const severalPages = 300_000;

/** Opens a page of the documentation, and waits until its renderer has drawn it. */
async function open(page: Page, path: string): Promise<void> {
  const answer = await page.goto(new URL(path, stage.docsUrl).href);
  if (answer?.ok() !== true) throw new Error(`${path} answers ${answer?.status() ?? 'nothing'}`);
  if (path.startsWith('openapi/')) await page.locator('.openapi h1').first().waitFor();
  if (path.startsWith('asyncapi/')) await page.locator('.asyncapi h2').first().waitFor();
}

async function faultsOf(page: Page): Promise<readonly string[]> {
  const faults = [...(await accessibilityFaults(page))];
  const headings = await page.locator('h1:visible').count();
  if (headings !== 1) faults.push(`${headings} headings of the first level`);
  const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (overflow !== 0) faults.push(`${String(overflow)} pixels too wide`);
  return faults;
}

/** Opens all that is folded. */
async function unfold(page: Page): Promise<void> {
  await page.locator('.asyncapi button', { hasText: 'Expand all' }).evaluateAll((buttons) => buttons.forEach((button) => button.dispatchEvent(new MouseEvent('click', { bubbles: true }))));
  await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
}

interface Links {
  /** Where the page leads to, from the root of the documentation; with a fragment where there is one. */
  readonly targets: readonly string[];
  readonly ids: readonly string[];
}

/** What stands in a page and leads somewhere. Renderers make fragments of their own, which lead about in their page. */
async function linksOf(page: Page): Promise<Links> {
  return page.evaluate<Links>(
    `({
      targets: [...document.querySelectorAll('a[href]')]
        .filter((link) => !link.closest('#document'))
        .map((link) => new URL(link.getAttribute('href'), document.baseURI).href)
        .map((target) => (target.startsWith('${stage.docsUrl}') ? target.slice(${stage.docsUrl.length}) : target)),
      ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
    })`,
  );
}

describe('the documentation', () => {
  const someone = company();

  test('every page opens and is accessible, every link leads to one, and to a place that is there', async () => {
    const { page } = await someone();
    const seen = new Map<string, Links>();
    const found: Record<string, readonly string[]> = {};
    const waiting = ['index.html'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      await open(page, path);
      const links = await linksOf(page);
      seen.set(path, links);
      const faults = await faultsOf(page);
      if (faults.length > 0) found[path] = faults;
      const pages = links.targets.map((target) => target.split('#')[0] ?? '');
      waiting.push(...new Set(pages.filter((target) => !seen.has(target) && !waiting.includes(target))));
    }
    const lost = [...seen].flatMap(([path, { targets }]) => targets.filter((target) => isLost(target, seen)).map((target) => `${path}: ${target}`));
    expect(lost).toEqual([]);
    expect(found).toEqual({});
    const pagesIn = (folder: string): number => [...seen.keys()].filter((path) => path.startsWith(folder)).length;
    expect(pagesIn('events/')).toBeGreaterThanOrEqual(9);
    expect(pagesIn('services/')).toBeGreaterThanOrEqual(6);
    // One of each, and one of all.
    expect(pagesIn('asyncapi/')).toBe(pagesIn('events/') + 1);
    expect(pagesIn('openapi/')).toBeGreaterThanOrEqual(6 + 1);
    expect(seen.has('broker.html')).toBe(true);
  }, severalPages);

  const looks: readonly (readonly [name: string, VisitorOptions])[] = [
    ['desktop', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ];

  test.each(looks)('every kind of page is accessible and fits: %s', async (look, options) => {
    const { page } = await someone(options);
    const found: Record<string, readonly string[]> = {};
    for (const path of kinds) {
      await open(page, path);
      const faults = await faultsOf(page);
      if (faults.length > 0) found[path] = faults;
      // A picture of every event at once is of a hundred thousand pixels in height.
      if (path !== 'asyncapi/index.html') await keepPicture(page, `docs-${path.replaceAll(/[^a-z.-]/g, '_').replace('.html', '')}-${look}`);
    }
    expect(found).toEqual({});
  }, severalPages);

  test.each(['events/user.registered.html', 'services/order-service.html', 'asyncapi/order.created.html'])('what unfolds on %s is accessible too', async (path) => {
    const { page } = await someone();
    await open(page, path);
    await unfold(page);
    expect(await faultsOf(page)).toEqual([]);
  }, severalPages);

  test('finds an event by a field of it, by the keyboard alone', async () => {
    const { page } = await someone();
    await open(page, 'services/order-service.html');
    await page.keyboard.press('/');
    await page.keyboard.type('paymentIntentId');
    await page.locator('.found a', { hasText: 'payment.intent.created' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/docs\/events\/payment\./);
    await page.locator('#search').fill('order_db placements');
    await page.keyboard.press('Enter');
    await page.locator('#results a', { hasText: 'order-service' }).waitFor();
  });

  test.each([
    ['POST /orders', 'services/order-service.html#placeOrder'],
    ['Idempotency-Key', 'services/order-service.html#placeOrder'],
    ['payment-service.order.created.dlq', 'events/order.created.html#payment-service'],
    ['OrderLine', 'events/order.created.html'],
    ['sensitive', 'events/user.registered.html'],
  ])('finds %s', async (asked, target) => {
    const { page } = await someone();
    await open(page, `search.html?q=${encodeURIComponent(asked)}`);
    await page.locator(`#results a[href$="${target}"]`).click();
    await page.waitForURL((url) => url.href.endsWith(`/docs/${target}`));
    if (target.includes('#')) expect(await page.locator(':target').isVisible()).toBe(true);
  });

  test('a map leads to what stands on it', async () => {
    const { page } = await someone();
    await open(page, 'index.html');
    await page.locator('.map a[aria-label="the queue payment-service.order.created"]').click();
    await page.waitForURL(/events\/order\.created\.html#payment-service$/);
    expect(await page.locator('.card:target dl code').first().textContent()).toBe('payment-service.order.created');
  });

  test('works from a folder, without a server: pages, maps, search and renderers', async () => {
    const { page } = await someone();
    await page.goto(pathToFileURL(join(import.meta.dirname, '../../generated/docs/index.html')).href);
    await page.locator('#search').fill('bodyHash');
    await page.locator('.found a', { hasText: 'order-service' }).click();
    await page.getByRole('link', { name: 'OpenAPI page' }).click();
    await page.locator('.openapi h1', { hasText: 'Order service' }).waitFor();
    await page.getByRole('link', { name: 'AsyncAPI', exact: true }).click();
    await page.locator('.asyncapi h2', { hasText: 'Operations' }).waitFor();
  });

  test('shows nothing of the makers of its renderers, and asks nobody', async () => {
    const { page } = await someone();
    await open(page, 'openapi/public.html');
    for (const text of ['Powered by', 'Ask AI', 'Generate SDK', 'Deploy', 'Developer Tools', 'Open API Client']) expect(await page.getByText(text, { exact: false }).filter({ visible: true }).count()).toBe(0);
  });
});

function isLost(target: string, seen: ReadonlyMap<string, Links>): boolean {
  const [path = '', fragment] = target.split('#');
  const found = seen.get(path);
  return found === undefined || (fragment !== undefined && !found.ids.includes(fragment));
}
