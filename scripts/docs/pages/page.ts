import { html, Html, type Piece } from '../html.ts';
import { eventPage, servicePage } from '../map/graph.ts';
import type { System } from '../model/system.ts';

/** A part of a page that the search knows by itself. */
export interface Place {
  /** The id of its element. */
  readonly anchor: string;
  readonly title: string;
  readonly kind: string;
  readonly summary: string;
  readonly words: string;
}

/** One page of the site. */
export interface Page {
  /** From the root of the site: `events/order.created.html`. */
  readonly path: string;
  /** As it stands in the title and in the search. */
  readonly title: string;
  /** What it is a page of: `event`, `service` … */
  readonly kind: string;
  readonly body: Piece;
  /** Style sheets and scripts beside the site's own, from the root of the site; scripts run in their order. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  /** A renderer that brings its own columns, heading and `main`: the page then has only its header. */
  readonly wide?: boolean;
  /** What the search finds it by, beside its title. */
  readonly words?: string;
  /** Places in it that the search leads to by themselves. */
  readonly places?: readonly Place[];
  /** One line below the title in the results of the search. */
  readonly summary?: string;
}

/** The way from a page to the root of the site: addresses are relative, so that the site works from a folder too. */
export function rootFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 1);
}

/** A page as a whole document. */
export function printPage(page: Page, system: System): string {
  const root = rootFrom(page.path);
  const { styles = [], scripts = [], wide = false } = page;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Kada Mandiya documentation</title>
<link rel="icon" href="${root}assets/icon.svg" type="image/svg+xml">
${[...styles, 'assets/site.css'].map((style) => html`<link rel="stylesheet" href="${root}${style}">\n`)}</head>
<body data-root="${root}">
<a class="skip" href="#content">Skip to the content</a>
${header(page, root)}
<div class="${wide ? 'wide' : 'columns'}">
${wide ? '' : html`<nav class="beside" aria-label="All pages">${index(page, system, root)}</nav>`}
${wide ? html`<div id="content" tabindex="-1">${page.body}</div>` : html`<main id="content" class="reading" tabindex="-1">${page.body}</main>`}
</div>
<footer class="footer"><nav class="below" aria-label="All pages, again">${index(page, system, root)}</nav><p>Made from the contracts by <code>npm run docs</code>.</p></footer>
<script src="${root}assets/site.js" defer></script>
${scripts.map((script) => html`<script src="${root}${script}"></script>\n`)}</body>
</html>
`.text;
}

function header({ path, wide = false }: Page, root: string): Html {
  const places = [
    ['index.html#events', 'Events'],
    ['index.html#services', 'Services'],
    ['openapi/public.html', 'HTTP API'],
    ['asyncapi/index.html', 'AsyncAPI'],
    ['broker.html', 'Broker'],
  ] as const;
  // A renderer that brings its own `main` may bring its own header too, and a page has one banner.
  const element = new Html(wide ? 'section aria-label="Site"' : 'header');
  return html`<${element} class="header"><div class="header-row">
<a class="brand" href="${root}index.html">${brandMark}<span>Kada Mandiya <span class="brand-soft">contracts</span></span></a>
<nav class="places" aria-label="Main">${places.map(([page, name]) => html`<a href="${root}${page}"${page === path ? new Html(' aria-current="page"') : ''}>${name}</a>`)}</nav>
<form class="search" role="search" action="${root}search.html"><label class="visually-hidden" for="search">Search the contracts</label><input id="search" type="search" name="q" placeholder="Search" autocomplete="off"><ul class="found" hidden></ul></form>
</div></${new Html(wide ? 'section' : 'header')}>`;
}

const brandMark = new Html('<svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><rect width="32" height="32" rx="9" fill="var(--leaf)"/><path d="M8 14h16l-1.6 9.2a2 2 0 0 1-2 1.8h-8.8a2 2 0 0 1-2-1.8z" fill="var(--turmeric)"/><path d="M11 14c0-4 2-7 5-7s5 3 5 7" fill="none" stroke="var(--on-leaf)" stroke-width="2"/></svg>');

function index(page: Page, { events, services }: System, root: string): Html {
  const entry = (path: string, name: Piece): Html => html`<li><a href="${root}${path}"${path === page.path ? new Html(' aria-current="page"') : ''}>${name}</a></li>`;
  return html`<p class="index-head">Events</p><ul class="index mono">${events.map(({ key }) => entry(eventPage(key), key))}</ul>
<p class="index-head">Services</p><ul class="index">${services.map(({ name }) => entry(servicePage(name), name))}</ul>
<p class="index-head">Whole documents</p><ul class="index">${entry('openapi/public.html', 'Public HTTP API')}${services.filter(({ api }) => api !== undefined).map(({ name }) => entry(`openapi/${name}.html`, `API of ${name}`))}${entry('asyncapi/index.html', 'All events in AsyncAPI')}${entry('broker.html', 'Broker')}</ul>`;
}
