import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { changeProduct } from '#admin/actions.ts';
import { AdminPage } from '#admin/admin-page.tsx';
import { CatalogueForm } from '#admin/catalogue-form.tsx';
import { productOr404 } from '#admin/items.ts';
import { productKind } from '#admin/product-kind.ts';
import { etagOf } from '#admin/save.ts';
import { savedNote } from '#admin/saved-note.ts';
import { allCategories } from '#catalogue/catalogue.ts';
import { parameterOf, type SearchParameters } from '#paging/list-view.ts';
import { requireAdmin } from '#session/current-session.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';

export const metadata: Metadata = { title: 'Change a product' };

interface AdminProductPageProps {
  readonly params: Promise<{ readonly productId: string }>;
  readonly searchParams: Promise<SearchParameters>;
}

export default async function AdminProductPage({ params, searchParams }: AdminProductPageProps): Promise<ReactNode> {
  const { productId } = await params;
  const here = `/admin/products/${productId}`;
  await requireAdmin(here);
  const [product, categories, parameters] = await Promise.all([productOr404(productId), allCategories(), searchParams]);
  const note = savedNote(parameterOf(parameters, 'saved'));
  const look = <ButtonLink href={`/products/${productId}`} look="quiet">As customers see it</ButtonLink>;
  if (product.status === 'ARCHIVED') {
    return (
      <AdminPage of="products" title={product.name} actions={look}>
        <Notice tone="info">{note ?? 'This product is archived. It can be looked at, because orders name it, but it no longer changes.'}</Notice>
      </AdminPage>
    );
  }
  const etag = etagOf(product);
  return (
    <AdminPage
      of="products"
      title={product.name}
      actions={
        <>
          {look}
          <ButtonLink href={`${here}/archive`} look="danger">
            Archive
          </ButtonLink>
        </>
      }
    >
      <CatalogueForm
        key={etag}
        fields={productKind.fields}
        values={productKind.valuesOf(product)}
        choices={{ categoryId: categories.map(({ categoryId, name }) => ({ value: categoryId, name })) }}
        etag={etag}
        action={changeProduct.bind(null, productId)}
        button="Save"
        note={note}
        back="/admin/products"
      />
    </AdminPage>
  );
}
