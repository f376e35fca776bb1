import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addCategory, addProduct, admin, customer, input, newSku, newSlug, startShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

const told = (productId: string, revision: number) => shop.seen('product.changed', ({ data }) => data.productId === productId && data.revision === revision);
const toldOf = async (productId: string): Promise<number[]> => {
  await shop.settled();
  return shop.published('product.changed').filter(({ data }) => data.productId === productId).map(({ data }) => data.revision);
};

describe('a product', () => {
  test('is created, read by everybody, and told of', async () => {
    const category = await addCategory(shop);
    const body = input(category, { description: 'Split red lentils.' });
    const created = await shop.client.call('createProduct', { body }, admin);
    if (created.status !== 201) throw new Error('not created');
    const { productId } = created.body;
    expect(created).toMatchObject({ headers: { etag: '"1"', location: `/products/${productId}` }, body: { ...body, revision: 1, status: 'ACTIVE' } });
    const read = await shop.client.call('getProduct', { params: { productId } });
    expect(read).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(read.body).toEqual(created.body);
    const { createdAt: _, updatedAt: __, ...state } = created.body;
    expect((await told(productId, 1)).data).toEqual(state);
  });

  test('is replaced: what is left out is gone', async () => {
    const category = await addCategory(shop);
    const product = await addProduct(shop, category, { description: 'Old' });
    const body = input(category, { name: 'Dhal', amount: 39_000 });
    const answer = await shop.client.call('replaceProduct', { params: product, headers: { 'if-match': '"1"' }, body }, admin);
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { ...body, revision: 2, createdAt: product.createdAt } });
    expect(answer.body).not.toHaveProperty('description');
    expect((await told(product.productId, 2)).data).toMatchObject(body);
  });

  test('is patched: what is left out stays, null removes', async () => {
    const category = await addCategory(shop);
    const product = await addProduct(shop, category, { description: 'Old' });
    const patched = await shop.client.call('updateProduct', { params: product, headers: { 'if-match': '"1"' }, body: { amount: 1 } }, admin);
    expect(patched).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { ...product, amount: 1, revision: 2, updatedAt: expect.any(String) } });
    const removed = await shop.client.call('updateProduct', { params: product, headers: { 'if-match': '"2"' }, body: { description: null } }, admin);
    expect(removed.body).not.toHaveProperty('description');
    expect(await shop.client.call('getProduct', { params: product })).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: removed.body });
    expect(await toldOf(product.productId)).toEqual([1, 2, 3]);
  });

  test('that is as the change wants it already keeps its revision, and nobody is told', async () => {
    const category = await addCategory(shop);
    const product = await addProduct(shop, category);
    const { sku, name, categoryId, amount, currency } = product;
    const headers = { 'if-match': '"1"' };
    const answers = [
      await shop.client.call('updateProduct', { params: product, headers, body: { amount } }, admin),
      await shop.client.call('replaceProduct', { params: product, headers, body: { sku, name, categoryId, amount, currency } }, admin),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: product });
    expect(await toldOf(product.productId)).toEqual([1]);
  });

  test('is archived, for good', async () => {
    const category = await addCategory(shop);
    const product = await addProduct(shop, category);
    const archive = (etag: string) => shop.client.call('archiveProduct', { params: product, headers: { 'if-match': etag } }, admin);
    expect(await archive('"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { status: 'ARCHIVED' } });
    expect((await told(product.productId, 2)).data).toMatchObject({ status: 'ARCHIVED', amount: product.amount });
    expect(await archive('"2"')).toMatchObject({ status: 409, body: { code: 'product-archived' } });
    const headers = { 'if-match': '"2"' };
    expect(await shop.client.call('updateProduct', { params: product, headers, body: { amount: 1 } }, admin)).toMatchObject({ status: 409, body: { code: 'product-archived' } });
    expect(await shop.client.call('replaceProduct', { params: product, headers, body: input(category) }, admin)).toMatchObject({ status: 409, body: { code: 'product-archived' } });
    expect(await shop.client.call('getProduct', { params: product })).toMatchObject({ status: 200, body: { status: 'ARCHIVED' } });
    expect(await shop.client.send('createProduct', { body: input(category, { sku: product.sku }), ...admin })).toMatchObject({ status: 409, body: { code: 'sku-taken' } });
  });

  test('has a SKU of its own', async () => {
    const category = await addCategory(shop);
    const [one, other] = [await addProduct(shop, category), await addProduct(shop, category)];
    const headers = { 'if-match': '"1"' };
    const taken = { status: 409, body: { code: 'sku-taken', errors: [{ pointer: '/body/sku' }] } };
    expect(await shop.client.call('createProduct', { body: input(category, { sku: one.sku }) }, admin)).toMatchObject(taken);
    expect(await shop.client.call('updateProduct', { params: other, headers, body: { sku: one.sku } }, admin)).toMatchObject(taken);
    expect(await shop.client.call('replaceProduct', { params: other, headers, body: input(category, { sku: one.sku }) }, admin)).toMatchObject(taken);
    expect(await shop.client.call('getProduct', { params: other })).toMatchObject({ body: other });
    expect(await toldOf(other.productId)).toEqual([1]);
  });

  test('is in a category that is there and open', async () => {
    const [category, closed] = [await addCategory(shop), await addCategory(shop)];
    await shop.client.call('archiveCategory', { params: closed, headers: { 'if-match': '"1"' } }, admin);
    const product = await addProduct(shop, category);
    const headers = { 'if-match': '"1"' };
    for (const categoryId of [closed.categoryId, randomUUID()]) {
      const unusable = { status: 422, body: { code: 'category-unusable', errors: [{ pointer: '/body/categoryId' }] } };
      expect(await shop.client.call('createProduct', { body: input({ categoryId }) }, admin)).toMatchObject(unusable);
      expect(await shop.client.call('updateProduct', { params: product, headers, body: { categoryId } }, admin)).toMatchObject(unusable);
      expect(await shop.client.call('replaceProduct', { params: product, headers, body: input({ categoryId }) }, admin)).toMatchObject(unusable);
    }
    expect(await toldOf(product.productId)).toEqual([1]);
    const open = await addCategory(shop);
    expect(await shop.client.call('updateProduct', { params: product, headers, body: { categoryId: open.categoryId } }, admin)).toMatchObject({ status: 200, body: { categoryId: open.categoryId } });
  });
});

