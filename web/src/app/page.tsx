import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Category, Product } from '@kada-mandiya/http-contracts/product-service';
import { PictureTile } from '#art/picture-tile.tsx';
import { categoryArt } from '#art/product-art.ts';
import { allCategories, productsOn } from '#catalogue/catalogue.ts';
import { ProductCard } from '#catalogue/product-card.tsx';
import { shelfAddress } from '#catalogue/shelf-address.ts';
import { ButtonLink } from '#ui/button.tsx';
import { VisuallyHidden } from '#ui/visually-hidden.tsx';
import styles from './page.module.css';

/** A front page is not a catalogue. */
const mostShelves = 6;
const onShelf = 3;

export default async function FrontPage(): Promise<ReactNode> {
  const categories = (await allCategories()).slice(0, mostShelves);
  const shelves = await Promise.all(categories.map(shelfOf));
  return (
    <div className={styles.page}>
      <Hero />
      <Categories categories={categories} />
      {shelves.map(({ category, products }) => (products.length === 0 ? null : <Shelf key={category.categoryId} category={category} products={products} />))}
    </div>
  );
}

function Hero(): ReactNode {
  return (
    <section className={styles.hero}>
      <div className={styles.words}>
        <h1>The shop at the junction</h1>
        <p>Rice from Polonnaruwa, cinnamon from Matara, tea from the hills: what a kitchen needs, from the shop at the corner to your door.</p>
        <p>
          <ButtonLink href="/products" look="primary" size="large">
            See what is on the shelves
          </ButtonLink>
        </p>
      </div>
      <img src="/art/shop.svg" width="1184" height="800" alt="A small shop with a tiled roof and a striped awning, sacks of rice in front, a palm beside it and a three-wheeler at the kerb" fetchPriority="high" className={styles.picture} />
    </section>
  );
}

function Categories({ categories }: { readonly categories: readonly Category[] }): ReactNode {
  return (
    <section aria-labelledby="categories" className={styles.section}>
      <h2 id="categories">What are you looking for?</h2>
      <ul className={styles.categories}>
        {categories.map((category) => (
          <li key={category.categoryId}>
            <Link href={shelfAddress({ category: category.slug })} className={styles.category}>
              <PictureTile picture={categoryArt(category)} className={styles.tile} />
              <span>{category.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ShelfProps {
  readonly category: Category;
  readonly products: readonly Product[];
}

function Shelf({ category, products }: ShelfProps): ReactNode {
  return (
    <section aria-labelledby={category.slug} className={styles.shelf}>
      <div className={styles.label}>
        <h2 id={category.slug}>{category.name}</h2>
        {category.description === undefined ? null : <p>{category.description}</p>}
        <ButtonLink href={shelfAddress({ category: category.slug })} size="small">
          See all<VisuallyHidden> of {category.name}</VisuallyHidden>
        </ButtonLink>
      </div>
      <ul className={styles.goods}>
        {products.map((product) => (
          <li key={product.productId}>
            <ProductCard product={product} />
          </li>
        ))}
      </ul>
    </section>
  );
}

async function shelfOf(category: Category): Promise<ShelfProps> {
  const { items } = await productsOn({ categoryId: category.categoryId, limit: onShelf });
  // A mock's answer is the same whatever it is asked.
  return { category, products: items.filter(({ categoryId }) => categoryId === category.categoryId).slice(0, onShelf) };
}
