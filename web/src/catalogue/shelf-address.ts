import { listAddress, neighboursOf, parameterOf, trailOf, type ListView, type SearchParameters } from '#paging/list-view.ts';

/** What `/products` shows, as its address says it. */
export interface ShelfView {
  /** What is searched for; empty for everything. */
  readonly q: string;
  /** The slug of a category. */
  readonly category: string | undefined;
  /** The cursors of the pages from the second one to this. */
  readonly trail: readonly string[];
}

export function shelfViewOf(parameters: SearchParameters): ShelfView {
  const category = parameterOf(parameters, 'category');
  return { q: parameterOf(parameters, 'q').slice(0, 100), category: category === '' ? undefined : category, trail: trailOf(parameters) };
}

/** The address of a view; what is not given is everything, from the start. */
export function shelfAddress(view: Partial<ShelfView>): string {
  return listAddress(listOf(view));
}

/** The pages beside this one. */
export function pagesAround(view: ShelfView, nextCursor: string | null): ReturnType<typeof neighboursOf> {
  return neighboursOf(listOf(view), nextCursor);
}

function listOf({ q = '', category = '', trail = [] }: Partial<ShelfView>): ListView {
  return { path: '/products', filters: { q, category }, trail };
}
