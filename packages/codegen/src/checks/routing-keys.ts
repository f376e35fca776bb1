import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Channel, Contract, EventDocument } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import { baseName } from '../read/names.ts';
import { isWritten, quote } from './check.ts';

/**
 * One document per routing key: the file's name, the channel, its address and each payload's `eventType` are the same.
 */
export function* routingKeys({ eventDocuments }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const document of eventDocuments) {
    const key = baseName(document.origin.file);
    const [first, ...others] = document.channels;
    if (first === undefined && !isWritten(documents, document.origin, 'channels')) {
      yield { code: 'ROUTING_KEY', message: `the document has no channel ${quote(key)}`, origin: document.origin };
    }
    for (const { origin } of others) {
      yield {
        code: 'ROUTING_KEY',
        message: `a second channel: each routing key has its own document`,
        origin: keyOf(origin),
      };
    }
    if (first !== undefined) yield* sameKey(key, document, first);
  }
}

function* sameKey(key: string, { origin }: EventDocument, channel: Channel): Iterable<Problem> {
  const differs = (what: string, found: string): string =>
    `${what} ${quote(found)} is not ${quote(key)}, the routing key that the file is named after`;
  if (channel.id !== key) {
    yield {
      code: 'ROUTING_KEY',
      message: differs('the channel', channel.id),
      origin: keyOf(below(origin, 'channels', channel.id)),
    };
  }
  if (channel.address === undefined || channel.address === null) {
    yield {
      code: 'ROUTING_KEY',
      message: `the channel has no address; it is the routing key ${quote(key)}`,
      origin: keyOf(channel.origin),
    };
  } else if (channel.address !== key) {
    yield {
      code: 'ROUTING_KEY',
      message: differs('the address', channel.address),
      origin: below(channel.origin, 'address'),
    };
  }
  for (const { envelope } of channel.messages) {
    if (envelope === undefined || envelope.eventType === key) continue;
    yield {
      code: 'ROUTING_KEY',
      message: differs('the eventType', envelope.eventType),
      origin: below(envelope.origin, 'properties', 'eventType', 'const'),
    };
  }
}