describe('a category', () => {
  test('is created, read, replaced and patched; no event tells of it', async () => {
    await shop.settled();
    const before = shop.published('product.changed').length;
    const slug = newSlug();
    const created = await shop.client.call('createCategory', { body: { slug, name: 'Spices', description: 'Ground and whole' } }, admin);
    if (created.status !== 201) throw new Error('not created');
    const { categoryId } = created.body;
    const params = { categoryId };
    expect(created).toMatchObject({ headers: { etag: '"1"', location: `/categories/${categoryId}` }, body: { slug, name: 'Spices', revision: 1, status: 'ACTIVE' } });
    const patched = await shop.client.call('updateCategory', { params, headers: { 'if-match': '"1"' }, body: { name: 'Spice' } }, admin);
    expect(patched).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { slug, name: 'Spice', description: 'Ground and whole' } });
    const replaced = await shop.client.call('replaceCategory', { params, headers: { 'if-match': '"2"' }, body: { slug, name: 'Spice' } }, admin);
    expect(replaced).toMatchObject({ status: 200, headers: { etag: '"3"' } });
    expect(replaced.body).not.toHaveProperty('description');
    expect(await shop.client.call('getCategory', { params })).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: replaced.body });
    await shop.settled();
    expect(shop.published('product.changed')).toHaveLength(before);
  });

  test('has a slug of its own', async () => {
    const [one, other] = [await addCategory(shop), await addCategory(shop)];
    const headers = { 'if-match': '"1"' };
    const taken = { status: 409, body: { code: 'slug-taken', errors: [{ pointer: '/body/slug' }] } };
    expect(await shop.client.call('createCategory', { body: { slug: one.slug, name: 'x' } }, admin)).toMatchObject(taken);
    expect(await shop.client.call('updateCategory', { params: other, headers, body: { slug: one.slug } }, admin)).toMatchObject(taken);
    expect(await shop.client.call('replaceCategory', { params: other, headers, body: { slug: one.slug, name: 'x' } }, admin)).toMatchObject(taken);
  });

  test('is archived once it is empty, for good', async () => {
    const category = await addCategory(shop);
    const product = await addProduct(shop, category);
    const headers = { 'if-match': '"1"' };
    expect(await shop.client.call('archiveCategory', { params: category, headers }, admin)).toMatchObject({ status: 409, body: { code: 'category-not-empty' } });
    await shop.client.call('archiveProduct', { params: product, headers }, admin);
    expect(await shop.client.call('archiveCategory', { params: category, headers }, admin)).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { status: 'ARCHIVED' } });
    const now = { 'if-match': '"2"' };
    const archived = { status: 409, body: { code: 'category-archived' } };
    expect(await shop.client.call('archiveCategory', { params: category, headers: now }, admin)).toMatchObject(archived);
    expect(await shop.client.call('updateCategory', { params: category, headers: now, body: { name: 'x' } }, admin)).toMatchObject(archived);
    expect(await shop.client.call('replaceCategory', { params: category, headers: now, body: { slug: newSlug(), name: 'x' } }, admin)).toMatchObject(archived);
  });
});

