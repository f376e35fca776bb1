import { Html, html, inline, joined, prose, type Piece } from '../html.ts';
import { servicePage } from '../map/graph.ts';
import type { Coverage } from '../model/coverage.ts';
import { fieldsOf, type Field } from '../model/fields.ts';
import type { Change } from '../model/history.ts';
import type { Consumer, EventVersion, Producer, System, SystemEvent } from '../model/system.ts';
import type { Page } from './page.ts';
import { badge, coverageNote, duration, folded, listing, table, tested } from './parts.ts';
import { consumingCode, publishingCode, subscribingCode } from './snippets.ts';

export interface EventPageParts {
  readonly system: System;
  readonly map: Html;
  readonly coverage: Coverage;
  readonly changes: readonly Change[];
}

/** All that the contracts say of one event. */
export function eventPageOf(event: SystemEvent, { system, map, coverage, changes }: EventPageParts): Page {
  const { key, document, versions, producers, consumers } = event;
  const [newest] = versions;
  return {
    path: `events/${key}.html`,
    title: key,
    kind: 'event',
    summary: newest?.message.summary ?? document.title,
    words: wordsOf(event, system),
    places: consumers.map(({ service, queue, deadLetters, operation }) => ({ anchor: service, title: queue, kind: 'queue', summary: `${key} for ${service}: ${operation.summary ?? ''}`, words: `${deadLetters} ${key}` })),
    body: html`<header class="page-head"><p class="kicker">Event on <a href="../broker.html">${event.exchange}</a></p><h1 class="mono">${key}</h1>
<div class="lead">${prose(document.description)}</div>
<p class="marks">${versions.map(({ version }) => badge('leaf', `version ${version}`))}${versions.some(({ sensitive }) => sensitive.length > 0) && badge('chili', 'holds personal data')}
<a href="../asyncapi/${key}.html">AsyncAPI document</a></p></header>
<div class="map-frame" tabindex="0" role="region" aria-label="The way of ${key}">${map}</div>
${coverageNote(coverage)}
<section aria-labelledby="producers"><h2 id="producers">Published by</h2>${producers.map((producer) => producerPart(producer, event, coverage))}</section>
<section aria-labelledby="consumers"><h2 id="consumers">Consumed by</h2>${consumers.length === 0 ? html`<p>Nobody yet.</p>` : consumers.map((consumer) => consumerPart(consumer, event, coverage))}</section>
${versions.map((version) => versionPart(version, system, coverage, key))}
<section aria-labelledby="code"><h2 id="code">In code</h2>${codePart(event)}</section>
<section aria-labelledby="history"><h2 id="history">Changes</h2>${historyPart(changes, `specs/${document.origin.file}`)}</section>`,
  };
}

function producerPart({ service, operation, versions }: Producer, { key }: SystemEvent, coverage: Coverage): Html {
  const isMet = versions.every((version) => coverage.hasParty(service, 'published', key, version));
  return html`<article class="card"><h3><a href="../${servicePage(service)}">${service}</a> ${coverage.lastAt !== undefined && tested(isMet)}</h3><p>${inline(operation.summary)}${versions.length > 1 && html` <span class="soft">(versions ${versions.join(', ')})</span>`}</p>${prose(operation.description)}</article>`;
}

function consumerPart({ service, operation, consumption, queue, deadLetters }: Consumer, { key }: SystemEvent, coverage: Coverage): Html {
  const { delaysMs } = consumption.retry;
  const isMet = coverage.hasParty(service, 'consumed', key, consumption.version);
  return html`<article class="card" id="${service}"><h3><a href="../${servicePage(service)}">${service}</a> ${badge('plain', `takes version ${consumption.version}`)} ${coverage.lastAt !== undefined && tested(isMet)}</h3><p>${inline(operation.summary)}</p>${prose(operation.description)}
<dl class="facts"><div><dt>Queue</dt><dd><code>${queue}</code></dd></div>
<div><dt>Retry policy</dt><dd>${delaysMs.length === 0 ? 'no second attempt: what fails is' : html`what fails is tried again after ${delaysMs.map(duration).join(', ')}, then`} put into <code>${deadLetters}</code></dd></div>
<div><dt>Prefetch</dt><dd>at most ${consumption.prefetch} unacknowledged for each consumer</dd></div></dl></article>`;
}

