import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Channel, Contract, EventDocument } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import { below, keyOf } from '../ir/origin.ts';
import { quote, valueAt } from './check.ts';

/** Every version of every event is sent by somebody. */
export function* producersExist({ eventDocuments }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const document of eventDocuments) {
    if (hasLostOperations(document, documents)) continue;
    for (const channel of document.channels) yield* unsent(channel, documents);
  }
}

function* unsent(channel: Channel, documents: LoadedDocuments): Iterable<Problem> {
  const { messages, operations, origin } = channel;
  const senders = operations.filter(({ action }) => action === 'send');
  if (senders.length === 0) {
    yield {
      code: 'NO_PRODUCER',
      message: `nobody sends ${quote(channel.id)}: there is no operation with "action: send"`,
      origin: keyOf(origin),
    };
    return;
  }
  if (messages.length === 0 && sizeAt(documents, channel) === 0) {
    yield { code: 'NO_PRODUCER', message: `the channel ${quote(channel.id)} has no messages`, origin: keyOf(origin) };
  }
  for (const { name, entry } of messages) {
    if (senders.some((sender) => sender.messages.includes(name))) continue;
    yield {
      code: 'NO_PRODUCER',
      message: `nobody sends ${name}: no operation with "action: send" lists it`,
      origin: keyOf(entry),
    };
  }
}

function sizeAt(documents: LoadedDocuments, { origin }: Channel): number {
  const messages = valueAt(documents, below(origin, 'messages'));
  return isJsonObject(messages) ? Object.keys(messages).length : 0;
}

/** Whether the document has an operation that could not be read; it may have been the missing one. */
function hasLostOperations({ origin, channels }: EventDocument, documents: LoadedDocuments): boolean {
  const written = valueAt(documents, below(origin, 'operations'));
  const read = channels.reduce((sum, { operations }) => sum + operations.length, 0);
  if (written === undefined) return false;
  return (
    !isJsonObject(written) || Object.keys(written).length !== read || hasLostMessages({ origin, channels }, documents)
  );
}

function hasLostMessages(
  { channels }: Pick<EventDocument, 'origin' | 'channels'>,
  documents: LoadedDocuments,
): boolean {
  return channels.some(({ operations }) =>
    operations.some(({ origin, messages, listsMessages }) => {
      const listed = valueAt(documents, below(origin, 'messages'));
      return listsMessages && Array.isArray(listed) && listed.length !== messages.length;
    }),
  );
}
