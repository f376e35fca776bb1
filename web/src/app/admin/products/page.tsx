import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { AdminPage } from '#admin/admin-page.tsx';
import { ItemSearch } from '#admin/item-search.tsx';
import { ItemTable } from '#admin/item-table.tsx';
import { allCategories, productsOn } from '#catalogue/catalogue.ts';
import { Pager } from '#catalogue/pager.tsx';
import { cursorOf, listAddress, neighboursOf, parameterOf, trailOf, type ListView, type SearchParameters } from '#paging/list-view.ts';
import { requireAdmin } from '#session/current-session.ts';
import { ButtonLink } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Price } from '#ui/price.tsx';

export const metadata: Metadata = { title: 'Manage products' };

export default async function AdminProductsPage({ searchParams }: { readonly searchParams: Promise<SearchParameters> }): Promise<ReactNode> {
  const parameters = await searchParams;
  const q = parameterOf(parameters, 'q').slice(0, 100);
  const view: ListView = { path: '/admin/products', filters: { q }, trail: trailOf(parameters) };
  await requireAdmin(listAddress(view));
  const [{ items, nextCursor }, categories] = await Promise.all([productsOn({ q, limit: 20, ...cursorOf(view) }), allCategories()]);
  const shelves = new Map(categories.map(({ categoryId, name }) => [categoryId, name]));
  return (
    <AdminPage of="products" title="Products" lead="Everything that is sold, by name." actions={<ButtonLink href="/admin/products/new" look="primary">New product</ButtonLink>}>
      <ItemSearch action="/admin/products" label="Find a product" q={q} />
      {items.length === 0 ? (
        <EmptyState title={q === '' ? 'No products yet' : `Nothing found for “${q}”`} action={q === '' ? null : <ButtonLink href="/admin/products">See all products</ButtonLink>}>
          {q === '' ? 'What you put on the shelf is listed here.' : 'Every word has to be in a product’s name or description.'}
        </EmptyState>
      ) : (
        <ItemTable
          caption={q === '' ? 'Archived products are not listed.' : `Found for “${q}”. Archived products are not listed.`}
          columns={['Category', 'Price']}
          rows={items.map((product) => ({
            id: product.productId,
            href: `/admin/products/${product.productId}`,
            name: product.name,
            code: product.sku,
            cells: [shelves.get(product.categoryId) ?? 'An archived category', <Price key="price" {...product} />],
          }))}
        />
      )}
      <Pager {...neighboursOf(view, nextCursor)} />
    </AdminPage>
  );
}
