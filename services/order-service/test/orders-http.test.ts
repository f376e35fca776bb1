import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Order, OrderStatus } from '@kada-mandiya/http-contracts/order-service';
import { cursorOf } from '@kada-mandiya/service-kit';
import { manualClock, type ManualClock } from '@kada-mandiya/service-kit/testing';
import { askFor, newCustomer, orderOf, paymentOf, placeOrder, startShop, toldOf, type Customer, type Shop } from './shop.ts';

let shop: Shop;
let clock: ManualClock;
beforeAll(async () => {
  clock = manualClock();
  shop = await startShop({ clock });
});
afterAll(() => shop.stop());

const customer = (): Customer => newCustomer({ now: () => clock.now() });

const cancel = ({ orderId }: Pick<Order, 'orderId'>, { token }: Customer, headers: object = {}): ReturnType<Shop['client']['send']> => shop.client.send('cancelMyOrder', { params: { orderId }, headers, token });

describe('one’s own order', () => {
  test('is nobody else’s', async () => {
    const [owner, other] = [customer(), customer()];
    const order = await placeOrder(shop, owner);
    const nobodys = { orderId: randomUUID() };
    for (const params of [{ orderId: order.orderId }, nobodys]) {
      expect(await shop.client.call('getMyOrder', { params }, other)).toMatchObject({ status: 404, body: { code: 'order-not-found', detail: 'There is no order with this id.' } });
      expect(await cancel(params, other)).toMatchObject({ status: 404, body: { code: 'order-not-found' } });
    }
    expect(await shop.client.call('listMyOrders', { query: { limit: 20 } }, other)).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
    expect(await orderOf(shop, owner, order)).toEqual(order);
    expect(await toldOf(shop, order)).toEqual(['order.created']);
  });

  test.each(['getMyOrder', 'cancelMyOrder', 'listMyOrders'] as const)('%s asks for a token, and for ids that are some', async (id) => {
    const params = { orderId: randomUUID() };
    expect(await shop.client.send(id, { params })).toMatchObject({ status: 401 });
    expect(await shop.client.send(id, { params, token: 'x.y.z' })).toMatchObject({ status: 401 });
    const { token } = customer();
    expect(await shop.client.send(id, { params: { orderId: `'; drop table "orders"; --` }, query: { status: `' or 1=1 --` }, token })).toMatchObject({ status: 400 });
  });
});

describe('cancelling', () => {
  test.each([0, 2])('an unpaid order after %i failures, once', async (failures) => {
    const owner = customer();
    const order = await placeOrder(shop, owner);
    const created = await shop.seen('order.created', ({ data }) => data.orderId === order.orderId);
    for (let count = 0; count < failures; count += 1) await shop.receive('payment.failed', paymentOf(order).failed(true));
    clock.advance(1000);
    const answers = [await cancel(order, owner, { 'x-correlation-id': randomUUID() }), await cancel(order, owner), await cancel(order, owner)];
    expect(answers[0]).toMatchObject({ status: 200, body: { orderId: order.orderId, status: 'CANCELLED', cancellationReason: 'customer-request', updatedAt: clock.now().toISOString() } });
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([200, answers[0]?.body]);
    expect(await toldOf(shop, order)).toEqual(['order.created', 'order.cancelled']);
    const { orderId, userId, amount, currency } = order;
    // Under the correlation id of the order, and not of the request that cancelled it.
    expect(await shop.seen('order.cancelled', ({ data }) => data.orderId === orderId)).toMatchObject({ correlationId: created.correlationId, data: { orderId, userId, amount, currency, reason: 'customer-request' } });
  });

  test('a paid order is refused', async () => {
    const owner = customer();
    const order = await placeOrder(shop, owner);
    await shop.receive('payment.succeeded', paymentOf(order).succeeded);
    expect(await cancel(order, owner)).toMatchObject({ status: 409, body: { code: 'order-not-cancellable' } });
    expect(await orderOf(shop, owner, order)).toMatchObject({ status: 'PAID' });
    expect(await toldOf(shop, order)).toEqual(['order.created', 'order.paid']);
  });
});

