/** What `/products` shows, as its address says it. */
export interface ShelfView {
  /** What is searched for; empty for everything. */
  readonly q: string;
  /** The slug of a category. */
  readonly category: string | undefined;
  /** The cursors of the pages from the second one to this, so that there is a way back: the API only knows the next page. */
  readonly trail: readonly string[];
}

/** As a page is given it: `?q=tea&cursor=A&cursor=B`. */
export type SearchParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** More would not fit into an address; whoever goes on further finds the way back to the first of these. */
const longestTrail = 20;

export function shelfViewOf(parameters: SearchParameters): ShelfView {
  const [category = ''] = all(parameters.category);
  return {
    q: (all(parameters.q)[0] ?? '').trim().slice(0, 100),
    category: category === '' ? undefined : category,
    trail: all(parameters.cursor).filter((cursor) => /^[A-Za-z0-9_-]{1,512}$/.test(cursor)).slice(-longestTrail),
  };
}

/** The address of a view; what is not given is everything, from the start. */
export function shelfAddress({ q = '', category, trail = [] }: Partial<ShelfView>): string {
  const query = new URLSearchParams([...(q === '' ? [] : [['q', q]]), ...(category === undefined ? [] : [['category', category]]), ...trail.slice(-longestTrail).map((cursor) => ['cursor', cursor])]);
  return query.size === 0 ? '/products' : `/products?${query.toString()}`;
}

/** The pages beside this one. */
export function pagesAround(view: ShelfView, nextCursor: string | null): { readonly previous: string | undefined; readonly next: string | undefined } {
  return {
    previous: view.trail.length === 0 ? undefined : shelfAddress({ ...view, trail: view.trail.slice(0, -1) }),
    next: nextCursor === null ? undefined : shelfAddress({ ...view, trail: [...view.trail, nextCursor] }),
  };
}

function all(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
