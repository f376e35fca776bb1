import { html, Html } from '../html.ts';
import type { Layout, PlacedArrow, PlacedBox, Point } from './layout.ts';

export interface DrawOptions {
  /** What the drawing shows, for those who do not see it. */
  readonly title: string;
  /** The address of a page of the documentation; without it nothing on the map is a link. */
  readonly linkTo?: (page: string) => string;
  /** In a file of its own: with its colours, and as XML. */
  readonly standalone?: boolean;
}

const margin = 2;

/** The map as SVG. */
export function drawMap(layout: Layout, { title, linkTo, standalone = false }: DrawOptions): Html {
  const { boxes, arrows } = layout;
  const [width, height] = [layout.width + 2 * margin, layout.height + 2 * margin];
  const frames = boxes.filter(({ box }) => isFrame(box.kind));
  const namespace = standalone ? html` xmlns="http://www.w3.org/2000/svg"` : '';
  const role = linkTo === undefined ? 'img' : 'group';
  return html`<svg${namespace} class="map" role="${role}" aria-label="${title}" viewBox="${-margin} ${-margin} ${width} ${height}" width="${width}" height="${height}">
${standalone ? html`<style>${new Html(standaloneStyle)}</style>` : ''}${frames.map((frame) => drawBox(frame, linkTo))}
<g class="map-arrows">${arrows.map(drawArrow)}</g>
${boxes.filter(({ box }) => !isFrame(box.kind)).map((box) => drawBox(box, linkTo))}
</svg>
`;
}

function isFrame(kind: string): boolean {
  return kind === 'exchange' || kind === 'consumer';
}

function drawBox({ box, ...place }: PlacedBox, linkTo: DrawOptions['linkTo']): Html {
  const [x, y, width, height] = [place.x, place.y, place.width, place.height].map(Math.round);
  const labelY = Math.round(place.y + (isFrame(box.kind) ? 28 : place.height / 2 + 4.5));
  const shape = html`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${isFrame(box.kind) ? 14 : 8}"/><text x="${Math.round(place.x + 14)}" y="${labelY}">${box.label}</text>`;
  const attributes = html`class="map-${box.kind}" data-event="${box.kind === 'event' ? box.label : undefined}"`;
  if (linkTo === undefined || box.page === undefined) return html`<g ${attributes}>${shape}</g>\n`;
  // Within a frame the label alone is the link, or the frame would lie over what is in it.
  if (isFrame(box.kind)) return html`<g ${attributes}><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="14"/><a href="${linkTo(box.page)}" aria-label="${box.meaning}"><text x="${Math.round(place.x + 14)}" y="${labelY}">${box.label}</text></a></g>\n`;
  return html`<a href="${linkTo(box.page)}" aria-label="${box.meaning}" ${attributes}>${shape}</a>\n`;
}

function drawArrow({ arrow, start, end }: PlacedArrow): Html {
  const kind = arrow.from.startsWith('producer') ? 'publish' : 'deliver';
  const middle = (start.x + end.x) / 2;
  // The line ends inside of its head. Nothing stands between the columns, so a curve meets no box.
  const path = `M${at(start)} C${at({ x: middle, y: start.y })} ${at({ x: middle, y: end.y })} ${at({ x: end.x - 6, y: end.y })}`;
  return html`<g class="map-${kind}" data-event="${arrow.event}"><path d="${path}"/><path class="map-head" d="M${at(end)} l-8 -4.5 v9 z"/></g>\n`;
}

function at({ x, y }: Point): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}

/** The site's style sheet says the same with its tokens. */
const standaloneStyle = `
.map { --ink: #1b2a21; --soft: #566055; --line: #8a8570; --paper: #fbf7ee; --surface: #fffdf8; --leaf: #0e5a41; --leaf-wash: #e2efe6; --amber: #b97f0c; --amber-wash: #fcefcf; font: 600 14px 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; background: var(--paper); }
@media (prefers-color-scheme: dark) { .map { --ink: #f2ede1; --soft: #b1baab; --line: #77856f; --paper: #111813; --surface: #19221c; --leaf: #6fd0a4; --leaf-wash: #1d3328; --amber: #f0b93f; --amber-wash: #3a2f12; } }
text { fill: var(--ink); } rect { fill: var(--surface); stroke: var(--line); } path { fill: none; stroke: var(--leaf); stroke-width: 1.5; }
.map-producer rect { fill: var(--leaf-wash); stroke: var(--leaf); } .map-exchange > rect { fill: var(--amber-wash); stroke: var(--amber); }
.map-event text, .map-queue text { font: 500 13px ui-monospace, Consolas, Menlo, monospace; } .map-queue text { font-size: 12px; fill: var(--soft); }
.map-deliver path { stroke: var(--amber); } .map-head { fill: var(--leaf); stroke: none; } .map-deliver .map-head { fill: var(--amber); }
`;
