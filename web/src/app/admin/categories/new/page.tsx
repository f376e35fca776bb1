import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { createCategory } from '#admin/actions.ts';
import { AdminPage } from '#admin/admin-page.tsx';
import { CatalogueForm } from '#admin/catalogue-form.tsx';
import { categoryKind, newCategory } from '#admin/category-kind.ts';
import { requireAdmin } from '#session/current-session.ts';

export const metadata: Metadata = { title: 'New category' };

export default async function NewCategoryPage(): Promise<ReactNode> {
  await requireAdmin('/admin/categories/new');
  return (
    <AdminPage of="categories" title="New category" lead="It is there as soon as it is saved, and empty.">
      <CatalogueForm fields={categoryKind.fields} values={newCategory} action={createCategory} button="Open the category" back="/admin/categories" />
    </AdminPage>
  );
}
