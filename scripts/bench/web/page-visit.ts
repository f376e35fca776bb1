import type { Browser } from 'playwright-core';
import { z } from 'zod';

/** What a browser needed for one page, that it had never seen before. */
export interface PageVisit {
  /** Of all scripts, as they came over the wire, in bytes. */
  readonly scriptBytes: number;
  /** Largest Contentful Paint, in milliseconds. */
  readonly lcp: number;
  /** Cumulative Layout Shift. */
  readonly cls: number;
}

const Vitals = z.object({ lcp: z.number(), cls: z.number() });

/** Reads what the page's own observers have seen so far. */
const readVitals = `new Promise((resolve) => {
  let lcp = 0;
  let cls = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) lcp = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) cls += entry.value; }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve({ lcp, cls }), 500);
})`;

/** Looks at a page as somebody who comes for the first time, until nothing moves any more. */
export async function visitPage(browser: Browser, url: string, viewport = { width: 1280, height: 900 }): Promise<PageVisit> {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const scripts = new Set<string>();
    let scriptBytes = 0;
    session.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scriptBytes += encodedDataLength;
    });
    await session.send('Network.enable');
    await page.goto(url, { waitUntil: 'load' });
    return { ...Vitals.parse(await page.evaluate(readVitals)), scriptBytes };
  } finally {
    await context.close();
  }
}
