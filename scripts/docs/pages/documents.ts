import { html } from '../html.ts';
import type { System } from '../model/system.ts';
import type { Page } from './page.ts';

/** A document that a renderer shows, with the script that holds it. */
export interface DocumentPage {
  readonly page: Page;
  /** The address of the script, from the root of the site. */
  readonly script: string;
  readonly document: unknown;
}

/** The page of an OpenAPI document: Scalar draws it in the browser. */
export function openApiPage(name: string, title: string, document: unknown): DocumentPage {
  const script = `documents/openapi.${name}.js`;
  return {
    script,
    document,
    page: {
      path: `openapi/${name}.html`,
      title,
      kind: 'OpenAPI',
      summary: 'Operations, bodies and answers, as the OpenAPI document says',
      wide: true,
      styles: [],
      scripts: [script, 'vendor/scalar.js', 'assets/openapi.js'],
      body: html`<h1 class="hidden">${title}</h1><div id="document" class="openapi"><noscript>This page needs JavaScript.</noscript></div>`,
    },
  };
}

/** The page of an AsyncAPI document, parsed: the AsyncAPI project's component draws it. */
export function asyncApiPage(name: string, title: string, parsed: string): DocumentPage {
  const script = `documents/asyncapi.${name}.js`;
  return {
    script,
    document: parsed,
    page: {
      path: `asyncapi/${name}.html`,
      title,
      kind: 'AsyncAPI',
      summary: 'Channels, operations and messages, as the AsyncAPI document says',
      wide: true,
      styles: ['vendor/asyncapi.css', 'assets/asyncapi.css'],
      scripts: [script, 'vendor/asyncapi.js', 'assets/asyncapi.js'],
      body: html`<h1 class="hidden">${title}</h1><div id="document" class="asyncapi"><noscript>This page needs JavaScript.</noscript></div>`,
    },
  };
}

/** Where the search goes on Enter. */
export function searchPage(_system: System): Page {
  return {
    path: 'search.html',
    title: 'Search',
    kind: 'search',
    body: html`<header class="page-head"><h1>Search</h1><p class="lead" id="asked">Type above: events, fields, operations, tables, queues.</p></header><ul class="results" id="results"></ul>`,
  };
}
