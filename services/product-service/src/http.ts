import { randomUUID } from 'node:crypto';
import type { Handlers } from '@kada-mandiya/contract';
import { isUuid } from '@kada-mandiya/http-contracts/product-service';
import type { ProductServiceContract } from '@kada-mandiya/service-contracts/product-service';
import { cursorRefused, pageOf, positionOf, type CursorScope, type HandlerTools } from '@kada-mandiya/service-kit';
import { archiveCategory, archiveProduct, editCategory, editProduct } from './edits.ts';
import { bodyOf, etagOf, newCategory, newProduct, replacing, toProductChanged } from './product.ts';
import { categoryNotFound, categoryUnusable, productNotFound, skuTaken, slugTaken } from './refusals.ts';
import { sortKeyOf, wordsOf } from './search.ts';
import type { Position, ProductReads, ProductStore } from './store.ts';

type Tools = HandlerTools<ProductServiceContract, ProductStore, ProductReads>;

/** How many events one transaction puts into the outbox when all products are published again. */
const republishedAtOnce = 200;

export const handlers: Handlers<ProductServiceContract, Tools> = {
  listProducts: async ({ query: { q = '', categoryId, limit, cursor } }, { store }) => {
    const words = wordsOf(q);
    const scope = ['products', JSON.stringify(words), categoryId];
    const after = cursor === undefined ? undefined : positionIn(scope, cursor);
    if (after === null) return cursorRefused();
    const rows = await store.products({ words, categoryId }, { limit: limit + 1, after });
    const { items, nextCursor } = pageOf(rows, { limit, scope, position: ({ name, productId }) => [sortKeyOf(name), productId] });
    return { status: 200, body: { items: items.map(bodyOf), nextCursor } };
  },

  createProduct: ({ body }, { transaction, now }) =>
    transaction(async ({ store, publish }) => {
      const category = await store.takeCategory(body.categoryId);
      if (category?.status !== 'ACTIVE') return categoryUnusable();
      const product = newProduct(body, { productId: randomUUID(), now: now() });
      if ((await store.insertProduct(product)) === 'sku-taken') return skuTaken(product.sku);
      await publish('product.changed', toProductChanged(product));
      return { status: 201, headers: { location: `/products/${product.productId}`, etag: '"1"' }, body: bodyOf(product) };
    }),

  getProduct: async ({ params: { productId } }, { store }) => {
    const product = await store.product(productId);
    return product === undefined ? productNotFound() : { status: 200, headers: { etag: etagOf(product) }, body: bodyOf(product) };
  },

  replaceProduct: ({ params: { productId }, headers, body }, { transaction, now }) =>
    transaction((unit) => editProduct(unit, { id: productId, change: replacing(body), meant: { ifMatch: headers['if-match'], now: now() } })),

  updateProduct: ({ params: { productId }, headers, body }, { transaction, now }) =>
    transaction((unit) => editProduct(unit, { id: productId, change: body, meant: { ifMatch: headers['if-match'], now: now() } })),

  archiveProduct: ({ params: { productId }, headers }, { transaction, now }) =>
    transaction((unit) => archiveProduct(unit, { id: productId, meant: { ifMatch: headers['if-match'], now: now() } })),

  listCategories: async ({ query: { limit, cursor } }, { store }) => {
    const scope = ['categories'];
    const after = cursor === undefined ? undefined : positionIn(scope, cursor);
    if (after === null) return cursorRefused();
    const rows = await store.categories({ limit: limit + 1, after });
    const { items, nextCursor } = pageOf(rows, { limit, scope, position: ({ name, categoryId }) => [sortKeyOf(name), categoryId] });
    return { status: 200, body: { items: items.map(bodyOf), nextCursor } };
  },

  createCategory: ({ body }, { transaction, now }) =>
    transaction(async ({ store }) => {
      const category = newCategory(body, { categoryId: randomUUID(), now: now() });
      if ((await store.insertCategory(category)) === 'slug-taken') return slugTaken(category.slug);
      return { status: 201, headers: { location: `/categories/${category.categoryId}`, etag: '"1"' }, body: bodyOf(category) };
    }),

  getCategory: async ({ params: { categoryId } }, { store }) => {
    const category = await store.category(categoryId);
    return category === undefined ? categoryNotFound() : { status: 200, headers: { etag: etagOf(category) }, body: bodyOf(category) };
  },

  replaceCategory: ({ params: { categoryId }, headers, body }, { transaction, now }) =>
    transaction((unit) => editCategory(unit, { id: categoryId, change: replacing(body), meant: { ifMatch: headers['if-match'], now: now() } })),

  updateCategory: ({ params: { categoryId }, headers, body }, { transaction, now }) =>
    transaction((unit) => editCategory(unit, { id: categoryId, change: body, meant: { ifMatch: headers['if-match'], now: now() } })),

  archiveCategory: ({ params: { categoryId }, headers }, { transaction, now }) =>
    transaction((unit) => archiveCategory(unit, { id: categoryId, meant: { ifMatch: headers['if-match'], now: now() } })),

  republishProducts: async (_, tools) => {
    let products = 0;
    for (let last: string | undefined; ; ) {
      const ids = await republishAfter(tools, last);
      products += ids.length;
      last = ids.at(-1);
      if (ids.length < republishedAtOnce) return { status: 202, body: { products } };
    }
  },
};

/** Read and published in one transaction: the revision told is the one that the event's state has. */
function republishAfter({ transaction }: Tools, last: string | undefined): Promise<readonly string[]> {
  return transaction(async ({ store, publish }) => {
    const products = await store.productsAfter(last, republishedAtOnce);
    for (const product of products) await publish('product.changed', toProductChanged(product));
    return products.map(({ productId }) => productId);
  });
}

/** `null` for a cursor that is not one of this list. */
function positionIn(scope: CursorScope, cursor: string): Position | null {
  const [sortKey, id, ...more] = positionOf(scope, cursor) ?? [];
  return sortKey === undefined || !isUuid(id) || more.length > 0 ? null : { sortKey, id };
}
