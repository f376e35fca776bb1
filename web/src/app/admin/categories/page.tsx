import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { AdminPage } from '#admin/admin-page.tsx';
import { ItemTable } from '#admin/item-table.tsx';
import { answered } from '#api/problem.ts';
import { Pager } from '#catalogue/pager.tsx';
import { formatDay } from '#format/dates.ts';
import { visitorLocale } from '#format/locale.ts';
import { cursorOf, listAddress, neighboursOf, trailOf, type ListView, type SearchParameters } from '#paging/list-view.ts';
import { api, requireAdmin } from '#session/current-session.ts';
import { ButtonLink } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

export const metadata: Metadata = { title: 'Manage categories' };

export default async function AdminCategoriesPage({ searchParams }: { readonly searchParams: Promise<SearchParameters> }): Promise<ReactNode> {
  const view: ListView = { path: '/admin/categories', filters: {}, trail: trailOf(await searchParams) };
  await requireAdmin(listAddress(view));
  const [client, locale] = await Promise.all([api(), visitorLocale()]);
  const { items, nextCursor } = await answered(client.GET('/categories', { params: { query: { limit: 20, ...cursorOf(view) } } }));
  return (
    <AdminPage of="categories" title="Categories" lead="The shelves of the shop, by name." actions={<ButtonLink href="/admin/categories/new" look="primary">New category</ButtonLink>}>
      {items.length === 0 ? (
        <EmptyState title="No categories yet">A product needs one to stand on.</EmptyState>
      ) : (
        <ItemTable
          caption="Archived categories are not listed."
          columns={['Changed']}
          rows={items.map(({ categoryId, name, slug, updatedAt }) => ({ id: categoryId, href: `/admin/categories/${categoryId}`, name, code: slug, cells: [formatDay(updatedAt, locale)] }))}
        />
      )}
      <Pager {...neighboursOf(view, nextCursor)} />
    </AdminPage>
  );
}
