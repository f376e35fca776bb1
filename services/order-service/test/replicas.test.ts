import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import { temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { startTestBus, type TestBus } from '@kada-mandiya/service-kit/testing';
import { handlers } from '../src/http.ts';
import { service } from '../src/service.ts';
import type { OrderStore, ProductCopy } from '../src/store.ts';
import { addProduct, askFor, newCustomer, orderOf, paymentOf, startShop, toldOf, type Customer, type Shop } from './shop.ts';

let bus: TestBus;
let place: TemporaryPlace;
let replicas: readonly [Shop, Shop];
let product: ProductCopy;

beforeAll(async () => {
  bus = await startTestBus({ topology: service.topology });
  place = await temporaryPlace(process.env.SQLSERVER_URL);
  const first = await startShop({ bus, place });
  // While there is one, it gets the event.
  product = await addProduct(first);
  replicas = [first, await startShop({ bus, place })];
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await place.remove();
  await bus.stop();
});

const replica = (turn: number): Shop => replicas[turn % 2 === 0 ? 0 : 1];
const items = (quantity = 2): { productId: string; quantity: number }[] => [{ productId: product.productId, quantity }];

async function placed(customer: Customer): Promise<Order> {
  const answer = await askFor(replicas[0], customer, items());
  if (answer.status !== 201) throw new Error(`placeOrder answered ${answer.status}`);
  return answer.body;
}

/** How many events the two have been done with, and how many of them were applied. */
function done(): { readonly all: number; readonly applied: number } {
  const counts = replicas.map((one) => one.counts.reactions);
  const applied = counts.reduce((sum, one) => sum + one.applied, 0);
  return { applied, all: counts.reduce((sum, one) => sum + one.duplicates + one.failed, applied) };
}

async function untilDone(count: number): Promise<void> {
  while (done().all < count) await setTimeout(2);
}

describe('two replicas', () => {
  test('make one order of the same request eight times at once, and give one answer', async () => {
    const customer = newCustomer();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, turn) => askFor(replica(turn), customer, items(), key)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await replicas[1].settled();
    await replicas[0].settled();
    expect(replicas[0].published('order.created').filter(({ data }) => data.userId === customer.id)).toHaveLength(1);
    expect(await replicas[1].client.call('listMyOrders', { query: { limit: 20 } }, customer)).toMatchObject({ body: { items: { length: 1 } } });
  });

  test('take a payment that is told six times by one event, and six times by others, once', async () => {
    const customer = newCustomer();
    const order = await placed(customer);
    const { succeeded } = paymentOf(order);
    const eventId = randomUUID();
    const before = done();
    for (let count = 0; count < 6; count += 1) {
      await replicas[0].publish('payment.succeeded', succeeded, { eventId });
      await replicas[0].publish('payment.succeeded', succeeded);
    }
    await untilDone(before.all + 12);
    expect(done().applied - before.applied).toBe(7);
    expect(await orderOf(replicas[1], customer, order)).toMatchObject({ status: 'PAID' });
    await replicas[1].settled();
    expect(await toldOf(replicas[0], order)).toEqual(['order.created', 'order.paid']);
  });

  test('end a race of a payment and a cancellation with one of them', async () => {
    const customer = newCustomer();
    for (let round = 0; round < 8; round += 1) {
      const order = await placed(customer);
      const before = done();
      const [answer] = await Promise.all([
        replica(round).client.call('cancelMyOrder', { params: order }, customer),
        replicas[0].publish('payment.succeeded', paymentOf(order).succeeded),
        replicas[0].publish('payment.failed', paymentOf(order).failed(true)),
      ]);
      await untilDone(before.all + 2);
      await replicas[1].settled();
      const { status } = await orderOf(replicas[0], customer, order);
      expect(status).toBe(answer.status === 200 ? 'CANCELLED' : 'PAID');
      expect(await toldOf(replicas[0], order)).toEqual(['order.created', answer.status === 200 ? 'order.cancelled' : 'order.paid']);
    }
  });
});

// On SQLite transactions run one after the other; on SQL Server another one may commit between a look and a write.
describe('a key that another request takes in between', () => {
  async function asked(key: string, customer: Customer, given: { readonly quantity: number; readonly looks: number }): Promise<{ readonly status: number; readonly body: unknown }> {
    const { tools } = replicas[0];
    let looks = 0;
    const blind = (store: OrderStore): OrderStore => ({ ...store, placement: (one) => (++looks <= given.looks ? Promise.resolve(undefined) : store.placement(one)) });
    const caller = { id: customer.id, roles: ['customer'] };
    const request = { headers: { 'idempotency-key': key }, body: { items: items(given.quantity) }, caller };
    return handlers.placeOrder(request, { ...tools, transaction: (work) => tools.transaction((unit) => work({ ...unit, store: blind(unit.store) })) });
  }

  test('gives that one’s answer, or the refusal of another body, and makes no second order', async () => {
    const [customer, key] = [newCustomer(), randomUUID()];
    const first = await askFor(replicas[0], customer, items(), key);
    const second = await asked(key, customer, { quantity: 2, looks: 1 });
    expect([second.status, JSON.stringify(second.body)]).toEqual([201, JSON.stringify(first.body)]);
    expect(await asked(key, customer, { quantity: 3, looks: 1 })).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await replicas[1].client.call('listMyOrders', { query: { limit: 20 } }, customer)).toMatchObject({ body: { items: { length: 1 } } });
    await replicas[0].settled();
    expect(replicas[0].published('order.created').filter(({ data }) => data.userId === customer.id)).toHaveLength(1);
  });

  test('is in use where that one cannot be seen', async () => {
    const [customer, key] = [newCustomer(), randomUUID()];
    await askFor(replicas[0], customer, items(), key);
    expect(await asked(key, customer, { quantity: 2, looks: 2 })).toMatchObject({ status: 409, body: { code: 'idempotency-key-in-use' } });
  });

  test('is taken once, a new one and an old one alike', async () => {
    const [userId, idempotencyKey] = [randomUUID(), randomUUID()];
    const placement = (): { userId: string; idempotencyKey: string; bodyHash: string; orderId: string; placedAt: string } => ({ userId, idempotencyKey, bodyHash: 'x', orderId: randomUUID(), placedAt: new Date().toISOString() });
    const [first, second, third, fourth] = [placement(), placement(), placement(), placement()];
    const claims = await replicas[0].tools.transaction(async ({ store }) => [
      await store.claim(first, undefined),
      await store.claim(second, undefined),
      await store.claim(third, first),
      await store.claim(fourth, first),
      (await store.placement(first))?.orderId,
    ]);
    expect(claims).toEqual(['claimed', 'taken', 'claimed', 'taken', third.orderId]);
  });
});