type Id = Parameters<Shop['client']['send']>[0];
const changes: readonly [Id, object | undefined, 'product' | 'category'][] = [
  ['replaceProduct', { sku: 'TEA-1', name: 'Tea', categoryId: randomUUID(), amount: 1, currency: 'LKR' }, 'product'],
  ['updateProduct', { amount: 1 }, 'product'],
  ['archiveProduct', undefined, 'product'],
  ['replaceCategory', { slug: 'tea', name: 'Tea' }, 'category'],
  ['updateCategory', { name: 'Tea' }, 'category'],
  ['archiveCategory', undefined, 'category'],
];

describe.each(changes)('%s', (id, body, thing) => {
  const request = (params: object, headers: object): object => ({ params, headers, ...(body === undefined ? {} : { body }) });

  test('needs the current ETag, and one that is there', async () => {
    const category = await addCategory(shop);
    const product = await addProduct(shop, category);
    expect(await shop.client.send(id, { ...request(product, {}), ...admin })).toMatchObject({ status: 428, body: { code: 'if-match-missing' } });
    expect(await shop.client.send(id, { ...request(product, { 'if-match': '"2"' }), ...admin })).toMatchObject({ status: 412, body: { code: 'revision-stale', detail: 'The current revision is 1, not 2.' } });
    for (const etag of ['*', '1', 'W/"1"', '"1", "2"', '"0"']) expect(await shop.client.send(id, { ...request(product, { 'if-match': etag }), ...admin })).toMatchObject({ status: 400 });
    expect(await shop.client.send('getProduct', { params: product })).toMatchObject({ body: product });
    expect(await shop.client.send('getCategory', { params: category })).toMatchObject({ body: category });
  });

  test('is 404 for what is not there, 400 for what is no id', async () => {
    const headers = { 'if-match': '"1"' };
    const nowhere = randomUUID();
    expect(await shop.client.send(id, { ...request({ productId: nowhere, categoryId: nowhere }, headers), ...admin })).toMatchObject({ status: 404, body: { code: `${thing}-not-found` } });
    expect(await shop.client.send(id, { ...request({ productId: 'x', categoryId: 'x' }, headers), ...admin })).toMatchObject({ status: 400 });
  });
});