describe('the list', () => {
  const listed = async (owner: Customer, query: { readonly status?: OrderStatus; readonly limit: number }): Promise<string[]> => {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const answer = await shop.client.call('listMyOrders', { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } }, owner);
      if (answer.status !== 200) throw new Error(`listMyOrders answered ${answer.status}`);
      ids.push(...answer.body.items.map(({ orderId }) => orderId));
      cursor = answer.body.nextCursor;
    }
    return ids;
  };

  test('has the newest first, each once, also of those that were placed in the same millisecond', async () => {
    const owner = customer();
    const orders: Order[] = [];
    for (const ms of [0, 0, 0, 5, 0, 1000]) {
      clock.advance(ms);
      orders.push(await placeOrder(shop, owner));
      await placeOrder(shop, customer());
    }
    const all = await listed(owner, { limit: 100 });
    const placedAt = new Map(orders.map(({ orderId, createdAt }) => [orderId, createdAt]));
    // Of one millisecond, each server has its own order.
    expect(all.map((orderId) => placedAt.get(orderId))).toEqual(orders.map(({ createdAt }) => createdAt).toSorted().toReversed());
    expect(all.toSorted()).toEqual(orders.map(({ orderId }) => orderId).toSorted());
    for (const limit of [1, 2, 4, 6]) expect([limit, await listed(owner, { limit })]).toEqual([limit, all]);
  });

  test('has those of one status', async () => {
    const owner = customer();
    const [pending, failed, paid, cancelled] = [await placeOrder(shop, owner), await placeOrder(shop, owner), await placeOrder(shop, owner), await placeOrder(shop, owner)];
    await shop.receive('payment.failed', paymentOf(failed).failed(true));
    await shop.receive('payment.succeeded', paymentOf(paid).succeeded);
    await cancel(cancelled, owner);
    const all = { PENDING_PAYMENT: pending, PAYMENT_FAILED: failed, PAID: paid, CANCELLED: cancelled } as const;
    for (const status of ['PENDING_PAYMENT', 'PAYMENT_FAILED', 'PAID', 'CANCELLED'] as const) expect(await listed(owner, { status, limit: 1 })).toEqual([all[status].orderId]);
    expect(await listed(owner, { limit: 3 })).toHaveLength(4);
  });

  test('goes on where it was while orders are placed', async () => {
    const owner = customer();
    const orders: Order[] = [];
    for (let count = 0; count < 3; count += 1) {
      clock.advance(1);
      orders.push(await placeOrder(shop, owner));
    }
    const first = await shop.client.call('listMyOrders', { query: { limit: 1 } }, owner);
    if (first.status !== 200 || first.body.nextCursor === null) throw new Error('there is no next page');
    clock.advance(1);
    await placeOrder(shop, owner);
    const second = await shop.client.call('listMyOrders', { query: { limit: 2, cursor: first.body.nextCursor } }, owner);
    expect(second).toMatchObject({ status: 200, body: { items: [{ orderId: orders[1]?.orderId }, { orderId: orders[0]?.orderId }], nextCursor: null } });
  });

  test('begins at cursors of one’s own, of the same status', async () => {
    const [owner, other] = [customer(), customer()];
    for (const one of [owner, owner, other, other]) await placeOrder(shop, one);
    const answer = await shop.client.call('listMyOrders', { query: { limit: 1 } }, owner);
    if (answer.status !== 200 || answer.body.nextCursor === null) throw new Error('there is no next page');
    const cursor = answer.body.nextCursor;
    const scope = ['orders', owner.id, undefined];
    const at = clock.now().toISOString();
    const refused = { status: 400, body: { code: 'request-invalid', errors: [{ pointer: '/query/cursor' }] } };
    expect(await shop.client.send('listMyOrders', { query: { cursor }, token: other.token })).toMatchObject(refused);
    expect(await shop.client.send('listMyOrders', { query: { cursor, status: 'PAID' }, token: owner.token })).toMatchObject(refused);
    const forged = [cursor.slice(0, -1), `${cursor}AA`, cursorOf(scope, [at]), cursorOf(scope, [at, 'x']), cursorOf(scope, [`' or 1=1 --`, randomUUID()]), cursorOf(scope, [at, randomUUID(), ''])];
    for (const one of forged) expect([one, await shop.client.send('listMyOrders', { query: { cursor: one }, token: owner.token })]).toMatchObject([one, refused]);
    expect(await shop.client.send('listMyOrders', { query: { cursor }, token: owner.token })).toMatchObject({ status: 200, body: { items: { length: 1 } } });
  });

  test.each([{ limit: 0 }, { limit: 101 }, { status: 'NEW' }, { cursor: '' }, { userId: randomUUID() }])('%j is refused', async (query) => {
    expect(await shop.client.send('listMyOrders', { query, token: customer().token })).toMatchObject({ status: 400 });
  });
});

test('a token of another time is none', async () => {
  const early = newCustomer({ now: () => new Date(clock.now().getTime() - 3_600_000) });
  expect(await askFor(shop, early, [{ productId: randomUUID(), quantity: 1 }])).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringContaining('invalid_token') } });
});
