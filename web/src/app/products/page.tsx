import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import type { Category, ProductPage } from '@kada-mandiya/http-contracts/product-service';
import { UnexpectedAnswer } from '#api/problem.ts';
import { allCategories, productsOn } from '#catalogue/catalogue.ts';
import { CategoryFilter } from '#catalogue/category-filter.tsx';
import { Pager } from '#catalogue/pager.tsx';
import { ProductGrid, ProductGridSkeleton } from '#catalogue/product-grid.tsx';
import { pagesAround, shelfAddress, shelfViewOf, type ShelfView } from '#catalogue/shelf-address.ts';
import type { SearchParameters } from '#paging/list-view.ts';
import { Arriving } from '#ui/arriving.tsx';
import { ButtonLink } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Page } from '#ui/page.tsx';
import styles from './page.module.css';

interface ProductsPageProps {
  readonly searchParams: Promise<SearchParameters>;
}

/** Rows of four, three or two all come out even. */
const limit = 24;

export async function generateMetadata({ searchParams }: ProductsPageProps): Promise<Metadata> {
  const { view, category } = await shelf(searchParams);
  return {
    title: titleOf(view, category),
    description: category?.description ?? 'Everything on the shelves of Kada Mandiya, by name.',
    // What is found is no page of its own.
    ...(view.q === '' ? {} : { robots: { index: false } }),
  };
}

export default async function ProductsPage({ searchParams }: ProductsPageProps): Promise<ReactNode> {
  const { view, category, categories } = await shelf(searchParams);
  return (
    <Page title={titleOf(view, category)} lead={view.q === '' ? category?.description : <FoundWhere view={view} category={category} />}>
      <CategoryFilter categories={categories} view={view} />
      <Arriving of={shelfAddress(view)} fallback={<ProductGridSkeleton cards={8} />}>
        <Shelf view={view} category={category} />
      </Arriving>
    </Page>
  );
}

async function Shelf({ view, category }: { readonly view: ShelfView; readonly category: Category | undefined }): Promise<ReactNode> {
  const { items, nextCursor } = await pageOf(view, category);
  if (items.length === 0) return <NothingFound view={view} category={category} />;
  return (
    <>
      <p className={styles.count}>{countOf(items.length, view.trail.length > 0, nextCursor !== null)}</p>
      <ProductGrid products={items} heading="h2" firstScreen={4} />
      <Pager {...pagesAround(view, nextCursor)} />
    </>
  );
}

/** The products of the page; an address with a cursor that is no longer good leads to the first page. */
async function pageOf(view: ShelfView, category: Category | undefined): Promise<ProductPage> {
  try {
    return await productsOn({ q: view.q, categoryId: category?.categoryId, cursor: view.trail.at(-1), limit });
  } catch (error) {
    if (view.trail.length > 0 && error instanceof UnexpectedAnswer && error.problem.status === 400) redirect(shelfAddress({ ...view, trail: [] }));
    throw error;
  }
}

function NothingFound({ view, category }: { readonly view: ShelfView; readonly category: Category | undefined }): ReactNode {
  const everything = <ButtonLink href="/products">See everything</ButtonLink>;
  if (view.q === '') {
    return (
      <EmptyState title="This shelf is empty at the moment" action={everything}>
        New goods come in every week.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`Nothing found for “${view.q}”`} action={category === undefined ? everything : <ButtonLink href={shelfAddress({ q: view.q })}>Search the whole shop</ButtonLink>}>
      Try fewer or other words: every one of them has to be in a product’s name or description.
    </EmptyState>
  );
}

function FoundWhere({ view, category }: { readonly view: ShelfView; readonly category: Category | undefined }): ReactNode {
  const where = category === undefined ? 'In the whole shop.' : `On the shelf “${category.name}”.`;
  return (
    <>
      {where} <a href={shelfAddress({ category: view.category })}>Clear the search</a>
    </>
  );
}

/** What the address asks for; a category that there is not is a page that there is not. */
async function shelf(searchParams: ProductsPageProps['searchParams']): Promise<{ readonly view: ShelfView; readonly category: Category | undefined; readonly categories: readonly Category[] }> {
  const [view, categories] = await Promise.all([searchParams.then(shelfViewOf), allCategories()]);
  const category = categories.find(({ slug }) => slug === view.category);
  if (view.category !== undefined && category === undefined) notFound();
  return { view, category, categories };
}

function titleOf({ q }: ShelfView, category: Category | undefined): string {
  return q === '' ? (category?.name ?? 'Everything on the shelves') : `Results for “${q}”`;
}

/** How many there are is known where they are all on one page. */
function countOf(here: number, hasPrevious: boolean, hasNext: boolean): string {
  const products = here === 1 ? '1 product' : `${here} products`;
  return hasPrevious || hasNext ? `${products} on this page, by name` : `${products}, by name`;
}
