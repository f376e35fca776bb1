import { html, prose } from '../html.ts';
import { eventPage } from '../map/graph.ts';
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
      styles: ['assets/openapi.css'],
      scripts: [script, 'vendor/scalar.js', 'assets/openapi.js'],
      body: html`<noscript><p>This page needs JavaScript.</p></noscript><div id="document" class="openapi"></div>`,
    },
  };
}

export interface AsyncApiPageParts {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  /** The routing key, where the document is of one. */
  readonly event?: string;
  /** In the notation of the AsyncAPI project's parser. */
  readonly parsed: string;
}

/** The page of an AsyncAPI document, parsed: the AsyncAPI project's component draws it. */
export function asyncApiPage({ name, title, description, event, parsed }: AsyncApiPageParts): DocumentPage {
  const script = `documents/asyncapi.${name}.js`;
  return {
    script,
    document: parsed,
    page: {
      path: `asyncapi/${name}.html`,
      title,
      kind: 'AsyncAPI',
      summary: 'Channels, operations and messages, as the AsyncAPI document says',
      styles: ['vendor/asyncapi.css', 'assets/asyncapi.css'],
      scripts: [script, 'vendor/asyncapi.js', 'assets/asyncapi.js'],
      body: html`<header class="page-head"><p class="kicker">AsyncAPI document</p><h1>${title}</h1><div class="lead">${prose(description)}</div>${event !== undefined && html`<p class="marks"><a href="../${eventPage(event)}">The page of ${event}</a></p>`}</header>
<noscript><p>This page needs JavaScript.</p></noscript><div id="document" class="asyncapi"></div>`,
    },
  };
}

/** Where the search goes on Enter. */
export function searchPage(): Page {
  return {
    path: 'search.html',
    title: 'Search',
    kind: 'search',
    body: html`<header class="page-head"><h1>Search</h1><p class="lead" id="asked">Type above: events, fields, operations, tables, queues.</p></header><ul class="results" id="results"></ul>`,
  };
}
