import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Channel, Contract, Exchange } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import { childOf } from '../read/node.ts';
import { follow } from '../read/references.ts';
import { nodeAt, quote, valueAt } from './check.ts';

/** All events go through one exchange, which each channel's AMQP binding names, and which routes by key. */
export function* oneExchange({ eventDocuments }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  const channels = eventDocuments.flatMap((document) => document.channels);
  const exchanges = channels.flatMap(({ exchange }) => exchange ?? []);
  const shared = exchanges.find(({ name, type }) => name !== '' && routesByKey(type));
  for (const channel of channels) {
    const { exchange } = channel;
    if (exchange === undefined) yield* missing(channel, documents);
    else {
      yield* unusable(exchange, documents);
      yield* different(exchange, shared ?? exchange);
    }
  }
}

/** The others hand every event to every queue, or none to any. */
function routesByKey(type: Exchange['type']): boolean {
  return type === 'topic' || type === 'direct';
}

function* unusable({ name, type, origin }: Exchange, documents: LoadedDocuments): Iterable<Problem> {
  if (name === '') yield { code: 'EXCHANGE', message: 'the exchange has no name', origin: below(origin, 'name') };
  if (!routesByKey(type)) {
    const message = `an exchange of type ${quote(type)} does not route by key; events need "topic" or "direct"`;
    yield { code: 'EXCHANGE', message, origin: below(origin, 'type') };
  }
  const vhost = below(origin, 'vhost');
  const written = valueAt(documents, vhost);
  if (typeof written === 'string' && written !== '/') {
    const message = `the virtual host is ${quote(written)} here; it is the broker's URL that names it`;
    yield { code: 'EXCHANGE', message, origin: vhost };
  }
}

function* different(exchange: Exchange, shared: Exchange): Iterable<Problem> {
  for (const field of ['name', 'type', 'durable', 'autoDelete'] as const) {
    const isToldAlready = exchange.name === '' ? field === 'name' || field === 'type' : !routesByKey(exchange.type) && field === 'type';
    if (exchange[field] === shared[field] || isToldAlready) continue;
    const message = `the exchange's ${field} is ${String(exchange[field])} here and ${String(shared[field])} in ${
      shared.origin.file
    }`;
    yield { code: 'EXCHANGE', message, origin: below(exchange.origin, field) };
  }
}

/** A reference that leads nowhere, or a name that is no text, is reported by what reads it. */
function* missing({ id, origin }: Channel, documents: LoadedDocuments): Iterable<Problem> {
  let node = nodeAt(documents, origin);
  for (const step of ['bindings', 'amqp', 'exchange', 'name']) {
    const next = node === undefined ? undefined : childOf(node, step);
    if (node !== undefined && next === undefined) {
      const subject = step === 'bindings' ? `the channel ${quote(id)}` : 'the binding';
      yield { code: 'EXCHANGE', message: `${subject} names no exchange of AMQP`, origin: keyOf(node) };
      return;
    }
    node = next === undefined ? undefined : follow(documents.files, next);
  }
}
