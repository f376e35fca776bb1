import { describe, expect, test } from '@jest/globals';
import { company } from './company.ts';
import { stage } from './stage.ts';
import { register, signIn } from './steps.ts';

describe('an administrator', () => {
  const someone = company();

  test('edits a price, and a customer sees it and pays it', async () => {
    const admin = await someone();
    await signIn(admin.page, stage.admin, '/admin/products?q=gram');
    await admin.page.getByRole('link', { name: /Green Gram 1 kg/ }).first().click();
    await admin.page.getByLabel(/^Price/).fill('812.50');
    await admin.page.getByRole('button', { name: /save/i }).click();
    await admin.page.getByRole('status').filter({ hasText: /saved/i }).waitFor();

    const customer = await someone();
    await customer.page.goto('/products?q=gram');
    await customer.page.getByText('Rs 812.50').first().waitFor();
  });

  test('who edits what somebody else has changed meanwhile is told, and loses nothing', async () => {
    const one = await someone();
    const other = await someone();
    for (const { page } of [one, other]) {
      await signIn(page, stage.admin, '/admin/products?q=kurakkan');
      await page.getByRole('link', { name: /Kurakkan Flour 1 kg/ }).first().click();
      await page.getByLabel(/^Price/).waitFor();
    }
    await one.page.getByLabel(/^Price/).fill('640.00');
    await one.page.getByRole('button', { name: /save/i }).click();
    await one.page.getByRole('status').filter({ hasText: /saved/i }).waitFor();
    await other.page.getByLabel(/^Price/).fill('655.00');
    await other.page.getByRole('button', { name: /save/i }).click();
    await other.page.getByRole('alert').filter({ hasText: /meanwhile|changed/i }).first().waitFor();
    const customer = await someone();
    await customer.page.goto('/products?q=kurakkan');
    await customer.page.getByText('Rs 640.00').first().waitFor();
  });

  test('a customer is none', async () => {
    const { page } = await someone({ expected: ['403 (Forbidden)'] });
    await register(page);
    await page.goto('/admin/products');
    await page.getByText(/administrators/i).first().waitFor();
    expect(await page.locator('main a[href="/admin/products/new"]').count()).toBe(0);
  });
});
