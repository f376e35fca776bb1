import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPublicApiClient, type PublicApiClient } from '@kada-mandiya/http-contracts/public-api';
import * as contracts from '@kada-mandiya/service-contracts';
import type { ServiceContract } from '@kada-mandiya/contract';
import { examplesOf } from '../shop/example-request.ts';
import { askMock, predicateFor } from './ask-mock.ts';
import { startMocksProcess, type MocksProcess } from './mocks-process.ts';

let mocks: MocksProcess;
let url = '';
let api: PublicApiClient;

beforeAll(async () => {
  mocks = await startMocksProcess();
  url = mocks.urls.public ?? '';
  api = createPublicApiClient({ baseUrl: url, headers: { authorization: 'Bearer anything' } });
});
afterAll(() => mocks.stop());

const all: readonly ServiceContract[] = Object.values(contracts);
const nobody = '184dbcf9-ccb1-4e87-af87-4d1807b2031b';
const key = '6baff168-e56f-4c21-ac73-9537fb409545';

describe('every operation', () => {
  const cases = all.flatMap((contract) =>
    Object.values(contract.operations).flatMap((operation) =>
      examplesOf(contract, operation).requests.map((request, index) => ({ name: `${operation.id}, request ${index + 1}`, contract, operation, request })),
    ),
  );

  test.each(cases)('$name: its declared success, with a body that the generated code accepts', async ({ contract, operation, request }) => {
    for (const place of operation.internal ? [contract.name] : ['public', contract.name]) {
      const { status, body, violations } = await askMock(mocks.urls[place] ?? '', operation, request);
      expect([place, status, violations]).toEqual([place, Math.min(...operation.statuses), null]);
      expect(status === 204 ? body === '' : predicateFor(contract, operation, status)?.(JSON.parse(body))).toBe(true);
    }
  });

  test('of the public API wants a token where the contract does', async () => {
    const secured = all.flatMap(({ operations }) => Object.values(operations)).filter((one) => one.secured && !one.internal);
    const answers = await Promise.all(secured.map(({ method, path }) => fetch(url + path.replaceAll(/\{[^}]+\}/g, nobody), { method: method.toUpperCase() })));
    expect(answers.map(({ status }) => status)).toEqual(secured.map(() => 401));
  });
});

