import { html, inline, type Html } from '../html.ts';
import { eventPage, servicePage } from '../map/graph.ts';
import type { Coverage } from '../model/coverage.ts';
import type { System, SystemService } from '../model/system.ts';
import type { Page } from './page.ts';
import { badge, coverageNote, table, tested } from './parts.ts';

/** The page to start from: the map, every event and every service. */
export function homePage(system: System, map: Html, coverage: Coverage): Page {
  const { events, services } = system;
  const operations = services.flatMap((service) => service.operations).length;
  return {
    path: 'index.html',
    title: 'The contracts',
    kind: 'home',
    body: html`<section class="hero"><h1>Who tells what to whom</h1>
<p class="lead">${events.length} events and ${operations} HTTP operations of ${services.length} services, as their contracts say. Everything here is made from <code>specs/</code>, and so is the code that runs.</p></section>
<section aria-labelledby="map"><h2 id="map">The map</h2>
<p>Services publish on the left; the exchange hands each event to the queues of those who consume it. Every box leads to its page.</p>
<div class="map-frame" tabindex="0" role="region" aria-label="Map of the system">${map}</div></section>
<section aria-labelledby="events"><h2 id="events">Events</h2>${coverageNote(coverage)}${eventTable(system, coverage)}</section>
<section aria-labelledby="services"><h2 id="services">Services</h2><ul class="tiles">${services.map(tile)}</ul></section>
<section aria-labelledby="documents"><h2 id="documents">Whole documents</h2><ul class="plain">
<li><a href="openapi/public.html">The public HTTP API</a>: what the gateway serves, in one OpenAPI document</li>
<li><a href="asyncapi/index.html">All events</a>, in one AsyncAPI document</li>
<li><a href="broker.html">The broker</a>: exchange, queues, retries, dead letters</li></ul></section>`,
  };
}

function eventTable({ events }: System, coverage: Coverage): Html {
  const marks = coverage.lastAt === undefined ? [] : ['Tests'];
  return table('Every event with its producers and consumers', ['Event', 'What it tells', 'From', 'To', ...marks], events.map(({ key, versions, producers, consumers }) => {
    const [newest] = versions;
    const names = (parties: readonly { readonly service: string }[]): Html => html`${[...new Set(parties.map(({ service }) => service))].map((service) => html`<a class="party" href="${servicePage(service)}">${service}</a> `)}`;
    return [
      html`<a class="mono" href="${eventPage(key)}">${key}</a> ${badge('plain', versions.map(({ version }) => `v${version}`).join(', '))}`,
      inline(newest?.message.summary ?? newest?.message.title),
      names(producers),
      names(consumers),
      ...(coverage.lastAt !== undefined ? [tested(versions.every(({ version }) => coverage.hasEvent(key, version)))] : []),
    ];
  }));
}

function tile({ name, api, operations, publishes, consumes }: SystemService): Html {
  return html`<li class="tile"><h3><a href="${servicePage(name)}">${name}</a></h3><p>${firstSentence(api?.description)}</p>
<p class="soft">${operations.length} operations · publishes ${publishes.length} · consumes ${consumes.length}</p></li>`;
}

function firstSentence(text: string | undefined): Html {
  return inline(/^.*?[.!?](?=\s|$)/s.exec(text?.trim() ?? '')?.[0]);
}
