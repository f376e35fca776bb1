import { describe, expect, test } from '@jest/globals';
import { accessibilityFaults, keepPicture } from './browsers.ts';
import { company } from './company.ts';
import { stage } from './stage.ts';
import { cards, find, payWith, placeOrder, putIntoCart, signIn } from './steps.ts';

describe('the same storefront on mocks', () => {
  const someone = company();

  test('shows one coherent world, and sells as far as mocks go: nobody tells them that a payment has arrived', async () => {
    const { page } = await someone({ baseURL: stage.mockedWebUrl, expected: ['402 (Payment Required)'] });
    await find(page, 'tea', 'Ceylon Black Tea BOPF 400 g');
    await putIntoCart(page, 1);
    await signIn(page, { email: 'nimali.perera@example.com', password: 'whatever it may be' }, '/checkout');
    const orderId = await placeOrder(page);
    await payWith(page, cards.declined);
    await page.getByRole('alert').getByText(/declined/i).waitFor();
    await payWith(page, cards.good);
    await page.waitForURL(new RegExp(`/orders/${orderId}\\?`));
    await page.getByRole('status').getByText('Payment on its way').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'mocks-order');
  });

  test('every order of the list has its page, with its status', async () => {
    const { page } = await someone({ baseURL: stage.mockedWebUrl });
    await signIn(page, { email: 'nimali.perera@example.com', password: 'whatever it may be' }, '/orders');
    const links = await page.locator('main a[href^="/orders/"]').evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute('href') ?? ''));
    const orders = [...new Set(links.filter((href) => /^\/orders\/[0-9a-f-]{36}$/.test(href)))];
    expect(orders.length).toBeGreaterThan(2);
    for (const path of orders) {
      const answer = await page.goto(path);
      expect([path, answer?.status()]).toEqual([path, 200]);
      await page.getByRole('status').first().waitFor();
    }
  });
});
