import type { TextRange } from './problem.ts';

/** Turns offsets into lines and columns. */
export interface LineIndex {
  /** The place of a range's first line; a range over several lines is cut at the end of the first. */
  place(range: TextRange): { line: number; column: number; length: number; source: string };
}

/** An index over the lines of a text, which end with LF or CRLF (the YAML parser takes no lone CR). */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (const end of text.matchAll(/\n/g)) starts.push(end.index + end[0].length);
  return {
    place([from, to]) {
      const offset = lastContent(text, Math.min(from, text.length));
      const line = lastAtMost(starts, offset);
      const start = starts[line] ?? 0;
      const source = text.slice(start, starts[line + 1] ?? text.length).replace(/[\r\n]+$/, '');
      const column = Math.min(offset - start, source.length) + 1;
      const rest = source.slice(column - 1).trimEnd().length;
      return { line: line + 1, column, length: Math.max(1, Math.min(to - offset, rest)), source };
    },
  };
}

/** The end of a file is shown on its last line that says something. */
function lastContent(text: string, offset: number): number {
  return offset === text.length ? Math.min(offset, text.trimEnd().length) : offset;
}

/** The index of the last number that is not above another. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
