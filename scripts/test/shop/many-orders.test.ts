import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EventEnvelope } from '@kada-mandiya/contract';
import { placeOrder } from '../../shop/visitor.ts';
import { inParallel } from '../../shop/in-parallel.ts';
import { dataAt, notificationsOf, pay, statusOf } from './purchases.ts';
import { startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';
import { until } from '../../shop/until.ts';

const orderCount = 1000;
const width = 50;
const wholeTestMs = 240_000;

let stage: ShopUnderTest;

beforeAll(async () => {
  stage = await startShopUnderTest();
}, 60_000);

afterAll(() => stage.remove(), 60_000);

test(`${orderCount} orders at once are each paid once and told of once`, async () => {
  const { productId } = await stage.addProduct();
  const customers = await inParallel(Array.from({ length: 10 }), 10, () => stage.newCustomer());
  const orders = await inParallel(Array.from({ length: orderCount }), width, async (_, index) => {
    const customer = customers[index % customers.length];
    if (customer === undefined) throw new Error('there are no customers');
    const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
    await pay(stage, customer, order);
    return { ...order, customer };
  });
  await until('all are paid', () => stage.events.filter(({ eventType }) => eventType === 'order.paid').length >= orderCount, wholeTestMs / 2);
  await stage.settled();

  const once = new Map(orders.map(({ orderId }) => [orderId, 1]));
  for (const key of ['order.created', 'payment.intent.created', 'payment.succeeded', 'order.paid']) expect(timesByOrder(stage.events, key)).toEqual(once);
  expect(timesByOrder(stage.events, 'payment.failed').size).toBe(0);
  expect(new Set(await inParallel(orders, width, ({ customer, orderId }) => statusOf(customer, { orderId })))).toEqual(new Set(['PAID']));

  const told = (await inParallel(customers, 5, notificationsOf)).flat().filter(({ kind }) => kind === 'order-paid');
  expect(told.map(({ orderId }) => orderId).toSorted()).toEqual(orders.map(({ orderId }) => orderId).toSorted());
}, wholeTestMs);

function timesByOrder(events: readonly EventEnvelope[], key: string): ReadonlyMap<unknown, number> {
  const of = Map.groupBy(events.filter(({ eventType }) => eventType === key), (event) => dataAt(event, 'orderId'));
  return new Map(Array.from(of, ([orderId, { length }]) => [orderId, length]));
}