describe('one world', () => {
  test('each product of the list has its page, with its revision as ETag; its category is listed and has a page', async () => {
    const { data: products } = await api.GET('/products', { params: { query: { limit: 100 } } });
    const { data: categories } = await api.GET('/categories', { params: { query: { limit: 100 } } });
    expect(products?.items.length).toBeGreaterThan(5);
    for (const product of products?.items ?? []) {
      const { data, response } = await api.GET('/products/{productId}', { params: { path: product } });
      expect([data, response.headers.get('etag')]).toEqual([product, `"${product.revision}"`]);
      expect(categories?.items.map(({ categoryId }) => categoryId)).toContain(product.categoryId);
    }
    for (const category of categories?.items ?? []) {
      expect(await api.GET('/categories/{categoryId}', { params: { path: category } })).toMatchObject({ data: category });
    }
  });

  test('each order has its page, its lines are of products that are there and add up, and its payment belongs to it', async () => {
    const { data: orders } = await api.GET('/orders', { params: { query: { limit: 100 } } });
    const paymentOf = { PENDING_PAYMENT: 'REQUIRES_PAYMENT', PAYMENT_FAILED: 'FAILED', PAID: 'SUCCEEDED', CANCELLED: 'CANCELLED' };
    expect(orders?.items.map(({ status }) => status).toSorted()).toEqual(Object.keys(paymentOf).toSorted());
    for (const order of orders?.items ?? []) {
      expect(await api.GET('/orders/{orderId}', { params: { path: order } })).toMatchObject({ data: order });
      expect(order.amount).toBe(order.items.reduce((sum, { amount }) => sum + amount, 0));
      for (const { productId, name, unitAmount, quantity, amount } of order.items) {
        expect(amount).toBe(unitAmount * quantity);
        expect(await api.GET('/products/{productId}', { params: { path: { productId } } })).toMatchObject({ data: { name, amount: unitAmount } });
      }
      const { orderId, userId, amount, currency, paymentIntentId } = order;
      const { data: payment } = await api.GET('/payments/orders/{orderId}', { params: { path: order } });
      expect(payment).toMatchObject({ orderId, userId, amount, currency, paymentIntentId, status: paymentOf[order.status] });
      expect(payment?.clientSecret === undefined).toBe(order.status === 'PAID' || order.status === 'CANCELLED');
    }
  });

  test('notifications are about orders that are there, and users of the list have their pages', async () => {
    const [{ data: notifications }, { data: users }] = await Promise.all([api.GET('/notifications'), api.GET('/users')]);
    const ofOrders = (notifications?.items ?? []).flatMap(({ orderId }) => (orderId === undefined ? [] : [orderId]));
    expect(ofOrders.length).toBeGreaterThan(2);
    for (const orderId of ofOrders) expect((await api.GET('/orders/{orderId}', { params: { path: { orderId } } })).data?.orderId).toBe(orderId);
    for (const user of users?.items ?? []) expect(await api.GET('/users/{userId}', { params: { path: user } })).toMatchObject({ data: user });
  });

  test('what is not there is a 404', async () => {
    const answers = [
      await api.GET('/products/{productId}', { params: { path: { productId: nobody } } }),
      await api.GET('/orders/{orderId}', { params: { path: { orderId: nobody } } }),
      await api.POST('/orders/{orderId}/cancel', { params: { path: { orderId: nobody } } }),
    ];
    expect(answers.map(({ response, error }) => [response.status, error?.code])).toEqual([[404, 'product-not-found'], [404, 'order-not-found'], [404, 'order-not-found']]);
  });

  test.each([
    ['nimali.perera@example.com', ['customer'], 403],
    ['admin@kada-mandiya.example', ['admin'], 200],
  ])('whoever signs in as %s is the same everywhere, with the roles %p', async (email, roles, usersStatus) => {
    const { data: session } = await api.POST('/auth/login', { body: { email, password: 'whatever it is' } });
    expect(session?.account).toMatchObject({ email, roles });
    const { data: renewed } = await api.POST('/auth/refresh', { body: { refreshToken: session?.refreshToken ?? '' } });
    expect(renewed?.account).toEqual(session?.account);
    for (const accessToken of [session?.accessToken, renewed?.accessToken]) {
      const own = createPublicApiClient({ baseUrl: url, headers: { authorization: `Bearer ${accessToken ?? ''}` } });
      expect(await own.GET('/auth/me')).toMatchObject({ data: session?.account });
      expect(await own.GET('/users/me')).toMatchObject({ data: { userId: session?.account.userId, email } });
      expect((await own.GET('/users')).response.status).toBe(usersStatus);
    }
  });

  test('a purchase goes as far as to the card: the order that was placed can be read and has a client secret', async () => {
    const placed = await api.POST('/orders', { params: { header: { 'Idempotency-Key': key } }, body: { items: [{ productId: 'e25a5fd5-0245-4a9f-b60d-4fa2e1b9661e', quantity: 1 }] } });
    const orderId = placed.data?.orderId ?? '';
    expect([placed.response.status, placed.data?.status, placed.response.headers.get('location')]).toEqual([201, 'PENDING_PAYMENT', `/orders/${orderId}`]);
    expect((await api.GET('/orders/{orderId}', { params: { path: { orderId } } })).data?.status).toBe('PENDING_PAYMENT');
    expect((await api.GET('/payments/orders/{orderId}', { params: { path: { orderId } } })).data?.clientSecret).toMatch(/_secret_/);
    expect((await api.GET('/payments/config')).data?.publishableKey).toMatch(/^pk_test_/);
  });

  test('an administrator changes and archives any product, not always tea', async () => {
    const [productId, header] = ['d8ddb999-489b-40c2-87ad-75fda51437ce', { 'If-Match': '"1"' }];
    const changed = await api.PATCH('/products/{productId}', { params: { path: { productId }, header }, body: { amount: 150_000 } });
    const archived = await api.POST('/products/{productId}/archive', { params: { path: { productId }, header } });
    expect([changed.data?.name, changed.data?.status, archived.data?.name, archived.data?.status]).toEqual(['Red Raw Rice 5 kg', 'ACTIVE', 'Red Raw Rice 5 kg', 'ARCHIVED']);
  });
});

