import type { Page } from 'playwright-core';

export interface Vitals {
  /** Largest Contentful Paint, in milliseconds. */
  readonly lcp: number;
  /** Cumulative Layout Shift. */
  readonly cls: number;
}

/** What a page's own observers have seen since it was opened, when nothing has come for half a second more. */
export function vitalsOf(page: Page): Promise<Vitals> {
  return page.evaluate<Vitals>(`new Promise((resolve) => {
    const seen = { lcp: 0, cls: 0 };
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.lcp = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value; }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(seen), 500);
  })`);
}
