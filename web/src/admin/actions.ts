'use server';

import { redirect } from 'next/navigation';
import { outcomeOf } from '#api/problem.ts';
import { allCategories } from '#catalogue/catalogue.ts';
import { formText } from '#forms/form-text.ts';
import { api, requireAdmin } from '#session/current-session.ts';
import { categoryKind } from './category-kind.ts';
import { typedIn, type FormState } from './form-state.ts';
import { productKind } from './product-kind.ts';
import { save } from './save.ts';

/** Puts a new product on the shelf. */
export async function createProduct(_before: FormState | undefined, form: FormData): Promise<FormState> {
  await requireAdmin('/admin/products/new');
  const client = await api();
  const outcome = await save({ kind: productKind, typed: typedIn(productKind, form), send: (body) => outcomeOf(client.POST('/products', { body })) });
  if ('state' in outcome) return outcome.state;
  redirect(`/admin/products/${outcome.saved.productId}?saved=new`);
}

/** Changes a product, if it is still as the form had it. */
export async function changeProduct(productId: string, _before: FormState | undefined, form: FormData): Promise<FormState> {
  const here = `/admin/products/${productId}`;
  await requireAdmin(here);
  const [client, categories] = await Promise.all([api(), allCategories()]);
  const path = { productId };
  const outcome = await save({
    kind: productKind,
    typed: typedIn(productKind, form),
    send: (body) => outcomeOf(client.PUT('/products/{productId}', { params: { path, header: { 'If-Match': formText(form, 'etag') } }, body })),
    present: () => outcomeOf(client.GET('/products/{productId}', { params: { path } })),
    nameOf: (field, value) => (field === 'categoryId' ? (categories.find(({ categoryId }) => categoryId === value)?.name ?? value) : value),
  });
  if ('state' in outcome) return outcome.state;
  redirect(`${here}?saved=changed`);
}

/** Opens a new category. */
export async function createCategory(_before: FormState | undefined, form: FormData): Promise<FormState> {
  await requireAdmin('/admin/categories/new');
  const client = await api();
  const outcome = await save({ kind: categoryKind, typed: typedIn(categoryKind, form), send: (body) => outcomeOf(client.POST('/categories', { body })) });
  if ('state' in outcome) return outcome.state;
  redirect(`/admin/categories/${outcome.saved.categoryId}?saved=new`);
}

/** Changes a category, if it is still as the form had it. */
export async function changeCategory(categoryId: string, _before: FormState | undefined, form: FormData): Promise<FormState> {
  const here = `/admin/categories/${categoryId}`;
  await requireAdmin(here);
  const client = await api();
  const path = { categoryId };
  const outcome = await save({
    kind: categoryKind,
    typed: typedIn(categoryKind, form),
    send: (body) => outcomeOf(client.PUT('/categories/{categoryId}', { params: { path, header: { 'If-Match': formText(form, 'etag') } }, body })),
    present: () => outcomeOf(client.GET('/categories/{categoryId}', { params: { path } })),
  });
  if ('state' in outcome) return outcome.state;
  redirect(`${here}?saved=changed`);
}

/** Takes a product off the shelves for good. Gives what to say where that cannot be. */
export async function archiveProduct(productId: string, _before: string | undefined, form: FormData): Promise<string> {
  const here = `/admin/products/${productId}`;
  await requireAdmin(`${here}/archive`);
  const params = { path: { productId }, header: { 'If-Match': formText(form, 'etag') } };
  const outcome = await outcomeOf((await api()).POST('/products/{productId}/archive', { params }));
  if ('refusal' in outcome) return outcome.refusal.message;
  redirect(`${here}?saved=archived`);
}

/** Closes an empty category for good. Gives what to say where that cannot be. */
export async function archiveCategory(categoryId: string, _before: string | undefined, form: FormData): Promise<string> {
  const here = `/admin/categories/${categoryId}`;
  await requireAdmin(`${here}/archive`);
  const params = { path: { categoryId }, header: { 'If-Match': formText(form, 'etag') } };
  const outcome = await outcomeOf((await api()).POST('/categories/{categoryId}/archive', { params }));
  if ('refusal' in outcome) return outcome.refusal.message;
  redirect(`${here}?saved=archived`);
}