describe('lists', () => {
  const names = async (query: object): Promise<readonly string[] | undefined> => (await api.GET('/products', { params: { query } })).data?.items.map(({ name }) => name);

  test('are filtered and searched', async () => {
    expect(await names({ categoryId: '53217ed2-0b2c-45eb-b08d-0a1ebe1fcd4c' })).toEqual(['Ekel Broom']);
    expect(await names({ q: 'RICE samba' })).toEqual(['Samba Rice 5 kg']);
    expect(await names({ q: 'nothing like it' })).toEqual([]);
    expect((await api.GET('/orders', { params: { query: { status: 'PAID' } } })).data?.items.map(({ status }) => status)).toEqual(['PAID']);
  });

  test('have pages that together are the whole', async () => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { data } = await api.GET('/products', { params: { query: { limit: 3, ...(typeof cursor === 'string' && { cursor }) } } });
      seen.push(...(data?.items ?? []).map(({ name }) => name));
      cursor = data?.nextCursor;
    } while (typeof cursor === 'string' && seen.length < 20);
    expect(seen).toEqual(await names({ limit: 100 }));
  });
});

describe('what is wrong', () => {
  test('with a request is said by the contract’s 400, place by place, and in the log', async () => {
    const logged = mocks.said(/POST \/orders +400/);
    const { response, error } = await api.POST('/orders', { params: { header: { 'Idempotency-Key': key } }, body: JSON.parse(`{"items":[{"productId":"${nobody}","quantity":0}]}`) });
    expect([response.status, error?.code, error?.errors]).toEqual([400, 'request-invalid', [{ pointer: '/body/items/0/quantity', message: 'must be >= 1' }]]);
    expect(await logged).toContain('body/items/0/quantity must be >= 1');
  });

  test('with the JSON of a body is said too, where Prism alone would drop the connection', async () => {
    const answer = await fetch(`${url}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"email"' });
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ errors: [{ pointer: '/body', message: 'is not JSON' }] })]);
  });

  test('in another media type is a 415', async () => {
    expect((await fetch(`${url}/auth/login`, { method: 'POST', body: 'email=x' })).status).toBe(415);
  });
});

test('a browser of any origin may call: the preflight is answered, and the answer names the origin', async () => {
  const origin = 'http://localhost:5173';
  const preflight = await fetch(`${url}/orders`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,idempotency-key' } });
  expect([preflight.status, ...['origin', 'methods', 'headers'].map((name) => preflight.headers.get(`access-control-allow-${name}`))]).toEqual([204, origin, 'POST', 'authorization,idempotency-key']);
  expect((await fetch(`${url}/products`, { headers: { origin } })).headers.get('access-control-allow-origin')).toBe(origin);
});

test('whoever says with Prefer what is wanted gets just that', async () => {
  const preferring = async (prefer: string): Promise<unknown> => (await fetch(`${url}/products`, { headers: { prefer } })).json();
  expect(await preferring('example=firstTwo')).toMatchObject({ items: [{ sku: 'TEA-BOPF-400G' }, { sku: 'SPICE-CINNAMON-100G' }], nextCursor: expect.any(String) });
  expect(await preferring('code=500')).toMatchObject({ status: 500 });
});
