import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cards, payByCard } from '../../shop/pay-by-card.ts';
import { answered, clientAt, orderIs, payable, placeOrder, type Visitor } from '../../shop/visitor.ts';
import { serviceNames } from '../../shop/parts.ts';
import { buy, keysOf, notificationsOf, patienceMs, pay, paymentStatusOf, toldOf, type Placed } from './purchases.ts';
import { startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';
import { until } from '../../shop/until.ts';

let stage: ShopUnderTest;
let customer: Visitor;
let productId: string;

beforeAll(async () => {
  stage = await startShopUnderTest();
}, 60_000);

beforeEach(async () => {
  ({ productId } = await stage.addProduct());
  customer = await stage.newCustomer();
});

// What one test leaves behind would be another's to wait for.
afterEach(() => stage.settled());

afterAll(() => stage.remove());

const wholeStory = ['order.created', 'payment.intent.created', 'payment.succeeded', 'order.paid'];

async function expectBought(order: Placed): Promise<void> {
  await orderIs(customer, order.orderId, 'PAID', patienceMs);
  await stage.settled();
  expect(keysOf(await stage.eventsOf(order))).toEqual(wholeStory);
  expect(await toldOf(customer, order)).toEqual(['order-paid LOGGED']);
  expect(await paymentStatusOf(customer, order)).toBe('SUCCEEDED');
}

describe('a purchase comes to its end all the same where one is away for a while:', () => {
  test('payment-service, when the order is placed', async () => {
    await stage.stopService('payment-service');
    const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
    const asked = await customer.api.GET('/payments/orders/{orderId}', { params: { path: { orderId: order.orderId } } });
    expect(asked.response.status).toBe(502);
    await stage.startService('payment-service');
    await pay(stage, customer, order);
    await expectBought(order);
  });

  test('payment-service, when the card is charged: Stripe comes again', async () => {
    const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
    const intent = await payable(customer, order.orderId, patienceMs);
    await stage.stopService('payment-service');
    expect(await payByCard(stage.desk, intent, cards.good)).toEqual({ kind: 'paid' });
    await stage.sandbox.delivered();
    await stage.startService('payment-service');
    await expectBought(order);
  });

  test('order-service, when the payment succeeds', async () => {
    const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
    const intent = await payable(customer, order.orderId, patienceMs);
    await stage.stopService('order-service');
    expect(await payByCard(stage.desk, intent, cards.good)).toEqual({ kind: 'paid' });
    await until('payment-service knows of it', async () => (await paymentStatusOf(customer, order)) === 'SUCCEEDED');
    await stage.startService('order-service');
    await expectBought(order);
  });

  test('notification-service, from the first click to the last', async () => {
    await stage.stopService('notification-service');
    const order = await buy(stage, customer, productId);
    await stage.startService('notification-service');
    await expectBought(order);
  });

  test('notification-service, when somebody registers', async () => {
    await stage.stopService('notification-service');
    customer = await stage.newCustomer();
    await stage.startService('notification-service');
    await expectBought(await buy(stage, customer, productId));
    expect((await notificationsOf(customer)).map(({ kind }) => kind).toSorted()).toEqual(['order-paid', 'welcome']);
  });

  test('user-service, when somebody registers', async () => {
    await stage.stopService('user-service');
    customer = await stage.newCustomer();
    await expectBought(await buy(stage, customer, productId));
    await stage.startService('user-service');
    await stage.settled();
    expect((await answered('read the profile', customer.api.GET('/users/me'))).body.email).toBe(customer.email);
    expect((await notificationsOf(customer)).map(({ kind }) => kind).toSorted()).toEqual(['order-paid', 'welcome']);
  });

  test('product-service, since order-service has its own copy of the prices', async () => {
    await stage.stopService('product-service');
    const order = await buy(stage, customer, productId);
    expect(order.amount).toBe(145_000);
    await expectBought(order);
    await stage.startService('product-service');
  });

  test('order-service, when a price changes', async () => {
    await stage.stopService('order-service');
    await answered('change the price', stage.admin.api.PATCH('/products/{productId}', { params: { path: { productId }, header: { 'If-Match': '"1"' } }, body: { amount: 160_000 } }));
    await stage.startService('order-service');
    await stage.settled();
    const order = await buy(stage, customer, productId);
    expect(order.amount).toBe(160_000);
    await expectBought(order);
  });

  test('auth-service: who is signed in buys, and nobody else signs in', async () => {
    await stage.stopService('auth-service');
    await expectBought(await buy(stage, customer, productId));
    const attempt = await clientAt(stage.door).POST('/auth/login', { body: { email: customer.email, password: 'lanterns-over-galle-road' } });
    expect(attempt.response.status).toBe(502);
    await stage.startService('auth-service');
    const again = await clientAt(stage.door).POST('/auth/login', { body: { email: customer.email, password: 'lanterns-over-galle-road' } });
    expect(again.response.status).toBe(200);
  });
});

test('the gateway names the service that is away', async () => {
  const ready = async (): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await fetch(`${stage.shop.url}/health/ready`);
    return { status: response.status, body: await response.json() };
  };
  const checks = (failing: string): object => Object.fromEntries(serviceNames.map((name) => [name, name === failing ? 'failing' : 'ok']));
  expect(await ready()).toMatchObject({ status: 200, body: { checks: checks('') } });
  await stage.stopService('user-service');
  expect(await ready()).toMatchObject({ status: 503, body: { checks: checks('user-service') } });
  await stage.startService('user-service');
  expect(await ready()).toMatchObject({ status: 200 });
});
