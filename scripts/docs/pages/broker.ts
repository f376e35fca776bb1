import { deriveTopology } from '../../../packages/codegen/src/emitters/topology/derive.ts';
import { html } from '../html.ts';
import { eventPage } from '../map/graph.ts';
import type { System } from '../model/system.ts';
import type { Page } from './page.ts';
import { duration, table } from './parts.ts';

/** What must exist on the broker so that the events travel. */
export function brokerPage({ contract, events }: System): Page {
  const { exchanges, queues, bindings, policies } = deriveTopology(contract);
  return {
    path: 'broker.html',
    title: 'The broker',
    kind: 'broker',
    summary: 'Exchange, queues, retries, dead letters',
    words: `RabbitMQ topology quorum retry dead letter policy ${queues.map(({ name }) => name).join(' ')}`,
    body: html`<header class="page-head"><p class="kicker">Topology</p><h1>The broker</h1>
<p class="lead">${exchanges.length === 1 ? 'One exchange' : `${exchanges.length} exchanges`}, ${bindings.length} bindings and ${queues.length} queues follow from the contracts. Services declare them at their start; <code>npm run topology -- plan</code> shows what a running broker lacks.</p></header>
<section aria-labelledby="exchanges"><h2 id="exchanges">Exchanges</h2>${table('Exchanges', ['Name', 'Type', 'Kept over a restart'], exchanges.map(({ name, type, durable }) => [html`<code>${name}</code>`, type, durable ? 'yes' : 'no']))}</section>
<section aria-labelledby="queues"><h2 id="queues">Queues of consumers</h2>
<p>Each has a queue for every delay before the next attempt, and one for what was given up.</p>
${table('Queues of consumers', ['Queue', 'Bound to', 'Waits before the next attempts', 'Dead letters'], events.flatMap(({ key, consumers }) => consumers.map(({ queue, deadLetters, consumption }) => [html`<code>${queue}</code>`, html`<a class="mono" href="${eventPage(key)}">${key}</a>`, consumption.retry.delaysMs.map(duration).join(', '), html`<code>${deadLetters}</code>`])))}</section>
<section aria-labelledby="policies"><h2 id="policies">Policies</h2>
<p>What may change without a new queue.</p>
${table('Policies', ['Name', 'For queues that match', 'Says'], policies.map(({ name, pattern, definition }) => [html`<code>${name}</code>`, html`<code>${pattern}</code>`, html`<code>${JSON.stringify(definition)}</code>`]))}</section>`,
  };
}
