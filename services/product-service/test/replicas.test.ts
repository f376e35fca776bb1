import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { startTestBus, type TestBus } from '@kada-mandiya/service-kit/testing';
import { service } from '../src/service.ts';
import { addCategory, addProduct, admin, input, newSku, newSlug, startShop, type Shop } from './shop.ts';

let bus: TestBus;
let place: TemporaryPlace;
let replicas: readonly [Shop, Shop];

beforeAll(async () => {
  bus = await startTestBus({ topology: service.topology });
  place = await temporaryPlace(process.env.SQLSERVER_URL);
  replicas = [await startShop({ bus, place }), await startShop({ bus, place })];
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await place.remove();
  await bus.stop();
});

/** The same from both, several times at once; the statuses in order. */
async function atOnce(ask: (shop: Shop, turn: number) => Promise<{ readonly status: number }>): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, turn) => ask(replicas[turn % 2 === 0 ? 0 : 1], turn)));
  return answers.map(({ status }) => status).toSorted();
}

test('of changes meant for the same revision one is made', async () => {
  const product = await addProduct(replicas[0], await addCategory(replicas[0]));
  const statuses = await atOnce((shop, turn) => shop.client.call('updateProduct', { params: product, headers: { 'if-match': '"1"' }, body: { amount: 1000 + turn } }, admin));
  expect(statuses).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  await replicas[0].settled();
  await replicas[1].settled();
  expect(replicas[0].published('product.changed').filter(({ data }) => data.productId === product.productId).map(({ data }) => data.revision)).toEqual([1, 2]);
});

test('of products with the same SKU one is created, of categories with the same slug too', async () => {
  const category = await addCategory(replicas[0]);
  const [sku, slug] = [newSku(), newSlug()];
  expect(await atOnce((shop) => shop.client.call('createProduct', { body: input(category, { sku }) }, admin))).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  expect(await atOnce((shop) => shop.client.call('createCategory', { body: { slug, name: 'x' } }, admin))).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
});

test('no product gets into a category that is just archived', async () => {
  for (let round = 0; round < 5; round += 1) {
    const category = await addCategory(replicas[0]);
    const creating = atOnce((shop) => shop.client.call('createProduct', { body: input(category) }, admin));
    const { status } = await replicas[1].client.call('archiveCategory', { params: category, headers: { 'if-match': '"1"' } }, admin);
    const created = (await creating).filter((one) => one === 201).length;
    const listed = await replicas[0].client.call('listProducts', { query: { categoryId: category.categoryId, limit: 20 } });
    expect(listed).toMatchObject({ status: 200, body: { items: { length: created } } });
    expect(status).toBe(created === 0 ? 200 : 409);
  }
});

test('all products are published again, each at its revision, archived ones too', async () => {
  const shop = replicas[0];
  const category = await addCategory(shop);
  // More than one transaction takes.
  const added = [];
  for (let count = 0; count < 205; count += 1) added.push(await addProduct(shop, category));
  const [gone, changed] = added;
  if (gone === undefined || changed === undefined) throw new Error('nothing was added');
  await shop.client.call('archiveProduct', { params: gone, headers: { 'if-match': '"1"' } }, admin);
  await shop.client.call('updateProduct', { params: changed, headers: { 'if-match': '"1"' }, body: { amount: 7 } }, admin);
  await shop.settled();
  const before = shop.published('product.changed').length;

  const answer = await shop.client.call('republishProducts', {}, admin);
  await shop.settled();
  const events = shop.published('product.changed').slice(before).map(({ data }) => data);
  const ofCategory = events.filter(({ categoryId }) => categoryId === category.categoryId);
  expect(answer).toMatchObject({ status: 202, body: { products: events.length } });
  expect(ofCategory.map(({ productId }) => productId).toSorted()).toEqual(added.map(({ productId }) => productId).toSorted());
  expect(ofCategory.find(({ productId }) => productId === gone.productId)).toMatchObject({ revision: 2, status: 'ARCHIVED' });
  expect(ofCategory.find(({ productId }) => productId === changed.productId)).toMatchObject({ revision: 2, amount: 7 });
});
