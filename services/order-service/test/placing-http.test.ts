import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { manualClock } from '@kada-mandiya/service-kit/testing';
import { addProduct, askFor, newCustomer, orderOf, paymentOf, startShop, toldOf, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

describe('an order', () => {
  test('is priced from the own copy, stored, and told of under the correlation id of its request', async () => {
    const customer = newCustomer();
    const [rice, dhal] = [await addProduct(shop, { name: 'Rice', amount: 145_000 }), await addProduct(shop, { name: 'Dhal', amount: 38_000 })];
    const correlationId = randomUUID();
    const items = [{ productId: rice.productId, quantity: 1 }, { productId: dhal.productId, quantity: 2 }];
    const answer = await shop.client.send('placeOrder', { headers: { 'idempotency-key': randomUUID(), 'x-correlation-id': correlationId }, body: { items }, token: customer.token });
    const lines = [
      { productId: rice.productId, name: 'Rice', unitAmount: 145_000, quantity: 1, amount: 145_000 },
      { productId: dhal.productId, name: 'Dhal', unitAmount: 38_000, quantity: 2, amount: 76_000 },
    ];
    expect(answer).toMatchObject({ status: 201, body: { userId: customer.id, status: 'PENDING_PAYMENT', items: lines, amount: 221_000, currency: 'LKR' } });
    const created = await shop.seen('order.created', ({ data }) => data.userId === customer.id);
    const { orderId } = created.data;
    expect(created).toMatchObject({ correlationId, data: { userId: customer.id, amount: 221_000, currency: 'LKR', items: lines } });
    expect(answer.headers.location).toBe(`/orders/${orderId}`);
    expect(await orderOf(shop, customer, { orderId })).toEqual(answer.body);
  });

  test('costs what the product costs when it is placed, and goes on costing that', async () => {
    const customer = newCustomer();
    const product = await addProduct(shop, { amount: 38_000 });
    const items = [{ productId: product.productId, quantity: 1 }];
    const before = await askFor(shop, customer, items);
    await addProduct(shop, { ...product, revision: 2, name: 'Dhal, new', amount: 41_000 });
    const behind = await askFor(shop, customer, items);
    expect(before).toMatchObject({ status: 201, body: { amount: 38_000 } });
    expect(behind).toMatchObject({ status: 201, body: { amount: 41_000, items: [{ name: 'Dhal, new' }] } });
    if (before.status === 201) expect(await orderOf(shop, customer, before.body)).toEqual(before.body);
  });

  test('needs a product of which the newest revision is known, in whatever order the revisions came', async () => {
    const product = await addProduct(shop, { revision: 5, amount: 50_000 });
    for (const [revision, amount] of [[4, 40_000], [5, 55_555], [1, 10_000]] as const) await addProduct(shop, { ...product, revision, amount });
    const items = [{ productId: product.productId, quantity: 1 }];
    expect(await askFor(shop, newCustomer(), items)).toMatchObject({ status: 201, body: { amount: 50_000 } });
    await addProduct(shop, { ...product, revision: 6, status: 'ARCHIVED' });
    await addProduct(shop, { ...product, revision: 3 });
    expect(await askFor(shop, newCustomer(), items)).toMatchObject({ status: 409, body: { code: 'product-unavailable', errors: [{ pointer: '/body/items/0/productId', message: 'is no longer sold' }] } });
  });

  test('is refused where its items make none; nothing is told', async () => {
    const customer = newCustomer();
    const [rupees, dollars, gone] = [await addProduct(shop), await addProduct(shop, { currency: 'USD' }), await addProduct(shop, { status: 'ARCHIVED' })];
    const [cheap, dear] = [await addProduct(shop, { amount: 100 }), await addProduct(shop, { amount: 60_000_000 })];
    const [one, two] = [{ productId: rupees.productId, quantity: 1 }, { productId: dollars.productId, quantity: 1 }];
    const at = (...places: number[]): { pointer: string }[] => places.map((index) => ({ pointer: `/body/items/${index}/productId` }));
    expect(await askFor(shop, customer, [one, one])).toMatchObject({ status: 422, body: { code: 'product-repeated', errors: at(1) } });
    expect(await askFor(shop, customer, [one, { productId: randomUUID(), quantity: 1 }])).toMatchObject({ status: 422, body: { code: 'product-unknown', errors: at(1) } });
    expect(await askFor(shop, customer, [one, { productId: gone.productId, quantity: 1 }])).toMatchObject({ status: 409, body: { code: 'product-unavailable', errors: at(1) } });
    expect(await askFor(shop, customer, [one, two])).toMatchObject({ status: 422, body: { code: 'currency-mixed', errors: at(1) } });
    expect(await askFor(shop, customer, [{ productId: dear.productId, quantity: 2 }])).toMatchObject({ status: 422, body: { code: 'amount-out-of-range', detail: 'An order can be paid by card up to LKR 999,999.99.' } });
    expect(await askFor(shop, customer, [{ productId: cheap.productId, quantity: 1 }])).toMatchObject({ status: 422, body: { code: 'amount-out-of-range', detail: 'An order can be paid by card from LKR 150.00.' } });
    await shop.settled();
    expect(shop.published('order.created').filter(({ data }) => data.userId === customer.id)).toEqual([]);
    expect(await shop.client.call('listMyOrders', { query: { limit: 20 } }, customer)).toMatchObject({ body: { items: [] } });
  });

  test('names no price, and has items', async () => {
    const { productId } = await addProduct(shop);
    const { token } = newCustomer();
    const ask = (body: unknown, headers: object = { 'idempotency-key': randomUUID() }): ReturnType<Shop['client']['send']> => shop.client.send('placeOrder', { headers, body, token });
    const item = { productId, quantity: 1 };
    const bodies = [
      { items: [{ ...item, unitAmount: 1 }] }, { items: [{ ...item, amount: 1 }] }, { items: [item], amount: 1 }, { items: [item], currency: 'LKR' }, { items: [item], userId: randomUUID() },
      { items: [] }, {}, [], null, { items: [{ productId }] }, { items: [{ productId: `'; drop table "orders"; --`, quantity: 1 }] }, { items: [{ productId: productId.toUpperCase(), quantity: 1 }] },
      { items: [{ ...item, quantity: 0 }] }, { items: [{ ...item, quantity: 100 }] }, { items: [{ ...item, quantity: 1.5 }] }, { items: Array.from({ length: 51 }, () => ({ productId: randomUUID(), quantity: 1 })) },
    ];
    for (const body of bodies) expect([body, await ask(body)]).toMatchObject([body, { status: 400, body: { code: 'request-invalid' } }]);
    for (const key of ['', 'short', `'; drop table "orders"`, 'x'.repeat(65)]) expect(await ask({ items: [item] }, { 'idempotency-key': key })).toMatchObject({ status: 400 });
    expect(await ask({ items: [item] }, {})).toMatchObject({ status: 400, body: { errors: [{ pointer: '/headers/idempotency-key' }] } });
    expect(await shop.client.send('placeOrder', { headers: { 'idempotency-key': randomUUID() }, contentType: 'text/plain', rawBody: 'x', token })).toMatchObject({ status: 415 });
    expect(await shop.client.send('placeOrder', { headers: { 'idempotency-key': randomUUID() }, rawBody: `"${'x'.repeat(70_000)}"`, token })).toMatchObject({ status: 413 });
    expect(await shop.client.send('placeOrder', { headers: { 'idempotency-key': randomUUID() }, body: { items: [item] } })).toMatchObject({ status: 401 });
    expect(await shop.client.send('placeOrder', { headers: { 'idempotency-key': randomUUID() }, body: { items: [item] }, token: `${token}x` })).toMatchObject({ status: 401 });
  });

  test('has products whose names are SQL', async () => {
    const name = `Robert'); drop table orders; --`;
    const { productId } = await addProduct(shop, { name });
    const customer = newCustomer();
    const answer = await askFor(shop, customer, [{ productId, quantity: 1 }]);
    expect(answer).toMatchObject({ status: 201, body: { items: [{ name }] } });
    if (answer.status === 201) expect(await orderOf(shop, customer, answer.body)).toMatchObject({ items: [{ name }] });
  });

  test('has products with names of the contract’s full length', async () => {
    const { productId } = await addProduct(shop, { name: '🫖'.repeat(160) });
    expect(await askFor(shop, newCustomer(), [{ productId, quantity: 1 }])).toMatchObject({ status: 201, body: { items: [{ name: '🫖'.repeat(160) }] } });
  });
});

describe('a repeated request', () => {
  test('gets the first answer, word for word, whatever has happened to the order and its products since', async () => {
    const customer = newCustomer();
    const product = await addProduct(shop);
    const key = randomUUID();
    const items = [{ productId: product.productId, quantity: 2 }];
    const first = await askFor(shop, customer, items, key);
    if (first.status !== 201) throw new Error('not placed');
    await addProduct(shop, { ...product, revision: 2, amount: 1, status: 'ARCHIVED' });
    await shop.receive('payment.succeeded', paymentOf(first.body).succeeded);
    const again = [
      await shop.client.send('placeOrder', { headers: { 'idempotency-key': key }, body: { items }, token: customer.token }),
      await shop.client.send('placeOrder', { headers: { 'idempotency-key': key }, rawBody: ` {"items": [ {"quantity":2, "productId":"${product.productId}"} ]}`, token: customer.token }),
    ];
    for (const answer of again) {
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([201, JSON.stringify(first.body)]);
      expect(answer.headers).toMatchObject({ location: first.headers.location });
    }
    expect(await toldOf(shop, first.body)).toEqual(['order.created', 'order.paid']);
    expect(await shop.client.call('listMyOrders', { query: { limit: 20 } }, customer)).toMatchObject({ body: { items: { length: 1 } } });
  });

  test('with another body is refused; another user’s key is another key', async () => {
    const [customer, other] = [newCustomer(), newCustomer()];
    const { productId } = await addProduct(shop);
    const key = randomUUID();
    const first = await askFor(shop, customer, [{ productId, quantity: 1 }], key);
    expect(await askFor(shop, customer, [{ productId, quantity: 2 }], key)).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused', errors: [{ pointer: '/headers/idempotency-key' }] } });
    const theirs = await askFor(shop, other, [{ productId, quantity: 1 }], key);
    expect([first, theirs]).toMatchObject([{ status: 201, body: { userId: customer.id } }, { status: 201, body: { userId: other.id } }]);
    // Upper and lower case are two keys.
    const upper = key.toUpperCase();
    expect(upper).not.toBe(key);
    expect(await askFor(shop, customer, [{ productId, quantity: 2 }], upper)).toMatchObject({ status: 201 });
  });

  test('after a refusal is a first one: the key is unused', async () => {
    const customer = newCustomer();
    const product = await addProduct(shop, { status: 'ARCHIVED' });
    const other = await addProduct(shop);
    const key = randomUUID();
    expect(await askFor(shop, customer, [{ productId: product.productId, quantity: 1 }], key)).toMatchObject({ status: 409 });
    expect(await askFor(shop, customer, [{ productId: other.productId, quantity: 1 }], key)).toMatchObject({ status: 201 });
  });

  test('after 24 hours is a new one, with any body', async () => {
    const clock = manualClock();
    const aged = await startShop({ clock });
    try {
      const { id } = newCustomer();
      const { productId } = await addProduct(aged);
      const key = randomUUID();
      const ids: unknown[] = [];
      for (const [ms, quantity] of [[0, 1], [86_399_999, 1], [1, 2], [86_399_999, 2]] as const) {
        clock.advance(ms);
        const answer = await askFor(aged, newCustomer({ id, now: () => clock.now() }), [{ productId, quantity }], key);
        ids.push(answer.status === 201 ? answer.body.orderId : answer.status);
      }
      const [first, second, third, fourth] = ids;
      expect([second, fourth]).toEqual([first, third]);
      expect(third).not.toBe(first);
      expect(await aged.client.call('listMyOrders', { query: { limit: 20 } }, newCustomer({ id, now: () => clock.now() }))).toMatchObject({ body: { items: [{ orderId: third }, { orderId: first }] } });
    } finally {
      await aged.stop();
    }
  });
});
