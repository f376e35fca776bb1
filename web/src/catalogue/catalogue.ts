import { cache } from 'react';
import type { Category, CategoryPage, Product, ProductPage } from '@kada-mandiya/http-contracts/product-service';
import { answered, found } from '#api/problem.ts';
import { api } from '#session/current-session.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The shelves of the shop, by name. */
export const allCategories = cache(async (): Promise<readonly Category[]> => {
  const client = await api();
  const categories: Category[] = [];
  let cursor: string | null = null;
  do {
    const page: CategoryPage = await answered(client.GET('/categories', { params: { query: { limit: 100, ...(cursor === null ? {} : { cursor }) } } }));
    categories.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return categories;
});

/** A product, archived or not; `undefined` for an id that is nobody's, or none. */
export const productById = cache(async (productId: string): Promise<Product | undefined> => {
  if (!uuid.test(productId)) return undefined;
  return found((await api()).GET('/products/{productId}', { params: { path: { productId } } }));
});

export interface ShelfQuery {
  readonly q?: string;
  readonly categoryId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A page of what is on the shelves, by name. */
export async function productsOn({ q = '', categoryId, cursor, limit }: ShelfQuery): Promise<ProductPage> {
  const query = { limit, ...(q === '' ? {} : { q }), ...(categoryId === undefined ? {} : { categoryId }), ...(cursor === undefined ? {} : { cursor }) };
  return answered((await api()).GET('/products', { params: { query } }));
}