describe('what is no change', () => {
  const administrators: readonly Id[] = ['createProduct', 'replaceProduct', 'updateProduct', 'archiveProduct', 'createCategory', 'replaceCategory', 'updateCategory', 'archiveCategory', 'republishProducts'];
  test.each(administrators)('%s is for administrators', async (id) => {
    const params = { productId: randomUUID(), categoryId: randomUUID() };
    expect(await shop.client.send(id, { params })).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    expect(await shop.client.send(id, { params, token: 'x.y.z' })).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    expect(await shop.client.send(id, { params, ...customer })).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  });

  test.each<[Id, string]>([['getProduct', 'product-not-found'], ['getCategory', 'category-not-found']])('%s of nothing is 404', async (id, code) => {
    const nowhere = randomUUID();
    expect(await shop.client.send(id, { params: { productId: nowhere, categoryId: nowhere } })).toMatchObject({ status: 404, body: { code } });
    expect(await shop.client.send(id, { params: { productId: 'x', categoryId: 'x' } })).toMatchObject({ status: 400 });
  });

  const headers = { 'if-match': '"1"' };
  test.each<[Id, object]>([
    ['createProduct', { amount: 0 }],
    ['createProduct', { amount: 1.5 }],
    ['createProduct', { amount: 100_000_000 }],
    ['createProduct', { currency: 'lkr' }],
    ['createProduct', { sku: 'lower' }],
    ['createProduct', { name: ' Tea' }],
    ['createProduct', { name: 'x'.repeat(161) }],
    ['createProduct', { description: '' }],
    ['createProduct', { revision: 7 }],
    ['createProduct', { status: 'ARCHIVED' }],
  ])('%s with %j is refused', async (id, fields) => {
    const category = await addCategory(shop);
    expect(await shop.client.send(id, { body: { ...input(category), ...fields }, ...admin })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  });

  test.each<[Id, object]>([['updateProduct', {}], ['updateProduct', { status: 'ARCHIVED' }], ['updateProduct', { amount: null }], ['updateCategory', {}], ['updateCategory', { name: null }], ['createCategory', { slug: 'A' }], ['replaceCategory', { name: 'x' }]])('%s of %j is refused', async (id, body) => {
    const product = await addProduct(shop, await addCategory(shop));
    expect(await shop.client.send(id, { params: product, headers, body, ...admin })).toMatchObject({ status: 400 });
  });

  test.each<[Id, string]>([['createProduct', 'text/plain'], ['createCategory', 'application/xml'], ['replaceProduct', 'text/plain'], ['replaceCategory', 'text/plain'], ['updateProduct', 'application/json'], ['updateCategory', 'application/json']])('%s of %s is refused', async (id, contentType) => {
    const product = await addProduct(shop, await addCategory(shop));
    expect(await shop.client.send(id, { params: product, headers, contentType, rawBody: '{}', ...admin })).toMatchObject({ status: 415 });
    expect(await shop.client.send(id, { params: product, headers, rawBody: `"${'x'.repeat(70_000)}"`, ...admin })).toMatchObject({ status: 413 });
  });
});

test('text that is SQL is text', async () => {
  const sql = `Robert'); drop table products; -- " \\ %_[`;
  const category = await addCategory(shop, sql.slice(0, 80));
  const product = await addProduct(shop, category, { name: sql, description: sql });
  expect(product).toMatchObject({ name: sql, description: sql });
  expect(await shop.client.call('updateProduct', { params: product, headers: { 'if-match': '"1"' }, body: { name: `${sql}!` } }, admin)).toMatchObject({ status: 200, body: { name: `${sql}!` } });
  expect(await shop.client.call('updateCategory', { params: category, headers: { 'if-match': '"1"' }, body: { description: sql } }, admin)).toMatchObject({ status: 200, body: { name: sql.slice(0, 80), description: sql } });
  expect((await told(product.productId, 2)).data).toMatchObject({ name: `${sql}!`, description: sql });
});

test('texts of the contract’s full length fit', async () => {
  const category = await addCategory(shop, '🫖'.repeat(80));
  const product = await addProduct(shop, category, { sku: newSku(), name: '🫖'.repeat(160), description: '🫖'.repeat(2000), amount: 99_999_999 });
  expect(await shop.client.call('getProduct', { params: product })).toMatchObject({ body: { name: '🫖'.repeat(160), description: '🫖'.repeat(2000), amount: 99_999_999 } });
});
