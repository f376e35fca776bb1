import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { changeCategory } from '#admin/actions.ts';
import { AdminPage } from '#admin/admin-page.tsx';
import { CatalogueForm } from '#admin/catalogue-form.tsx';
import { categoryKind } from '#admin/category-kind.ts';
import { categoryOr404 } from '#admin/items.ts';
import { etagOf } from '#admin/save.ts';
import { savedNote } from '#admin/saved-note.ts';
import { parameterOf, type SearchParameters } from '#paging/list-view.ts';
import { requireAdmin } from '#session/current-session.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';

export const metadata: Metadata = { title: 'Change a category' };

interface AdminCategoryPageProps {
  readonly params: Promise<{ readonly categoryId: string }>;
  readonly searchParams: Promise<SearchParameters>;
}

export default async function AdminCategoryPage({ params, searchParams }: AdminCategoryPageProps): Promise<ReactNode> {
  const { categoryId } = await params;
  const here = `/admin/categories/${categoryId}`;
  await requireAdmin(here);
  const [category, parameters] = await Promise.all([categoryOr404(categoryId), searchParams]);
  const note = savedNote(parameterOf(parameters, 'saved'));
  if (category.status === 'ARCHIVED') {
    return (
      <AdminPage of="categories" title={category.name}>
        <Notice tone="info">{note ?? 'This category is archived and no longer changes.'}</Notice>
      </AdminPage>
    );
  }
  const etag = etagOf(category);
  return (
    <AdminPage
      of="categories"
      title={category.name}
      actions={
        <>
          <ButtonLink href={`/products?category=${category.slug}`} look="quiet">
            As customers see it
          </ButtonLink>
          <ButtonLink href={`${here}/archive`} look="danger">
            Archive
          </ButtonLink>
        </>
      }
    >
      <CatalogueForm key={etag} fields={categoryKind.fields} values={categoryKind.valuesOf(category)} etag={etag} action={changeCategory.bind(null, categoryId)} button="Save" note={note} back="/admin/categories" />
    </AdminPage>
  );
}
