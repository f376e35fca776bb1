import type { Problem } from '../diagnostics/problem.ts';
import type { Channel, EventOperation } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import { fieldOf, layersOf, textOf, textsOf, withTraits, type Layers } from './layers.ts';
import { childOf, childrenOf, keyOriginOf, originOf, type Node } from './node.ts';
import type { Reading } from './reading.ts';
import { follow, idOf, referenceOf, resolveReference } from './references.ts';

/** A channel as the document names it, as it is written, and as it is read. */
export interface ChannelEntry {
  readonly entry: Node;
  readonly node: Node;
  readonly channel: Channel;
}

/** The entries of a map of the document, with what they refer to; those that lead nowhere are left out. */
export function entriesOf(
  reading: Reading,
  parent: Node,
  field: string,
): readonly { key: string; entry: Node; node: Node }[] {
  const map = childOf(parent, field);
  if (map === undefined || !isJsonObject(map.value)) return [];
  return childrenOf(map).flatMap(({ key, node: entry }) => {
    const node = follow(reading.files, entry);
    return node === undefined || !isJsonObject(node.value) ? [] : [{ key, entry, node }];
  });
}

/** Reads an operation, its traits included, with the channel that it is about. */
export function readOperation(
  reading: Reading,
  id: string,
  node: Node,
  channels: readonly ChannelEntry[],
  problems: Problem[],
): { channel: Channel; read: EventOperation } | undefined {
  const layers = withTraits(reading.files, node);
  const action = childOf(node, 'action')?.value;
  const channel = channelOf(reading, node, channels, problems);
  if (channel === undefined || (action !== 'send' && action !== 'receive')) return undefined;
  const messages = childOf(node, 'messages');
  const listed =
    messages === undefined || !Array.isArray(messages.value)
      ? undefined
      : childrenOf(messages).map(({ node: item }) => item);
  const names =
    listed?.map((item) => messageOf(reading, item, channel, problems)) ??
    channel.channel.messages.map(({ name }) => name);
  const retry = reading.house ? readRetry(layers) : undefined;
  const prefetch = reading.house ? fieldOf(layers, 'x-prefetch') : undefined;
  const service = reading.house ? textOf(layers, 'x-service') : undefined;
  const read: EventOperation = {
    id,
    origin: originOf(node),
    action,
    ...textsOf(layers, 'summary', 'description'),
    ...(service === undefined ? {} : { service }),
    messages: names.filter((name) => name !== undefined),
    listsMessages: listed !== undefined,
    ...retry,
    ...(typeof prefetch?.value === 'number' ? { prefetch: prefetch.value, prefetchOrigin: keyOriginOf(prefetch) } : {}),
  };
  return { channel: channel.channel, read };
}

/** The channel that an operation is about; it must be one of the document's own (AsyncAPI 3.0, Operation Object). */
function channelOf(
  reading: Reading,
  operation: Node,
  channels: readonly ChannelEntry[],
  problems: Problem[],
): ChannelEntry | undefined {
  const field = childOf(operation, 'channel');
  const reference = field === undefined ? undefined : referenceOf(field);
  if (field === undefined || reference === undefined) return undefined;
  const target = resolveReference(reading.files, field.file, reference);
  if (target.kind !== 'found') return undefined;
  const found = matching(reading, target.node, channels);
  if (found === undefined && follow(reading.files, target.node) !== undefined) {
    const message = `${JSON.stringify(reference)} is none of this document's channels`;
    problems.push({ code: 'FOREIGN_CHANNEL', message, origin: originOf(childOf(field, '$ref') ?? field) });
  }
  return found;
}

/** The name of the channel's message that an operation lists. */
function messageOf(
  reading: Reading,
  item: Node,
  { node, channel }: ChannelEntry,
  problems: Problem[],
): string | undefined {
  const reference = referenceOf(item);
  if (reference === undefined) return undefined;
  const target = resolveReference(reading.files, item.file, reference);
  if (target.kind !== 'found') return undefined;
  const entries = entriesOf(reading, node, 'messages');
  const found = matching(reading, target.node, entries);
  if (found === undefined && follow(reading.files, target.node) !== undefined) {
    const message = `${JSON.stringify(reference)} is none of the messages of the channel ${JSON.stringify(channel.id)}`;
    problems.push({ code: 'FOREIGN_MESSAGE', message, origin: originOf(childOf(item, '$ref') ?? item) });
  }
  return found?.key;
}

/** The entry that a reference means: the very one, or one that leads to the same in the end. */
function matching<Entry extends { readonly entry: Node; readonly node: Node }>(
  reading: Reading,
  target: Node,
  entries: readonly Entry[],
): Entry | undefined {
  const id = idOf(target);
  const end = follow(reading.files, target);
  return (
    entries.find(({ entry }) => idOf(entry) === id) ??
    entries.find(({ node }) => end !== undefined && idOf(node) === idOf(end))
  );
}

function readRetry(layers: Layers): Required<Pick<EventOperation, 'retry' | 'retryOrigin'>> | undefined {
  for (const policy of layersOf(layers, 'x-retry')) {
    const delays = childOf(policy, 'delaysMs')?.value;
    if (delays === undefined) continue;
    if (!Array.isArray(delays)) return undefined;
    return { retry: { delaysMs: delays.filter((delay): delay is number => typeof delay === 'number') }, retryOrigin: keyOriginOf(policy) };
  }
  return undefined;
}
