import type { Problem } from '../diagnostics/problem.ts';
import type { Channel, EventDocument, Exchange } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import type { NamedSchema } from '../ir/schema.ts';
import { placeOf, readMessage } from './asyncapi-messages.ts';
import { entriesOf, readOperation } from './asyncapi-operations.ts';
import { layersOf, textOf, textsOf } from './layers.ts';
import { childOf, childrenOf, originOf, type Node } from './node.ts';
import type { Reading, SchemaPlace } from './reading.ts';
import { follow } from './references.ts';

/** Reads one AsyncAPI 3 document. What the grammar has refused is left out, silently. */
export function readEventDocument(
  reading: Reading,
  root: Node,
  name: string,
): { document: Omit<EventDocument, 'schemas'>; schemas: readonly NamedSchema[]; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const info = layersOf([root], 'info');
  const entries = entriesOf(reading, root, 'channels').map(({ key, entry, node }) => ({
    entry,
    node,
    channel: readChannel(reading, key, node, childOf(root, 'defaultContentType'), problems),
  }));
  const operations = entriesOf(reading, root, 'operations').map(({ key, node }) =>
    readOperation(reading, key, node, entries, problems),
  );
  const channels = entries.map(({ channel }) => ({
    ...channel,
    operations: operations
      .filter((operation) => operation?.channel === channel)
      .map((operation) => operation?.read)
      .filter((read) => read !== undefined),
  }));
  const document = {
    name,
    origin: originOf(root),
    title: textOf(info, 'title') ?? name,
    version: textOf(info, 'version') ?? '',
    ...textsOf(info, 'description'),
    channels,
  };
  return { document, schemas: schemasOf(reading, root, channels), problems };
}

function readChannel(
  reading: Reading,
  id: string,
  node: Node,
  defaultContentType: Node | undefined,
  problems: Problem[],
): Channel {
  const address = childOf(node, 'address')?.value;
  const exchange = readExchange(reading, node);
  return {
    id,
    ...(typeof address === 'string' || address === null ? { address } : {}),
    origin: originOf(node),
    ...textsOf([node], 'description'),
    ...(exchange === undefined ? {} : { exchange }),
    messages: entriesOf(reading, node, 'messages').map(({ key, entry, node: message }) =>
      readMessage(reading, { key, entry, node: message, defaultContentType }, problems),
    ),
    operations: [],
  };
}

function readExchange(reading: Reading, channel: Node): Exchange | undefined {
  const bindings = childOf(channel, 'bindings');
  const followed = bindings === undefined ? undefined : follow(reading.files, bindings);
  const amqp = followed === undefined ? undefined : childOf(followed, 'amqp');
  const binding = amqp === undefined ? undefined : follow(reading.files, amqp);
  const exchange = binding === undefined ? undefined : childOf(binding, 'exchange');
  const name = exchange === undefined ? undefined : textOf([exchange], 'name');
  if (exchange === undefined || name === undefined) return undefined;
  const type = exchangeTypes.find((known) => known === textOf([exchange], 'type')) ?? 'topic';
  return {
    name,
    type,
    durable: childOf(exchange, 'durable')?.value !== false,
    autoDelete: childOf(exchange, 'autoDelete')?.value === true,
    origin: originOf(exchange),
  };
}

const exchangeTypes = ['topic', 'direct', 'fanout', 'headers', 'default'] as const;

/** The document's schemas: components first, then payloads and headers written in place. */
function schemasOf(reading: Reading, root: Node, channels: readonly Channel[]): readonly NamedSchema[] {
  const components = childOf(root, 'components');
  const section = components === undefined ? undefined : childOf(components, 'schemas');
  const own =
    section === undefined || !isJsonObject(section.value)
      ? []
      : childrenOf(section).flatMap(({ key, node }) => {
          const place = placeAt(reading, node);
          const id = place === undefined ? undefined : reading.idOf(place);
          return id === undefined ? [] : [{ name: key, id }];
        });
  const inPlace = channels
    .flatMap(({ messages }) => messages)
    .flatMap(({ name, payload, headers }) => [
      ...(payload === undefined ? [] : [payload]),
      ...(headers === undefined ? [] : [{ name: `${name}Headers`, id: headers }]),
    ]);
  return [...own, ...inPlace];
}

/** A component's schema stays where it is, even if it is a reference: it is then another name. */
function placeAt(reading: Reading, node: Node): SchemaPlace | undefined {
  const isFormatted = childOf(node, 'schemaFormat') !== undefined;
  return isFormatted ? placeOf(reading, node) : { node, dialect: 'draft-07' };
}
