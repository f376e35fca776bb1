import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { archiveCategory } from '#admin/actions.ts';
import { ArchiveForm } from '#admin/archive-form.tsx';
import { categoryOr404 } from '#admin/items.ts';
import { etagOf } from '#admin/save.ts';
import { requireAdmin } from '#session/current-session.ts';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Archive a category' };

export default async function ArchiveCategoryPage({ params }: { readonly params: Promise<{ readonly categoryId: string }> }): Promise<ReactNode> {
  const { categoryId } = await params;
  const back = `/admin/categories/${categoryId}`;
  await requireAdmin(`${back}/archive`);
  const category = await categoryOr404(categoryId);
  if (category.status === 'ARCHIVED') redirect(back);
  return (
    <Page narrow title={`Archive ${category.name}?`} lead="Only an empty category can be archived. It leaves the shop, and does not come back.">
      <ArchiveForm etag={etagOf(category)} action={archiveCategory.bind(null, categoryId)} button="Archive the category" back={back} />
    </Page>
  );
}
