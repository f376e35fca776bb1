/** As a page is given it: `?status=PAID&cursor=A&cursor=B`. */
export type SearchParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A page of a list, as its address says it. */
export interface ListView {
  /** Where the list is: a path of ours. */
  readonly path: string;
  /** What narrows it down, by the parameter's name; empty ones do not. */
  readonly filters: Readonly<Record<string, string>>;
  /** The cursors of the pages from the second one to this, so that there is a way back: the API only knows the next page. */
  readonly trail: readonly string[];
}

/** More would not fit into an address; whoever goes on further finds the way back to the first of these. */
const longestTrail = 20;

/** The text of a parameter that stands there once; of several, the first; empty for none. */
export function parameterOf(parameters: SearchParameters, name: string): string {
  const value = parameters[name];
  return (typeof value === 'string' ? value : value?.[0])?.trim() ?? '';
}

/** The cursors in an address; what is none is left out. */
export function trailOf({ cursor }: SearchParameters): readonly string[] {
  const all = typeof cursor === 'string' ? [cursor] : (cursor ?? []);
  return all.filter((one) => /^[A-Za-z0-9_-]{1,512}$/.test(one)).slice(-longestTrail);
}

/** The address of a page of a list. */
export function listAddress({ path, filters, trail }: ListView): string {
  const narrowed = Object.entries(filters).filter(([, value]) => value !== '');
  const query = new URLSearchParams([...narrowed, ...trail.slice(-longestTrail).map((cursor) => ['cursor', cursor])]);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** The addresses of the pages beside this one. */
export function neighboursOf(view: ListView, nextCursor: string | null): { readonly previous: string | undefined; readonly next: string | undefined } {
  return {
    previous: view.trail.length === 0 ? undefined : listAddress({ ...view, trail: view.trail.slice(0, -1) }),
    next: nextCursor === null ? undefined : listAddress({ ...view, trail: [...view.trail, nextCursor] }),
  };
}

/** As the API is asked: where the page starts, where it is not the first one. */
export function cursorOf({ trail }: ListView): { readonly cursor?: string } {
  const cursor = trail.at(-1);
  return cursor === undefined ? {} : { cursor };
}
