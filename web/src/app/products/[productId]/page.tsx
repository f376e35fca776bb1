import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import type { Category, Product } from '@kada-mandiya/http-contracts/product-service';
import { PictureTile } from '#art/picture-tile.tsx';
import { productArt } from '#art/product-art.ts';
import { AddToCart } from '#catalogue/add-to-cart.tsx';
import { allCategories, productById, productsOn } from '#catalogue/catalogue.ts';
import { ProductGrid } from '#catalogue/product-grid.tsx';
import { shelfAddress } from '#catalogue/shelf-address.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import { Price } from '#ui/price.tsx';
import styles from './page.module.css';

interface ProductPageProps {
  readonly params: Promise<{ readonly productId: string }>;
}

export async function generateMetadata({ params }: ProductPageProps): Promise<Metadata> {
  const { name, description, status } = await productOf(params);
  return { title: name, ...(description === undefined ? {} : { description }), ...(status === 'ARCHIVED' ? { robots: { index: false } } : {}) };
}

export default async function ProductPage({ params }: ProductPageProps): Promise<ReactNode> {
  const product = await productOf(params);
  const category = (await allCategories()).find(({ categoryId }) => categoryId === product.categoryId);
  return (
    <div className={styles.page}>
      <article className={styles.product}>
        <PictureTile picture={productArt(product)} described first className={styles.picture} />
        <div className={styles.about}>
          <WayBack category={category} />
          <h1>{product.name}</h1>
          <p className={styles.price}>
            <Price {...product} />
          </p>
          {product.description === undefined ? null : <p className={styles.description}>{product.description}</p>}
          {product.status === 'ARCHIVED' ? <NoLongerSold category={category} /> : <AddToCart productId={product.productId} />}
          <p className={styles.sku}>
            Item number <span>{product.sku}</span>
          </p>
        </div>
      </article>
      <Others product={product} />
    </div>
  );
}

function WayBack({ category }: { readonly category: Category | undefined }): ReactNode {
  return (
    <nav aria-label="Breadcrumb">
      <ol className={styles.trail}>
        <li>
          <Link href="/products">Products</Link>
        </li>
        {category === undefined ? null : (
          <li>
            <Link href={shelfAddress({ category: category.slug })}>{category.name}</Link>
          </li>
        )}
      </ol>
    </nav>
  );
}

function NoLongerSold({ category }: { readonly category: Category | undefined }): ReactNode {
  return (
    <>
      <Notice tone="warn" title="No longer sold">
        This product has left our shelves. The page stays for those who bought it.
      </Notice>
      <ButtonLink href={shelfAddress({ category: category?.slug })}>See what there is instead</ButtonLink>
    </>
  );
}

/** What stands beside it; a short shelf is filled up from the rest of the shop. */
async function Others({ product }: { readonly product: Product }): Promise<ReactNode> {
  const pages = await Promise.all([productsOn({ categoryId: product.categoryId, limit: 5 }), productsOn({ limit: 9 })]);
  const all = new Map(pages.flatMap(({ items }) => items.map((item) => [item.productId, item] as const)));
  all.delete(product.productId);
  const others = [...all.values()].slice(0, 4);
  if (others.length === 0) return null;
  return (
    <section className={styles.others} aria-labelledby="others">
      <h2 id="others">More from our shelves</h2>
      <ProductGrid products={others} />
    </section>
  );
}

async function productOf(params: ProductPageProps['params']): Promise<Product> {
  return (await productById((await params).productId)) ?? notFound();
}
