import type { ReactNode } from 'react';
import type { Category } from '@kada-mandiya/http-contracts/product-service';
import { ChoiceLinks } from '#ui/choice-links.tsx';
import { shelfAddress, type ShelfView } from './shelf-address.ts';

export interface CategoryFilterProps {
  readonly categories: readonly Category[];
  readonly view: ShelfView;
}

/** The shelves to choose from; a search goes along from one to the other. */
export function CategoryFilter({ categories, view }: CategoryFilterProps): ReactNode {
  const choices = [{ slug: undefined, name: 'Everything' }, ...categories];
  return <ChoiceLinks label="Categories" choices={choices.map(({ slug, name }) => ({ href: shelfAddress({ q: view.q, category: slug }), name, isCurrent: slug === view.category }))} />;
}
