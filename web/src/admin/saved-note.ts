const notes: ReadonlyMap<string, string> = new Map([
  ['new', 'Saved. It is in the shop now.'],
  ['changed', 'Saved.'],
  ['archived', 'Archived. It is no longer in the shop.'],
]);

/** What the page of a thing says after it was saved, by what its address says of that. */
export function savedNote(saved: string): string | undefined {
  return notes.get(saved);
}
