import { describe, expect, test } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { company } from './company.ts';
import { stage } from './stage.ts';
import { register, signIn, signOut } from './steps.ts';

const cookieName = 'km_session';

interface Kept {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
}

/** What the browser keeps of a session; its scripts cannot read it, the test can. */
async function kept(context: BrowserContext): Promise<Kept> {
  const cookie = (await context.cookies(stage.webUrl)).find(({ name }) => name === cookieName);
  const value: unknown = JSON.parse(Buffer.from(cookie?.value ?? '', 'base64url').toString());
  if (typeof value !== 'object' || value === null || !('refreshToken' in value)) throw new Error('there is no session');
  return value as Kept;
}

/** Changes what the browser keeps, as time or somebody else would. */
async function change(context: BrowserContext, changes: Partial<Kept>): Promise<void> {
  const value = Buffer.from(JSON.stringify({ ...(await kept(context)), ...changes })).toString('base64url');
  await context.addCookies([{ name: cookieName, value, url: stage.webUrl, httpOnly: true, sameSite: 'Lax' }]);
}

describe('a session', () => {
  const someone = company();

  test('is kept where no script sees it, and is not sent along from elsewhere', async () => {
    const { page, context } = await someone();
    await register(page);
    const cookie = (await context.cookies(stage.webUrl)).find(({ name }) => name === cookieName);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(await page.evaluate('document.cookie')).toBe('');
    const stored: unknown = await page.evaluate('JSON.stringify([localStorage, sessionStorage])');
    expect(String(stored)).not.toContain((await kept(context)).accessToken);
  });

  test('whose access token has ended is renewed quietly, once for all pages that ask at the same time', async () => {
    const { page, context } = await someone();
    await register(page);
    const before = await kept(context);
    await change(context, { expiresAt: 0 });
    const paths = ['/orders', '/profile', '/notifications'];
    const seen = await Promise.all(
      paths.map(async (path) => {
        const other = await context.newPage();
        await other.goto(path);
        return new URL(other.url()).pathname;
      }),
    );
    expect(seen).toEqual(paths);
    const after = await kept(context);
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(after.expiresAt).toBeGreaterThan(Date.now());
    // The family is whole: the new token renews again.
    await change(context, { expiresAt: 0 });
    await page.goto('/orders');
    expect(new URL(page.url()).pathname).toBe('/orders');
  });

  test('that has ended leads to signing in, and back to where one was', async () => {
    const { page, context } = await someone();
    const account = await register(page);
    await change(context, { expiresAt: 0, refreshToken: 'x'.repeat(43) });
    await page.goto('/orders?status=PAID');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await signIn(page, account, new URL(page.url()).searchParams.get('next') ?? '');
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/orders?status=PAID');
  });

  test('that is signed out is over in every tab, and its tokens are good for nothing', async () => {
    const { page, context } = await someone();
    await register(page);
    const before = await kept(context);
    const other = await context.newPage();
    await other.goto('/orders');
    await page.goto('/');
    await signOut(page);
    await other.waitForURL(/\/sign-in|\/$/);
    await context.addCookies([{ name: cookieName, value: Buffer.from(JSON.stringify({ ...before, expiresAt: 0 })).toString('base64url'), url: stage.webUrl, httpOnly: true, sameSite: 'Lax' }]);
    await page.goto('/orders');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  test('is not touched by a form on another site', async () => {
    const { page, context } = await someone({ expected: ['evil.test', '403 (Forbidden)'] });
    await register(page);
    await context.route('http://evil.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<form method="post" action="${stage.webUrl}/session/sign-out"><button>Win a prize</button></form>` }),
    );
    await page.goto('http://evil.test/');
    const answer = page.waitForResponse(`${stage.webUrl}/session/sign-out`);
    await page.getByRole('button').click();
    expect((await answer).status()).toBeGreaterThanOrEqual(300);
    await page.goto(`${stage.webUrl}/orders`);
    expect(new URL(page.url()).pathname).toBe('/orders');
  });

  test.each(['//evil.test/', '/\\evil.test', 'https://evil.test/', 'javascript:alert(1)'])('never goes on to %s', async (next) => {
    const { page } = await someone();
    const account = await register(page);
    await signOut(page);
    await signIn(page, account, next);
    expect(new URL(page.url()).origin).toBe(new URL(stage.webUrl).origin);
  });

  test('a wrong password is told, and a visitor without one is sent to sign in from every page that needs one', async () => {
    const { page } = await someone({ expected: ['401 (Unauthorized)'] });
    for (const path of ['/checkout', '/orders', '/profile', '/notifications', '/admin/products', '/admin/categories']) {
      await page.goto(path);
      expect([path, new URL(page.url()).searchParams.get('next')]).toEqual([path, path]);
    }
    await page.fill('input[name=email]', 'nobody@example.com');
    await page.fill('input[name=password]', 'not the password');
    await page.locator('main form').filter({ has: page.locator('input[name=password]') }).locator('button[type=submit]').click();
    await page.getByRole('alert').first().waitFor();
  });
});
