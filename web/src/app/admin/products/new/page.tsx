import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { createProduct } from '#admin/actions.ts';
import { AdminPage } from '#admin/admin-page.tsx';
import { CatalogueForm } from '#admin/catalogue-form.tsx';
import { newProduct, productKind } from '#admin/product-kind.ts';
import { allCategories } from '#catalogue/catalogue.ts';
import { requireAdmin } from '#session/current-session.ts';

export const metadata: Metadata = { title: 'New product' };

export default async function NewProductPage(): Promise<ReactNode> {
  await requireAdmin('/admin/products/new');
  const categories = (await allCategories()).map(({ categoryId, name }) => ({ value: categoryId, name }));
  return (
    <AdminPage of="products" title="New product" lead="It is on the shelf as soon as it is saved.">
      <CatalogueForm fields={productKind.fields} values={newProduct} choices={{ categoryId: categories }} action={createProduct} button="Put it on the shelf" back="/admin/products" />
    </AdminPage>
  );
}
