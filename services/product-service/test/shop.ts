import { randomUUID } from 'node:crypto';
import { testIssuer } from '@kada-mandiya/auth/testing';
import { expect } from '@jest/globals';
import type { Category, Product, ProductInput } from '@kada-mandiya/http-contracts/product-service';
import type { ProductServiceContract } from '@kada-mandiya/service-contracts/product-service';
import { startService, type ServiceUnderTest, type StartServiceOptions } from '@kada-mandiya/service-kit/testing';
import { service } from '../src/service.ts';
import type { ProductReads, ProductStore } from '../src/store.ts';

const issuer = testIssuer();

export type Shop = ServiceUnderTest<ProductServiceContract, ProductStore, ProductReads>;

export function startShop(options: StartServiceOptions = {}): Promise<Shop> {
  return startService(service, { ...options, env: issuer.env });
}

/** Whoever may change the catalogue, and a customer who may not. */
export const admin = { token: issuer.token({ id: randomUUID(), roles: ['customer', 'admin'] }) };
export const customer = { token: issuer.token({ id: randomUUID(), roles: ['customer'] }) };

/** A SKU or a slug that no other test has. */
export const newSku = (): string => `SKU-${randomUUID().slice(0, 8).toUpperCase()}`;
export const newSlug = (): string => `slug-${randomUUID().slice(0, 8)}`;

export async function addCategory(shop: Shop, name = 'Rice and grains'): Promise<Category> {
  const answer = await shop.client.call('createCategory', { body: { slug: newSlug(), name } }, admin);
  if (answer.status !== 201) throw new Error(`createCategory answered ${answer.status}`);
  return answer.body;
}

export function input(category: Pick<Category, 'categoryId'>, fields: Partial<ProductInput> = {}): ProductInput {
  return { sku: newSku(), name: 'Mysore Dhal 1 kg', categoryId: category.categoryId, amount: 38_000, currency: 'LKR', ...fields };
}

export async function addProduct(shop: Shop, category: Pick<Category, 'categoryId'>, fields: Partial<ProductInput> = {}): Promise<Product> {
  const answer = await shop.client.call('createProduct', { body: input(category, fields) }, admin);
  if (answer.status !== 201) throw new Error(`createProduct answered ${answer.status}`);
  return answer.body;
}

/** The names that a list shows, page after page. */
export async function allNames(shop: Shop, query: { readonly q?: string; readonly categoryId?: string; readonly limit?: number }): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const answer = await shop.client.call('listProducts', { query: { limit: 100, ...query, ...(cursor === undefined ? {} : { cursor }) } });
    if (answer.status !== 200) throw new Error(`listProducts answered ${answer.status}`);
    expect(answer.body.items.length).toBeLessThanOrEqual(query.limit ?? 100);
    names.push(...answer.body.items.map(({ name }) => name));
    cursor = answer.body.nextCursor;
  }
  return names;
}
