import type { Browser } from 'playwright-core';
import { vitalsOf, type Vitals } from '../../../web/e2e/vitals.ts';

/** What a browser needed for one page, that it had never seen before. */
export interface PageVisit extends Vitals {
  /** Of all scripts, as they came over the wire, in bytes. */
  readonly scriptBytes: number;
}

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
    return { ...(await vitalsOf(page)), scriptBytes };
  } finally {
    await context.close();
  }
}
