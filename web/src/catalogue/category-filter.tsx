import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Category } from '@kada-mandiya/http-contracts/product-service';
import styles from './category-filter.module.css';
import { shelfAddress, type ShelfView } from './shelf-address.ts';

export interface CategoryFilterProps {
  readonly categories: readonly Category[];
  readonly view: ShelfView;
}

/** The shelves to choose from; a search goes along from one to the other. */
export function CategoryFilter({ categories, view }: CategoryFilterProps): ReactNode {
  const choices = [{ slug: undefined, name: 'Everything' }, ...categories];
  return (
    <nav aria-label="Categories">
      <ul className={styles.choices}>
        {choices.map(({ slug, name }) => (
          <li key={slug ?? ''}>
            <Link href={shelfAddress({ q: view.q, category: slug })} className={styles.choice} aria-current={slug === view.category ? 'true' : undefined}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
