import type { Page } from 'playwright-core';

/** What a visitor does at the shop, in their words. Each ends when the page shows that it was done. */

/** Stripe's own test numbers (https://docs.stripe.com/testing). */
export const cards = { good: '4242424242424242', declined: '4000000000000002', threeDSecure: '4000002760003184' } as const;

let people = 0;

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** Opens an account, from the page that one is on where it has a link to it. */
export async function register(page: Page, next?: string): Promise<Account> {
  people += 1;
  const account = { email: `visitor-${process.pid}-${people}-${Date.now()}@example.com`, password: 'a long enough password' };
  if (next !== undefined || !page.url().includes('/register')) await page.goto(next === undefined ? '/register' : `/register?next=${encodeURIComponent(next)}`);
  await page.fill('input[name=name]', 'Nimali Perera');
  await enter(page, account, '/register');
  return account;
}

export async function signIn(page: Page, account: Account, next?: string): Promise<void> {
  await page.goto(next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
  await enter(page, account, '/sign-in');
}

async function enter(page: Page, { email, password }: Account, from: string): Promise<void> {
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await page.locator('main form').filter({ has: page.locator('input[name=password]') }).locator('button[type=submit]').click();
  await page.waitForURL((url) => url.pathname !== from);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByText('Account', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
}

/** Looks a product up by the search, and opens its page. */
export async function find(page: Page, words: string, product: string): Promise<void> {
  await page.goto('/');
  const search = page.getByRole('searchbox', { name: 'Search the shop' }).first();
  await search.fill(words);
  await search.press('Enter');
  await page.waitForURL(/\/products\?/);
  await page.getByRole('link', { name: product }).first().click();
  await page.getByRole('heading', { level: 1, name: product }).waitFor();
}

/** Puts the product of the page that one is on into the cart. */
export async function putIntoCart(page: Page, quantity: number): Promise<void> {
  await page.getByLabel('Quantity').first().fill(String(quantity));
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: 'Go to the cart' }).waitFor();
}

/** Places an order of what is in the cart; gives its id, on the page where it is paid. */
export async function placeOrder(page: Page): Promise<string> {
  await page.goto('/checkout');
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL(/\/orders\/[^/]+\/pay(?:\?.*)?$/);
  return new URL(page.url()).pathname.split('/')[2] ?? '';
}

/** Fills in a card and pays, on the page where an order is paid. */
export async function payWith(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiration date').fill('12 / 34');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay / }).click();
}

/** Waits until the order's page says that it is paid. */
export async function seePaid(page: Page): Promise<void> {
  await page.waitForURL(/\/orders\/[^/]+(?:\?.*)?$/);
  await page.getByRole('status').getByText('Paid', { exact: true }).waitFor();
}
