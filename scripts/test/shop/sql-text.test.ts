import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createContractClient, type LooseRequest } from '@kada-mandiya/service-kit/testing';
import type { Visitor } from '../../shop/visitor.ts';
import { answered, clientAt, placeOrder } from '../../shop/visitor.ts';
import { examplesOf, record, textPlaces, type ExampleRequest } from './example-request.ts';
import { buy, notificationsOf, statusOf, toldOf, type Placed } from './purchases.ts';
import { allContracts, issuer, startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';

const texts = [
  `'; drop table orders; drop table products; drop table notifications; --`,
  `' or '1'='1`,
  `x'); delete from accounts; insert into outbox values ('`,
  `" or ""=" ] union select * from users`,
  `%' or name like '%_[a-z]`,
];

let stage: ShopUnderTest;
let customer: Visitor;
let product: { readonly productId: string; readonly categoryId: string };
let paid: Placed;
let open: Placed;
let token = '';

beforeAll(async () => {
  stage = await startShopUnderTest();
  customer = await stage.newCustomer();
  const { productId } = await stage.addProduct();
  product = (await answered('read the product', clientAt(stage.door).GET('/products/{productId}', { params: { path: { productId } } }))).body;
  paid = await buy(stage, customer, productId);
  open = await placeOrder(customer, [{ productId, quantity: 1 }]);
  await stage.settled();
  // May do everything, so that no role stands before a query.
  token = issuer.token({ id: customer.userId, roles: ['customer', 'admin'] });
}, 60_000);

afterAll(() => stage.remove());

const operations = allContracts.flatMap((contract) => Object.values(contract.operations).map((operation) => ({ id: operation.id, contract, operation })));
const all = operations.flatMap(({ id, contract, operation }) =>
  examplesOf(contract, operation).requests.flatMap((request) => textPlaces(request).map(({ pointer }) => ({ id, contract, operation, request, pointer }))),
);
/** One of each; several examples have the same. */
const places = [...new Map(all.map((place) => [`${place.id} ${place.pointer}`, place])).values()];

test('there are texts in every service', () => {
  expect(new Set(places.map(({ contract }) => contract.name)).size).toBe(allContracts.length);
});

interface Tried {
  readonly id: string;
  readonly pointer: string;
}

/** Sends each of the texts at that place. Gives the statuses of the answers. */
async function tryAt({ id, pointer }: Tried): Promise<readonly number[]> {
  const found = places.find((one) => one.id === id && one.pointer === pointer);
  if (found === undefined) throw new Error(`${id} has no text at ${pointer}`);
  const { contract, operation, request } = found;
  const client = createContractClient({ contract, url: operation.internal ? stage.shop.services['product-service'].url : stage.shop.url });
  const statuses: number[] = [];
  for (const text of texts) {
    const sent = textPlaces(await current(request)).find((one) => one.pointer === pointer)?.with(text);
    const answer = await client.send(id, { ...sent, query: usableQuery(sent?.query, pointer), ...(operation.secured ? { token } : {}) });
    statuses.push(answer.status);
    expect({ text, kept: keptText(answer, pointer) ?? text }).toEqual({ text, kept: text });
  }
  return statuses;
}

/** The text as the answer shows it, where it shows that place of the request. */
function keptText({ status, body }: { readonly status: number; readonly body?: unknown }, pointer: string): string | undefined {
  if (status >= 300 || !pointer.startsWith('/body/')) return undefined;
  const shown = pointer.split('/').slice(2).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), body);
  return typeof shown === 'string' ? shown : undefined;
}

test.each(places.map(({ id, pointer }) => ({ id, pointer })))('$id takes SQL as text, or not at all, at $pointer', async (place) => {
  for (const status of await tryAt(place)) expect(status).toBeLessThan(500);
});

// Else nothing of it may ever have come to a query.
test.each<Tried & { readonly status: number }>([
  { id: 'register', pointer: '/body/name', status: 201 },
  { id: 'login', pointer: '/body/password', status: 401 },
  { id: 'createCategory', pointer: '/body/name', status: 201 },
  { id: 'createProduct', pointer: '/body/description', status: 201 },
  { id: 'replaceProduct', pointer: '/body/name', status: 200 },
  { id: 'listProducts', pointer: '/query/q', status: 200 },
  { id: 'updateMyProfile', pointer: '/body/address/city', status: 200 },
])('$id keeps or looks for SQL at $pointer', async ({ status, ...place }) => {
  expect(new Set(await tryAt(place))).toEqual(new Set([status]));
});

test('afterwards everything is still there, and something can be bought', async () => {
  expect([await statusOf(customer, paid), await statusOf(customer, open)]).toEqual(['PAID', 'PENDING_PAYMENT']);
  expect(await toldOf(customer, paid)).toEqual(['order-paid LOGGED']);
  const users = await answered('list users', stage.admin.api.GET('/users', { params: { query: { limit: 100 } } }));
  expect(users.body.items.map(({ userId }) => userId)).toEqual(expect.arrayContaining([customer.userId, stage.admin.userId]));
  const { productId } = await stage.addProduct();
  const another = await stage.newCustomer();
  await buy(stage, another, productId);
  await stage.settled();
  expect((await notificationsOf(another)).map(({ kind }) => kind)).toEqual(['order-paid', 'welcome']);
});

/** The examples' own ids, keys and tags stand for nothing here: these do. */
async function current(request: ExampleRequest): Promise<ExampleRequest> {
  const etag = 'if-match' in request.headers ? await etagOf('productId' in request.params ? 'product' : 'category') : undefined;
  const known: Readonly<Record<string, unknown>> = {
    productId: product.productId,
    categoryId: product.categoryId,
    orderId: open.orderId,
    userId: customer.userId,
    sku: `SKU-${randomUUID().slice(0, 8).toUpperCase()}`,
    slug: `slug-${randomUUID().slice(0, 8)}`,
    email: `${randomUUID()}@example.com`,
    'idempotency-key': randomUUID(),
    'if-match': etag,
  };
  return { ...request, params: filled(request.params, known), headers: filled(request.headers, known), query: filled(request.query, known), body: filledBody(request.body, known) };
}

async function etagOf(kind: 'product' | 'category'): Promise<string> {
  const api = clientAt(stage.door);
  const { response } =
    kind === 'product'
      ? await api.GET('/products/{productId}', { params: { path: { productId: product.productId } } })
      : await api.GET('/categories/{categoryId}', { params: { path: { categoryId: product.categoryId } } });
  return response.headers.get('etag') ?? '';
}

function filled(values: LooseRequest['params'], known: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record(values)).map(([name, value]) => [name, known[name] ?? value]));
}

function filledBody(body: unknown, known: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(body)) return body.map((item) => filledBody(item, known));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]): [string, unknown] => [name, known[name] !== undefined && value !== null ? known[name] : filledBody(value, known)]));
}

/** The examples' cursor belongs to another list: it would be all that is refused. */
function usableQuery(query: LooseRequest['query'], pointer: string): Readonly<Record<string, unknown>> {
  const { cursor, ...rest } = record(query);
  return pointer === '/query/cursor' ? { ...rest, cursor } : rest;
}
