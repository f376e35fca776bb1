import { notFound } from 'next/navigation';
import type { Category, Product } from '@kada-mandiya/http-contracts/product-service';
import { found } from '#api/problem.ts';
import { productById } from '#catalogue/catalogue.ts';
import { api } from '#session/current-session.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A product, archived or not; a page that there is not, for any other id. */
export async function productOr404(productId: string): Promise<Product> {
  return (await productById(productId)) ?? notFound();
}

/** A category, archived or not; a page that there is not, for any other id. */
export async function categoryOr404(categoryId: string): Promise<Category> {
  if (!uuid.test(categoryId)) notFound();
  return (await found((await api()).GET('/categories/{categoryId}', { params: { path: { categoryId } } }))) ?? notFound();
}
