import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Product } from '@kada-mandiya/http-contracts/product-service';
import { PictureTile } from '#art/picture-tile.tsx';
import { productArt } from '#art/product-art.ts';
import { Price } from '#ui/price.tsx';
import styles from './product-card.module.css';

export interface ProductCardProps {
  readonly product: Product;
  /** Under which heading it stands. */
  readonly heading?: 'h2' | 'h3';
  readonly first?: boolean;
}

/** A product on a shelf: the whole card leads to its page. */
export function ProductCard({ product, heading: Heading = 'h3', first = false }: ProductCardProps): ReactNode {
  return (
    <article className={styles.card}>
      <PictureTile picture={productArt(product)} first={first} className={styles.picture} />
      <Heading className={styles.name}>
        <Link href={`/products/${product.productId}`}>{product.name}</Link>
      </Heading>
      <p className={styles.price}>
        <Price {...product} />
      </p>
    </article>
  );
}
