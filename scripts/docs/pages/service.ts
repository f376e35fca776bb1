import type { HttpOperation } from '../../../packages/codegen/src/ir/contract.ts';
import { html, inline, joined, prose, type Html } from '../html.ts';
import { eventPage } from '../map/graph.ts';
import type { Coverage } from '../model/coverage.ts';
import { fieldsOf } from '../model/fields.ts';
import type { Change } from '../model/history.ts';
import type { System, SystemEvent, SystemService } from '../model/system.ts';
import type { Storage } from '../model/tables.ts';
import { historyPart } from './event.ts';
import type { Page, Place } from './page.ts';
import { badge, coverageNote, duration, folded, table } from './parts.ts';

export interface ServicePageParts {
  readonly system: System;
  /** Absent where the service has to do with no event. */
  readonly map: Html | undefined;
  readonly coverage: Coverage;
  readonly changes: readonly Change[];
  /** Absent where the service is not written yet. */
  readonly storage: Storage | undefined;
}

/** What one service serves, publishes, consumes and stores. */
export function servicePageOf(service: SystemService, { system, map, coverage, changes, storage }: ServicePageParts): Page {
  const { name, api, operations } = service;
  return {
    path: `services/${name}.html`,
    title: name,
    kind: 'service',
    summary: api?.title ?? 'A service without an HTTP API',
    words: [api?.description, ...service.publishes, ...service.consumes, storage?.database, ...(storage?.tables ?? []).map((one) => `${one.name} ${one.columns.map((column) => column.name).join(' ')}`)].join(' '),
    places: operations.map((operation) => operationPlace(operation, system)),
    body: html`<header class="page-head"><p class="kicker">Service</p><h1>${name}</h1><div class="lead">${prose(api?.description)}</div>
<p class="marks">${api !== undefined && html`<a href="../openapi/${name}.html">OpenAPI page</a>`}</p></header>
${map !== undefined && html`<div class="map-frame" tabindex="0" role="region" aria-label="The events of ${name}">${map}</div>`}
<section aria-labelledby="serves"><h2 id="serves">Serves</h2>${operations.length === 0 ? html`<p>Nothing over HTTP.</p>` : html`${coverageNote(coverage)}${operationTable(operations, coverage)}`}</section>
<section aria-labelledby="publishes"><h2 id="publishes">Publishes</h2>${publishedTable(service, system)}</section>
<section aria-labelledby="consumes"><h2 id="consumes">Consumes</h2>${consumedTable(service, system)}</section>
<section aria-labelledby="stores"><h2 id="stores">Stores</h2>${storagePart(storage)}</section>
${api !== undefined && html`<section aria-labelledby="history"><h2 id="history">Changes</h2>${historyPart(changes, `specs/${api.origin.file}`)}</section>`}`,
  };
}

/** As the search finds it: by its method, its path, its parameters, the fields of its bodies and its answers. */
function operationPlace({ id, method, path, summary = '', description = '', parameters, requestBody, responses, roles, rateLimit }: HttpOperation, { contract }: System): Place {
  const contents = [requestBody, ...responses].flatMap((body) => body?.content ?? []);
  const fields = contents.flatMap(({ schema, schemaName = '' }) => (schema === undefined ? [] : [schemaName, ...fieldsOf(schema, contract.schemas).map((field) => field.path)]));
  const words = [id, description, ...parameters.map(({ name }) => name), ...fields, ...responses.map((response) => `${response.status} ${response.description}`), ...roles, rateLimit === undefined ? '' : 'rate limit'];
  return { anchor: id, title: `${method.toUpperCase()} ${path}`, kind: 'operation', summary, words: [...new Set(words)].join(' ') };
}

function operationTable(operations: readonly HttpOperation[], coverage: Coverage): Html {
  return table('Operations', ['Operation', 'What it does', 'Who may', 'Answers'], operations.map((operation) => [
    html`<span class="route" id="${operation.id}"><span class="method method-${operation.method}">${operation.method.toUpperCase()}</span> <code>${operation.path}</code></span><span class="soft block">${operation.id}</span>`,
    inline(operation.summary),
    html`${accessTo(operation)}${operation.internal && html` ${badge('plain', 'internal')}`}${operation.rateLimit !== undefined && html`<span class="soft block">${operation.rateLimit.limit} in ${operation.rateLimit.windowSeconds} s for each ${operation.rateLimit.by}</span>`}`,
    html`<span class="answers">${operation.responses.map(({ status }) => answer(operation.id, status, coverage))}</span>`,
  ]));
}

function accessTo({ security, roles }: HttpOperation): string {
  if (roles.length > 0) return roles.join(' or ');
  return security.length === 0 || security.some((alternative) => alternative.length === 0) ? 'everybody' : 'whoever is signed in';
}

function answer(operationId: string, status: string, coverage: Coverage): Html {
  if (coverage.lastAt === undefined) return html`<span class="status">${status}</span> `;
  const isMet = coverage.hasAnswer(operationId, status);
  return html`<span class="status ${isMet ? 'status-met' : 'status-unmet'}">${status}<span class="visually-hidden">${isMet ? ', tested' : ', not tested'}</span></span> `;
}

function publishedTable({ name, publishes }: SystemService, { events }: System): Html {
  const own = events.filter(({ key }) => publishes.includes(key));
  if (own.length === 0) return html`<p>Nothing.</p>`;
  return table('Events that it publishes', ['Event', 'When', 'To'], own.map((event) => [eventLink(event), inline(event.producers.find(({ service }) => service === name)?.operation.summary), joined(event.consumers.map(({ service }) => html`<a href="${service}.html">${service}</a>`), ', ')]));
}

function consumedTable({ name, consumes }: SystemService, { events }: System): Html {
  const own = events.filter(({ key }) => consumes.includes(key)).flatMap((event) => event.consumers.filter(({ service }) => service === name).map((consumer) => ({ event, consumer })));
  if (own.length === 0) return html`<p>Nothing.</p>`;
  return table('Events that it consumes', ['Event', 'What for', 'From', 'Tried again after'], own.map(({ event, consumer }) => [
    html`${eventLink(event)} ${badge('plain', `v${consumer.consumption.version}`)}`,
    inline(consumer.operation.summary),
    joined([...new Set(event.producers.map(({ service }) => service))].map((service) => html`<a href="${service}.html">${service}</a>`), ', '),
    consumer.consumption.retry.delaysMs.map(duration).join(', '),
  ]));
}

function eventLink({ key }: SystemEvent): Html {
  return html`<a class="mono" href="../${eventPage(key)}">${key}</a>`;
}

function storagePart(storage: Storage | undefined): Html {
  if (storage === undefined) return html`<p>The service is not written yet.</p>`;
  const { database, tables } = storage;
  return html`<p>In its own database, <code>${database}</code>, where nobody else reads. <code>outbox</code> and <code>processed_events</code> make publishing and consuming reliable; every service has them.</p>
${tables.map(({ name, columns }) => folded(html`<code>${name}</code>`, table(`The table ${name}`, ['Column', 'Type', 'Notes'], columns.map((column) => [html`<code>${column.name}</code>`, column.type, [column.key && badge('turmeric', 'key'), !column.required && !column.key && html`<span class="soft">may be null</span>`]])), !isShared(name)))}`;
}

function isShared(name: string): boolean {
  return name === 'outbox' || name === 'processed_events';
}
