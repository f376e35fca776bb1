import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Channel, Contract, EventOperation } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import { isWritten, quote } from './check.ts';

/** A receiver lists its versions, and a service takes exactly one of each routing key, by one operation. */
export function* consumersTakeOneVersion({ eventDocuments }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const channel of eventDocuments.flatMap(({ channels }) => channels)) {
    const receivers = channel.operations.filter(({ action }) => action === 'receive');
    for (const receiver of receivers) yield* oneVersion(receiver, channel, documents);
    yield* oneOperation(receivers, channel);
  }
}

function* oneVersion(
  { id, origin, messages, listsMessages }: EventOperation,
  { messages: all }: Channel,
  documents: LoadedDocuments,
): Iterable<Problem> {
  if (!listsMessages) {
    if (isWritten(documents, origin, 'messages')) return;
    const hint = all.length === 1 ? ` (${all[0]?.name ?? ''})` : '';
    yield {
      code: 'UNLISTED_VERSIONS',
      message: `the receiver ${quote(id)} does not list the version that it takes${hint} under "messages"`,
      origin: keyOf(origin),
    };
  } else if (messages.length > 1) {
    const message = `the receiver ${quote(id)} takes ${messages.join(' and ')}; a consumer takes exactly one version`;
    yield { code: 'SEVERAL_VERSIONS', message, origin: below(origin, 'messages', 1) };
  } else if (messages.length === 0 && isEmptyList(origin, documents)) {
    yield {
      code: 'UNLISTED_VERSIONS',
      message: `the receiver ${quote(id)} lists no version`,
      origin: below(origin, 'messages'),
    };
  }
}

function isEmptyList(origin: EventOperation['origin'], documents: LoadedDocuments): boolean {
  return !isWritten(documents, below(origin, 'messages'), '0') && isWritten(documents, origin, 'messages');
}

function* oneOperation(receivers: readonly EventOperation[], channel: Channel): Iterable<Problem> {
  const first = new Map<string, EventOperation>();
  for (const receiver of receivers) {
    const { service, id, origin } = receiver;
    if (service === undefined) continue;
    const other = first.get(service);
    if (other === undefined) first.set(service, receiver);
    else {
      const message = `${service} receives ${quote(channel.id)} already by ${quote(other.id)}; ${quote(
        id,
      )} would share its queue`;
      yield { code: 'SEVERAL_VERSIONS', message, origin: keyOf(origin) };
    }
  }
}
