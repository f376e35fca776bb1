import type { ReactNode } from 'react';
import type { Product } from '@kada-mandiya/http-contracts/product-service';
import { ProductCard } from './product-card.tsx';
import styles from './product-grid.module.css';

export interface ProductGridProps {
  readonly products: readonly Product[];
  readonly heading?: 'h2' | 'h3';
  /** How many of them are on the first screen. */
  readonly firstScreen?: number;
}

export function ProductGrid({ products, heading = 'h3', firstScreen = 0 }: ProductGridProps): ReactNode {
  return (
    <ul className={styles.grid}>
      {products.map((product, index) => (
        <li key={product.productId}>
          <ProductCard product={product} heading={heading} first={index < firstScreen} />
        </li>
      ))}
    </ul>
  );
}

/** The place of a grid whose products are on their way. */
export function ProductGridSkeleton({ cards }: { readonly cards: number }): ReactNode {
  return (
    <div className={styles.grid} role="status" aria-label="The products are on their way">
      {Array.from({ length: cards }, (_, card) => (
        <div key={card} className={styles.skeleton}>
          <span className={styles.tile} />
          <span className={styles.line} />
          <span className={styles.shortLine} />
        </div>
      ))}
    </div>
  );
}
