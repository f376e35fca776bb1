import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { letIn, openBrowser, type Visitor, type VisitorOptions } from './browsers.ts';

/** Lets somebody in for one test. */
export type LetIn = (options?: VisitorOptions) => Promise<Visitor>;

/**
 * A browser for the tests of a `describe`, and a way to let visitors in. After each test they leave, and what their pages
 * complained of fails it.
 */
export function company(): LetIn {
  let browser: Browser;
  let visitors: Visitor[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    const left = visitors;
    visitors = [];
    for (const { context } of left) await context.close();
    expect(left.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  afterAll(() => browser.close());
  return async (options) => {
    const visitor = await letIn(browser, options);
    visitors.push(visitor);
    return visitor;
  };
}
