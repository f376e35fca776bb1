import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults, keepPicture, letIn, openBrowser, type VisitorOptions } from './browsers.ts';
import { company } from './company.ts';
import { stage } from './stage.ts';
import { signIn } from './steps.ts';
import { vitalsOf, type Vitals } from './vitals.ts';

/** Every page that is there without a purchase; `{product}` and `{category}` are ids of some. */
const places: Readonly<Record<string, string>> = {
  front: '/',
  products: '/products',
  'products-found': '/products?q=tea',
  'products-not-found': '/products?q=zzzz',
  product: '/products/{product}',
  'product-unknown': '/products/184dbcf9-ccb1-4e87-af87-4d1807b2031b',
  'not-found': '/nowhere',
  'cart-empty': '/cart',
  'checkout-empty': '/checkout',
  'orders-empty': '/orders',
  profile: '/profile',
  notifications: '/notifications',
  'admin-products': '/admin/products',
  'admin-product-new': '/admin/products/new',
  'admin-product': '/admin/products/{product}',
  'admin-categories': '/admin/categories',
  'admin-category-new': '/admin/categories/new',
  'admin-category': '/admin/categories/{category}',
};
const beforeSigningIn: Readonly<Record<string, string>> = { 'sign-in': '/sign-in', register: '/register' };

const looks: readonly (readonly [name: string, VisitorOptions])[] = [
  ['desktop', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ['narrow', { viewport: { width: 320, height: 700 } }],
];

/** What is wrong with a page as it stands. What axe says at 390 pixels holds at 320. */
async function faultsOf(page: Page, look: string): Promise<readonly string[]> {
  const faults = look === 'narrow' ? [] : [...(await accessibilityFaults(page))];
  const headings = await page.locator('h1:visible').count();
  if (headings !== 1) faults.push(`${headings} headings of the first level`);
  const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (overflow !== 0) faults.push(`${String(overflow)} pixels too wide`);
  if (!(await page.title()).includes('Kada Mandiya')) faults.push(`the title is ${await page.title()}`);
  return faults;
}

describe('every page', () => {
  const someone = company();
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const browser = await openBrowser();
    const { page } = await letIn(browser);
    await page.goto('/products');
    const product = await page.locator('main a[href^="/products/"]').first().getAttribute('href');
    await signIn(page, stage.admin, '/admin/categories');
    const category = await page.locator('main a[href^="/admin/categories/"]:not([href$="/new"])').first().getAttribute('href');
    ids = { '{product}': product?.split('/').at(-1) ?? '', '{category}': category?.split('/').at(-1) ?? '' };
    await browser.close();
  });

  test.each(looks)('is accessible, fits and says what it is: %s', async (look, options) => {
    const { page } = await someone({ ...options, expected: ['404 (Not Found)'] });
    const found: Record<string, readonly string[]> = {};
    const visit = async (name: string, path: string): Promise<void> => {
      await page.goto(path.replace(/\{\w+\}/, (placeholder) => ids[placeholder] ?? ''));
      await page.waitForLoadState('load');
      const faults = await faultsOf(page, look);
      if (faults.length > 0) found[name] = faults;
      await keepPicture(page, `${name}-${look}`);
    };
    for (const [name, path] of Object.entries(beforeSigningIn)) await visit(name, path);
    await signIn(page, stage.admin);
    for (const [name, path] of Object.entries(places)) await visit(name, path);
    expect(found).toEqual({});
    // Twenty pages; a slow machine takes its time for them.
  }, 300_000);

  test('can be walked through by the keyboard: the first stop leads over the header to the content', async () => {
    const { page } = await someone();
    await page.goto('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
  });

  test('has a policy that lets no inline script run, and runs none of somebody else', async () => {
    const { page } = await someone({ expected: ['Content Security Policy', '404 (Not Found)'] });
    const answer = await page.goto('/');
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]+'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.taken = true">'); const script = document.createElement('script'); script.textContent = 'window.taken = true'; document.body.append(script);`);
    expect(await page.evaluate('window.taken')).toBeUndefined();
    expect((await page.goto('/'))?.headers()['content-security-policy']).not.toBe(policy);
  });

  test('moves nothing while it comes; how soon it stands is told', async () => {
    const { page } = await someone();
    const vitals: Record<string, Vitals> = {};
    for (const path of ['/', '/products', `/products/${ids['{product}'] ?? ''}`]) {
      await page.goto(path, { waitUntil: 'load' });
      vitals[path] = await vitalsOf(page);
    }
    // How soon is told, not judged: that is for npm run bench:web, on a machine with nothing else to do.
    console.info(Object.entries(vitals).map(([path, { lcp, cls }]) => `${path}: LCP ${lcp.toFixed(0)} ms, CLS ${cls.toFixed(3)}`).join('\n'));
    for (const { cls } of Object.values(vitals)) expect(cls).toBeLessThan(0.05);
  });
});
