import MiniSearch from 'minisearch';
import type { Page, Place } from './pages/page.ts';

/** What the search knows of a page. `assets/site.js` reads the index with the same fields. */
const options = { fields: ['title', 'summary', 'words'], storeFields: ['title', 'summary', 'kind'], idField: 'path' };

interface Entry extends Omit<Place, 'anchor'> {
  readonly path: string;
}

/** The index of some pages and of the places in them, as a script: a page opened from a folder can load no JSON. */
export function searchIndex(pages: readonly Page[]): string {
  const index = new MiniSearch<Entry>(options);
  index.addAll(pages.flatMap(({ path, title, summary = '', kind, words = '', places = [] }) => [
    { path, title, summary, kind, words },
    ...places.map(({ anchor, ...place }) => ({ ...place, path: `${path}#${anchor}` })),
  ]));
  return scriptOf('kadaSearch', { options, index: JSON.stringify(index) });
}

/** A value as a script that puts it on `window`. */
export function scriptOf(name: string, value: unknown): string {
  return `window.${name} = ${JSON.stringify(value)};\n`;
}
