import { html, Html, type Piece } from '../html.ts';
import type { Coverage } from '../model/coverage.ts';
import { highlight, type Language } from './highlight.ts';

/** A table that becomes a list of cards where there is no room for columns. */
export function table(caption: string, headings: readonly string[], rows: readonly (readonly Piece[])[]): Html {
  return html`<table class="table"><caption class="visually-hidden">${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => html`<td data-label="${headings[column] ?? ''}">${cell}</td>`)}</tr>\n`)}</tbody></table>`;
}

export function badge(kind: 'leaf' | 'turmeric' | 'chili' | 'sea' | 'plain', text: string): Html {
  return html`<span class="badge badge-${kind}">${text}</span>`;
}

/** A listing with its colours; it scrolls, so the keyboard reaches it. */
export function listing(language: Language, label: string, code: string): Html {
  return html`<pre class="code" tabindex="0" role="region" aria-label="${label}"><code>${highlight(language, code)}</code></pre>`;
}

/** What can be opened. */
export function folded(summary: Piece, content: Piece, open = false): Html {
  return html`<details class="folded"${open ? new Html(' open') : ''}><summary>${summary}</summary><div class="folded-content">${content}</div></details>`;
}

/** Whether the tests have met something. */
export function tested(isMet: boolean): Html {
  return isMet ? badge('leaf', 'tested') : badge('chili', 'not tested');
}

/** A time that people read, on one line: `2 s`, `5 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms}\u00A0ms`;
  return ms < 60_000 || ms % 60_000 !== 0 ? `${ms / 1000}\u00A0s` : `${ms / 60_000}\u00A0min`;
}

/** Where the marks of the tests come from, or why there are none. */
export function coverageNote({ lastAt }: Coverage): Html {
  const note = lastAt === undefined
    ? html`No test has taken notes of what it meets of the contracts yet, so nothing is marked here as tested or not: <code>npm test</code> takes them, then <code>npm run docs</code> marks these pages.`
    : html`What is marked as tested was met by a test up to ${lastAt.toISOString().slice(0, 16).replace('T', ' ')} UTC; <code>npm run contracts:coverage</code> shows it all as a table.`;
  return html`<p class="soft">${note}</p>`;
}
