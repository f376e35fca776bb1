import MiniSearch from 'minisearch';
import type { Page } from './pages/page.ts';

/** What the search knows of a page. `assets/site.js` reads the index with the same fields. */
const options = { fields: ['title', 'summary', 'words'], storeFields: ['title', 'summary', 'kind'], idField: 'path' };

/** The index of some pages, as a script: a page opened from a folder can load no JSON. */
export function searchIndex(pages: readonly Page[]): string {
  const index = new MiniSearch<Pick<Page, 'path' | 'title' | 'summary' | 'kind' | 'words'>>(options);
  index.addAll(pages.map(({ path, title, summary = '', kind, words = '' }) => ({ path, title, summary, kind, words })));
  return scriptOf('kadaSearch', { options, index: JSON.stringify(index) });
}

/** A value as a script that puts it on `window`. */
export function scriptOf(name: string, value: unknown): string {
  return `window.${name} = ${JSON.stringify(value)};\n`;
}
