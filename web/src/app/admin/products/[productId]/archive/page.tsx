import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { archiveProduct } from '#admin/actions.ts';
import { ArchiveForm } from '#admin/archive-form.tsx';
import { productOr404 } from '#admin/items.ts';
import { etagOf } from '#admin/save.ts';
import { requireAdmin } from '#session/current-session.ts';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Archive a product' };

export default async function ArchiveProductPage({ params }: { readonly params: Promise<{ readonly productId: string }> }): Promise<ReactNode> {
  const { productId } = await params;
  const back = `/admin/products/${productId}`;
  await requireAdmin(`${back}/archive`);
  const product = await productOr404(productId);
  if (product.status === 'ARCHIVED') redirect(back);
  return (
    <Page narrow title={`Archive ${product.name}?`} lead="It leaves the shelves at once and can no longer be ordered. Orders that have it keep it. It does not come back.">
      <ArchiveForm etag={etagOf(product)} action={archiveProduct.bind(null, productId)} button="Archive the product" back={back} />
    </Page>
  );
}
