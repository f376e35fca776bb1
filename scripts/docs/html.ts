/** A piece of HTML: what `html` has made, or what is known to be good. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, nothing is printed for `undefined` and `false`. */
export type Piece = Html | string | number | false | undefined | readonly Piece[];

/**
 * A template of HTML that escapes every text in it, in content and in quoted attributes alike.
 *
 * @example
 * html`<a href="${href}">${title}</a>`
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(String.raw({ raw: strings }, ...pieces.map(printed)));
}

function printed(piece: Piece): string {
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece));
  return piece === undefined || piece === false ? '' : piece.map(printed).join('');
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it stands in HTML and XML, also between quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

/** Pieces with something between them. */
export function joined(pieces: readonly Piece[], separator: Piece): Html {
  return html`${pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece]))}`;
}

/** A description as the contracts write it: paragraphs, and `code`. */
export function prose(text: string | undefined): Html {
  const paragraphs = (text ?? '').split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  return html`${paragraphs.map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;
}

/** One paragraph of it. */
export function inline(text: string | undefined): Html {
  const parts = (text ?? '').split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
