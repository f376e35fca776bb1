import { describe, expect, test } from '@jest/globals';
import { accessibilityFaults, keepPicture } from './browsers.ts';
import { company } from './company.ts';
import { cards, find, payWith, placeOrder, putIntoCart, register, seePaid } from './steps.ts';

describe('buying', () => {
  const someone = company();

  test('register, browse, cart, pay, see it paid, and be told of it', async () => {
    const { page } = await someone();
    await find(page, 'black tea', 'Ceylon Black Tea BOPF 400 g');
    await putIntoCart(page, 2);
    await find(page, 'cinnamon', 'Ceylon Cinnamon C5 100 g');
    await putIntoCart(page, 1);
    await page.goto('/cart');
    await page.locator('main').getByText('Rs 2,500.00').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'cart');

    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await page.waitForURL(/\/sign-in\?next=%2Fcheckout/);
    await page.locator('main').getByRole('link', { name: /register|account/i }).first().click();
    await page.waitForURL(/\/register/);
    await register(page);
    expect(new URL(page.url()).pathname).toBe('/checkout');
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'checkout');

    const orderId = await placeOrder(page);
    await page.getByLabel('Card number').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'pay');
    await payWith(page, cards.good);
    await seePaid(page);
    expect(page.url()).toContain(orderId);
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'order-paid');

    // The cart is empty, the order is listed, and its owner was written to.
    await page.goto('/cart');
    await page.getByText('Nothing in it yet').waitFor();
    await page.goto('/orders');
    await page.locator(`main a[href="/orders/${orderId}"]`).first().waitFor();
    await keepPicture(page, 'orders');
    await page.goto('/notifications');
    await page.getByText('Your order is paid').first().waitFor();
    await keepPicture(page, 'notifications');
  });

  test('a declined card is explained, and another one pays the same order', async () => {
    // Stripe, and so its sandbox, answers a declined card with 402, which browsers write on the console.
    const { page } = await someone({ expected: ['402 (Payment Required)'] });
    await register(page);
    await find(page, 'rice', 'Red Raw Rice 5 kg');
    await putIntoCart(page, 1);
    const orderId = await placeOrder(page);
    await payWith(page, cards.declined);
    await page.getByRole('alert').getByText(/declined/i).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'pay-declined');

    await page.goto(`/orders/${orderId}`);
    await page.getByRole('status').getByText('Payment failed').waitFor();
    await keepPicture(page, 'order-failed');
    await page.goto(`/orders/${orderId}/pay`);
    await payWith(page, cards.good);
    await seePaid(page);
  });

  test('3-D Secure: the bank asks; refused and tried again, then confirmed', async () => {
    const { page } = await someone();
    await register(page);
    await find(page, 'coconut', 'Coconut Oil 750 ml');
    await putIntoCart(page, 1);
    await placeOrder(page);
    await payWith(page, cards.threeDSecure);
    await page.getByRole('heading', { name: 'Your bank asks: is it you?' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(page, 'pay-3d-secure');
    await page.getByRole('button', { name: 'Fail' }).click();
    await page.getByRole('alert').getByText('Not paid').waitFor();

    await payWith(page, cards.threeDSecure);
    await page.getByRole('button', { name: 'Complete' }).click();
    await seePaid(page);
  });

  test('an order that is not paid can be cancelled', async () => {
    const { page } = await someone();
    await register(page);
    await find(page, 'pepper', 'Black Pepper 200 g');
    await putIntoCart(page, 1);
    const orderId = await placeOrder(page);
    await page.goto(`/orders/${orderId}`);
    await page.getByText('Cancel this order').click();
    await page.getByRole('button', { name: 'Yes, cancel the order' }).click();
    await page.getByRole('status').getByText('Cancelled', { exact: true }).waitFor();
    await page.goto(`/orders/${orderId}/pay`);
    await page.getByText('This order is cancelled').waitFor();
  });

  test("somebody else's order is not found", async () => {
    const { page } = await someone();
    await register(page);
    await find(page, 'dhal', 'Mysore Dhal 1 kg');
    await putIntoCart(page, 1);
    const orderId = await placeOrder(page);
    const other = await someone({ expected: ['404 (Not Found)'] });
    await register(other.page);
    for (const path of [`/orders/${orderId}`, `/orders/${orderId}/pay`]) {
      const answer = await other.page.goto(path);
      expect(answer?.status()).toBe(404);
    }
  });

  test('without scripts: searched, put into the cart, registered, ordered', async () => {
    const { page } = await someone({ javaScriptEnabled: false });
    await register(page, '/products');
    await page.goto('/products?q=treacle');
    await page.getByRole('link', { name: 'Kithul Treacle 375 ml' }).first().click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Go to the cart' }).waitFor();
    await placeOrder(page);
    await page.getByRole('heading', { level: 1, name: 'Payment' }).waitFor();
  });
});
