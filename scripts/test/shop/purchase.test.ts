import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answered, clientAt, orderIs, payable, placeOrder } from '../../shop/visitor.ts';
import { buy, cancel, dataAt, keysOf, notificationsOf, patienceMs, pay, paymentStatusOf, statusOf, toldOf } from './purchases.ts';
import { startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';
import { until } from '../../shop/until.ts';

let stage: ShopUnderTest;

beforeAll(async () => {
  stage = await startShopUnderTest();
}, 60_000);

afterAll(() => stage.remove());

describe('a purchase', () => {
  test('goes from the shelf to the confirmation, under one correlation id, each step once', async () => {
    const [rice, tea] = [await stage.addProduct(145_000), await stage.addProduct(89_000)];
    const customer = await stage.newCustomer();
    const order = await placeOrder(customer, [
      { productId: rice.productId, quantity: 2 },
      { productId: tea.productId, quantity: 1 },
    ]);
    expect(order.amount).toBe(379_000);
    expect(await statusOf(customer, order)).toBe('PENDING_PAYMENT');

    await pay(stage, customer, order);
    await orderIs(customer, order.orderId, 'PAID', patienceMs);
    await stage.settled();

    const events = await stage.eventsOf(order);
    expect(keysOf(events)).toEqual(['order.created', 'payment.intent.created', 'payment.succeeded', 'order.paid']);
    expect(new Set(events.map(({ correlationId }) => correlationId))).toEqual(new Set([order.correlationId]));
    expect(events.map((event) => dataAt(event, 'amount'))).toEqual([379_000, 379_000, 379_000, 379_000]);
    const { body: payment } = await answered('read the payment', customer.api.GET('/payments/orders/{orderId}', { params: { path: { orderId: order.orderId } } }));
    expect(payment).toMatchObject({ status: 'SUCCEEDED', amount: 379_000, currency: 'LKR' });
    expect(payment).not.toHaveProperty('clientSecret');
    expect(await toldOf(customer, order)).toEqual(['order-paid LOGGED']);
  });

  test('starts with an account, a profile and a welcome', async () => {
    const customer = await stage.newCustomer();
    await stage.settled();
    const { body: profile } = await answered('read the profile', customer.api.GET('/users/me'));
    expect(profile).toMatchObject({ userId: customer.userId, email: customer.email });
    expect((await notificationsOf(customer)).map(({ kind }) => kind)).toEqual(['welcome']);
  });

  test('is possible with a second card after the first was declined', async () => {
    const { productId } = await stage.addProduct();
    const customer = await stage.newCustomer();
    const order = await placeOrder(customer, [{ productId, quantity: 1 }]);

    await pay(stage, customer, order, 'declined');
    await orderIs(customer, order.orderId, 'PAYMENT_FAILED', patienceMs);
    await until('payment-service shows the failure', async () => (await paymentStatusOf(customer, order)) === 'FAILED');
    const first = await payable(customer, order.orderId, patienceMs);
    await pay(stage, customer, order);
    await orderIs(customer, order.orderId, 'PAID', patienceMs);
    await stage.settled();

    const events = await stage.eventsOf(order);
    expect(keysOf(events)).toEqual(['order.created', 'payment.intent.created', 'payment.failed', 'payment.succeeded', 'order.paid']);
    expect(events.map((event) => dataAt(event, 'paymentIntentId')).slice(1)).toEqual(Array.from({ length: 4 }, () => first.paymentIntentId));
    expect(await toldOf(customer, order)).toEqual(['order-paid LOGGED', 'payment-failed LOGGED']);
    expect(await paymentStatusOf(customer, order)).toBe('SUCCEEDED');
  });

  test('cannot be paid any more when it was cancelled', async () => {
    const { productId } = await stage.addProduct();
    const customer = await stage.newCustomer();
    const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
    const intent = await payable(customer, order.orderId, patienceMs);
    expect(await cancel(customer, order)).toBe(200);
    await until('its payment is cancelled', async () => (await paymentStatusOf(customer, order)) === 'CANCELLED');

    const headers = { authorization: `Bearer ${stage.desk.publishableKey}` };
    const card = new URLSearchParams({ client_secret: intent.clientSecret, payment_method: 'pm_card_visa', use_stripe_sdk: 'true' });
    const answer = await fetch(`${stage.desk.url}/v1/payment_intents/${intent.paymentIntentId}/confirm`, { method: 'POST', headers, body: card });
    expect(answer.status).toBe(400);
    await stage.settled();
    expect(await statusOf(customer, order)).toBe('CANCELLED');
    expect(keysOf(await stage.eventsOf(order))).toEqual(['order.created', 'payment.intent.created', 'order.cancelled']);
    expect(await toldOf(customer, order)).toEqual(['order-cancelled LOGGED']);
  });

  test('cannot be cancelled any more when it was paid', async () => {
    const { productId } = await stage.addProduct();
    const customer = await stage.newCustomer();
    const order = await buy(stage, customer, productId);
    expect(await cancel(customer, order)).toBe(409);
    await stage.settled();
    expect(await statusOf(customer, order)).toBe('PAID');
    expect(keysOf(await stage.eventsOf(order))).not.toContain('order.cancelled');
  });
});

describe('the price', () => {
  test('is the one of the moment when the order is placed, in all that is told of it', async () => {
    const { productId } = await stage.addProduct(145_000);
    const customer = await stage.newCustomer();
    const { body: viewed } = await answered('look at the product', clientAt(stage.door).GET('/products/{productId}', { params: { path: { productId } } }));
    const before = await placeOrder(customer, [{ productId, quantity: 1 }]);
    await answered('change the price', stage.admin.api.PATCH('/products/{productId}', { params: { path: { productId }, header: { 'If-Match': '"1"' } }, body: { amount: 160_000 } }));
    await stage.settled();
    const after = await placeOrder(customer, [{ productId, quantity: 1 }]);

    expect([viewed.amount, before.amount, after.amount]).toEqual([145_000, 145_000, 160_000]);
    for (const order of [before, after]) {
      await pay(stage, customer, order);
      await orderIs(customer, order.orderId, 'PAID', patienceMs);
      await stage.settled();
      const events = await stage.eventsOf(order);
      expect(events.map((event) => dataAt(event, 'amount'))).toEqual(Array.from({ length: 4 }, () => order.amount));
    }
  });

  test('is not the client\'s to say', async () => {
    const { productId } = await stage.addProduct(145_000);
    const customer = await stage.newCustomer();
    const bodies = [
      { items: [{ productId, quantity: 1, unitAmount: 1 }] },
      { items: [{ productId, quantity: 1, amount: 1 }] },
      { items: [{ productId, quantity: 1 }], amount: 1 },
      { items: [{ productId, quantity: 1 }], currency: 'JPY' },
    ];
    const published = stage.events.length;
    for (const [index, body] of bodies.entries()) {
      const params = { header: { 'Idempotency-Key': `own-price-of-mine-${index}` } };
      const { response, error } = await customer.api.POST('/orders', { params, body });
      expect(response.status).toBe(400);
      expect(error).toMatchObject({ code: 'request-invalid' });
    }
    await stage.settled();
    expect(keysOf(stage.events.slice(published))).not.toContain('order.created');
    const { body: mine } = await answered('list orders', customer.api.GET('/orders'));
    expect(mine.items).toEqual([]);
  });
});
