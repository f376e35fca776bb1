import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { stage } from './stage.ts';

/** How long anything may take to appear, in milliseconds. */
const patience = 15_000;

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** A browser for one test file. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: stage.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Somebody at a browser: one window, no cookies yet, an address of their own, and a list of what a good page does not do. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console, broken policies, requests to other machines. Must be empty at the end. */
  readonly complaints: readonly string[];
}

export interface VisitorOptions extends BrowserContextOptions {
  /** Where they are; the shop on its own parts unless given. */
  readonly baseURL?: string;
  /** What the page may complain of: texts that a complaint holds. */
  readonly expected?: readonly string[];
}

let visitors = 0;

/** Lets somebody in. */
export async function letIn(browser: Browser, { expected = [], ...options }: VisitorOptions = {}): Promise<Visitor> {
  visitors += 1;
  const context = await browser.newContext({
    baseURL: stage.webUrl,
    locale: 'en-LK',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const address = `203.0.113.${(process.pid * 16 + visitors) % 250}`;
  // RFC 5737, for documentation: the limits of signing in are by address, and each visitor's own.
  await context.route('**/session/**', (route, request) => route.continue({ headers: { ...request.headers(), 'x-forwarded-for': address } }));
  context.setDefaultTimeout(patience);
  const complaints: string[] = [];
  const complain = (text: string): void => {
    if (!expected.some((part) => text.includes(part))) complaints.push(text);
  };
  context.on('page', (page) => watch(page, complain));
  return { context, complaints, page: await context.newPage() };
}

function watch(page: Page, complain: (text: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`console of ${page.url()}: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complain(`error in ${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') complain(`a request to another machine: ${request.url()}`);
  });
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly help: string; readonly nodes: readonly { readonly target: readonly unknown[] }[] }[];
}

/** What axe has against the page as it is now, a line each. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResult>('axe.run()');
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}

/** Keeps a picture of the whole page, for people. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  // What is below the fold comes when it is scrolled to; a picture of the whole page is not.
  await page.evaluate(`Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode().catch(() => undefined); }))`);
  await page.screenshot({ path: join(stage.screenshots, `${name}.png`), fullPage: true });
}