function versionPart({ version, message, sensitive }: EventVersion, { contract }: System, coverage: Coverage, key: string): Html {
  const { envelope } = message;
  const fields = (id: string | undefined): readonly Field[] => (id === undefined ? [] : fieldsOf(id, contract.schemas));
  return html`<section aria-labelledby="v${version}"><h2 id="v${version}">Version ${version} ${coverage.lastAt !== undefined && tested(coverage.hasEvent(key, version))}</h2>
${prose(message.description ?? message.summary)}
${sensitive.length > 0 && html`<p class="warning">Sensitive, never to be logged: ${sensitive.map((path) => html`<code>${path}</code> `)}</p>`}
<h3>data</h3>${fieldTable(`The data of version ${version}`, fields(envelope?.data.id))}
${folded('The envelope around it', fieldTable(`The envelope of version ${version}`, fields(envelope?.base.id)))}
<h3>Examples</h3>${message.examples.map(({ name, summary, value }, index) => folded(summary ?? name ?? `Example ${index + 1}`, listing('json', `Example: ${summary ?? name ?? index + 1}`, JSON.stringify(value, null, 2)), index === 0))}</section>`;
}

/** A path may be broken after its dots. */
function withBreaks(path: string): Html {
  return joined(path.split(/(?<=\.)/), new Html('<wbr>'));
}

/** The properties of a schema, each in a row. */
export function fieldTable(caption: string, fields: readonly Field[]): Html {
  return table(caption, ['Field', 'Type', 'Constraints', 'Meaning'], fields.map((field): readonly Piece[] => [
    html`<span class="field depth-${Math.min(field.depth, 4)}"><code>${withBreaks(field.path)}</code>${field.required ? '' : html` <span class="soft">optional</span>`}${field.sensitive && html` ${badge('chili', 'sensitive')}`}</span>`,
    field.type,
    html`${field.constraints.map((constraint) => html`<span class="constraint">${constraint}</span> `)}`,
    inline(field.description),
  ]));
}

function codePart(event: SystemEvent): Html {
  const { key, producers, consumers, versions } = event;
  const [newest] = versions;
  if (newest === undefined) return html``;
  const versionOf = (wanted: number | undefined): EventVersion => versions.find(({ version }) => version === wanted) ?? newest;
  return html`${producers.map((producer) => folded(html`Publish it, in ${producer.service}`, listing('ts', `Publishing ${key} in ${producer.service}`, publishingCode(event, versionOf(producer.versions[0]), producer)), true))}
${consumers.map((consumer) => folded(html`Consume it, in ${consumer.service}`, listing('ts', `Consuming ${key} in ${consumer.service}`, consumingCode(event, versionOf(consumer.consumption.version), consumer))))}
${folded('Consume it in another service', html`<p>Add the operation to <code>specs/${event.document.origin.file}</code> and run <code>npm run codegen</code>: the service does not compile until it has its reaction.</p>${listing('yaml', `Another consumer of ${key}`, subscribingCode(event, newest))}`)}
<p>Before there is a producer: <code>npm run mock:event -- ${key}</code>. To see it pass: <code>npm run tap -- ${key}</code>.</p>`;
}

/** The commits that changed a file. */
export function historyPart(changes: readonly Change[], file: string): Html {
  if (changes.length === 0) return html`<p>Git had no commit of <code>${file}</code> to tell of where this page was made.</p>`;
  return html`<p>Of <code>${file}</code>, the newest first.</p><ol class="history" reversed>${changes.map(({ commit, date, subject }) => html`<li><time datetime="${date}">${date}</time> <code>${commit}</code> ${subject}</li>\n`)}</ol>`;
}

function wordsOf({ versions, producers, consumers, document }: SystemEvent, { contract }: System): string {
  const fields = versions.flatMap(({ message }) => (message.payload === undefined ? [] : fieldsOf(message.payload.id, contract.schemas)));
  return [document.title, document.description, ...versions.map(({ message }) => `${message.name} ${message.summary ?? ''}`), ...[...producers, ...consumers].map(({ service, operation }) => `${service} ${operation.id} ${operation.summary ?? ''}`), ...fields.map(({ path, type, description, sensitive }) => `${path} ${type} ${description ?? ''} ${sensitive ? 'sensitive' : ''}`)].join(' ');
}
