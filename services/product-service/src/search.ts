/** How many characters of a name decide its place in a list: a cursor holds them, and has 512 characters itself. */
const keyLength = 80;

/**
 * Text in a form in which case makes no difference. Made here and not by the database: SQLite knows the case of ASCII
 * only. Upper case, because `ß` and the two small sigmas have several lower ones.
 */
export function folded(text: string): string {
  return text.normalize('NFC').toUpperCase().normalize('NFC');
}

/** What lists are ordered by. */
export function sortKeyOf(name: string): string {
  return Array.from(folded(name)).slice(0, keyLength).join('');
}

/** What a search looks into. A word cannot reach from one field into the next: it has no line break. */
export function searchTextOf({ name, sku, description }: { readonly name: string; readonly sku: string; readonly description: string | null }): string {
  return folded([name, sku, description ?? ''].join('\n'));
}

/** The words of a search, each of which has to be found. */
export function wordsOf(query: string): readonly string[] {
  return [...new Set(folded(query).split(/\s+/).filter((word) => word !== ''))];
}
