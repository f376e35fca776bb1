import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Api, Contract, EventDocument, HttpOperation, Message } from '../ir/contract.ts';
import { isJsonObject, type JsonValue } from '../ir/json.ts';
import { keyOf } from '../ir/origin.ts';
import { fieldOf, layersOf, withTraits } from '../read/layers.ts';
import { childOf, childrenOf, originOf, type Node } from '../read/node.ts';
import { follow } from '../read/references.ts';
import { nodeAt, quote } from './check.ts';

/**
 * Fields that nothing is made from, and values that are not what the generated code and the services do: silently passed
 * over, they would promise what nobody keeps, and their changes would be compared by nobody.
 */
export function* unreadFields({ eventDocuments, apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  const told = new Set<string>();
  const all = [...eventDocuments.flatMap((document) => inEvents(document, documents)), ...apis.flatMap((api) => inApi(api, documents))];
  for (const problem of all) {
    const place = JSON.stringify([problem.origin.file, problem.origin.path]);
    if (!told.has(place)) yield problem;
    told.add(place);
  }
}

function unread(node: Node, message: string): Problem {
  return { code: 'UNREAD_FIELD', message, origin: keyOf(originOf(node)) };
}

/** Those of some fields that an object has. */
function present(parent: Node | undefined, fields: readonly string[], reason: string): readonly Problem[] {
  return fields.flatMap((field) => {
    const node = parent === undefined ? undefined : childOf(parent, field);
    return node === undefined ? [] : [unread(node, `${quote(field)} is read by nothing: ${reason}`)];
  });
}

/** What the publisher and the consumers do, by the fields of an AMQP operation binding. */
const delivered: Readonly<Record<string, JsonValue>> = { deliveryMode: 2, mandatory: true, timestamp: true, ack: true };
const correlation = '$message.payload#/correlationId';

function inEvents(document: EventDocument, documents: LoadedDocuments): readonly Problem[] {
  const { files } = documents;
  const servers = entries(nodeAt(documents, document.origin), 'servers').flatMap((entry) => follow(files, entry) ?? []);
  const channels = document.channels.flatMap((channel) => nodeAt(documents, channel.origin) ?? []);
  const operations = document.channels.flatMap((channel) => channel.operations.flatMap(({ origin }) => nodeAt(documents, origin) ?? []));
  const messages = document.channels.flatMap((channel) => channel.messages);
  return [
    ...servers.flatMap((server) => different(childOf(server, 'protocol'), ['amqp', 'amqps'])),
    ...channels.flatMap((channel) => inChannel(amqpOf(channel, files))),
    ...operations.flatMap((operation) => inEventOperation(operation, documents)),
    ...messages.flatMap((message) => inMessage(message, documents)),
  ];
}

function inChannel(binding: Node | undefined): readonly Problem[] {
  if (binding === undefined) return [];
  return [...different(childOf(binding, 'is'), ['routingKey']), ...present(binding, ['queue'], 'queues are made for each receiver, and named after it')];
}

function inEventOperation(operation: Node, { files }: LoadedDocuments): readonly Problem[] {
  const bindings = withTraits(files, operation).flatMap((layer) => amqpOf(layer, files) ?? []);
  const others = ['expiration', 'userId', 'cc', 'priority', 'bcc', 'replyTo'];
  return [
    ...present(operation, ['reply'], 'events are not answered'),
    ...bindings.flatMap((binding) => present(binding, others, 'no event is published with it')),
    ...Object.entries(delivered).flatMap(([field, value]) => different(fieldOf(bindings, field), [value])),
  ];
}

function inMessage({ origin, contentTypeOrigin }: Message, documents: LoadedDocuments): readonly Problem[] {
  const { files } = documents;
  const [message, contentType] = [origin, contentTypeOrigin].map((place) => (place === undefined ? undefined : nodeAt(documents, place)));
  const layers = message === undefined ? [] : withTraits(files, message);
  const id = layersOf(layers, 'correlationId').flatMap((layer) => follow(files, layer) ?? []);
  const bindings = layers.flatMap((layer) => amqpOf(layer, files) ?? []);
  return [
    ...different(contentType, ['application/json']),
    ...different(fieldOf(id, 'location'), [correlation]),
    ...bindings.flatMap((binding) => present(binding, ['contentEncoding', 'messageType'], 'events are JSON in UTF-8, typed by their envelope')),
  ];
}

function different(node: Node | undefined, values: readonly JsonValue[]): readonly Problem[] {
  if (node === undefined || values.includes(node.value)) return [];
  const message = `${quote(String(node.path.at(-1)))} is ${JSON.stringify(node.value)} here, and ${values.map((value) => JSON.stringify(value)).join(' or ')} in what is made`;
  return [{ code: 'UNREAD_FIELD', message, origin: originOf(node) }];
}

function amqpOf(parent: Node, files: LoadedDocuments['files']): Node | undefined {
  const field = childOf(parent, 'bindings');
  const bindings = field === undefined ? undefined : follow(files, field);
  const amqp = bindings === undefined ? undefined : childOf(bindings, 'amqp');
  return amqp === undefined ? undefined : follow(files, amqp);
}

function entries(parent: Node | undefined, field: string): readonly Node[] {
  const map = parent === undefined ? undefined : childOf(parent, field);
  return map === undefined || !(isJsonObject(map.value) || Array.isArray(map.value)) ? [] : childrenOf(map).map(({ node }) => node);
}

const atRoot = 'a service serves its paths at the root, the gateway too';

function inApi({ origin, operations }: Api, documents: LoadedDocuments): readonly Problem[] {
  const root = nodeAt(documents, origin);
  return [
    ...present(root, ['webhooks'], 'what happens is told by events'),
    ...entries(root, 'servers').flatMap(withPath),
    ...operations.flatMap((operation) => inOperation(operation, documents)),
  ];
}

function withPath(server: Node): readonly Problem[] {
  const url = childOf(server, 'url');
  if (typeof url?.value !== 'string') return [];
  const path = url.value.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  return path === '' || path === '/' ? [] : [unread(url, `the path ${quote(path)} of the server is read by nothing: ${atRoot}`)];
}

function inOperation({ origin, pathOrigin, parameters, requestBody, responses }: HttpOperation, documents: LoadedDocuments): readonly Problem[] {
  const node = nodeAt(documents, origin);
  const requirements = entries(node, 'security').flatMap((requirement) => (isJsonObject(requirement.value) ? childrenOf(requirement) : []));
  const scopes = requirements.filter(({ node: list }) => Array.isArray(list.value) && list.value.length > 0);
  const mediaTypes = [...(requestBody?.content ?? []), ...responses.flatMap(({ content }) => content)];
  return [
    ...[nodeAt(documents, pathOrigin), node].flatMap((holder) => present(holder, ['servers'], atRoot)),
    ...present(node, ['callbacks'], 'what happens is told by events'),
    ...scopes.map(({ node: list }) => unread(list, 'scopes are read by nothing: "x-roles" says who may call')),
    ...parameters.flatMap((parameter) => present(nodeAt(documents, parameter.origin), ['content', 'allowReserved', 'allowEmptyValue'], 'a parameter is described by its schema, style and explode')),
    ...responses.flatMap((response) => present(nodeAt(documents, response.origin), ['links'], 'no client follows them')),
    ...mediaTypes.flatMap((mediaType) => present(nodeAt(documents, mediaType.origin), ['encoding'], 'bodies are not sent as forms')),
  ];
}
