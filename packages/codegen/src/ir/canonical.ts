import type { Api, Channel, Contract, EventDocument, HttpOperation } from './contract.ts';
import type { NamedSchema } from './schema.ts';

/**
 * The same contract with everything in one order that the specs write as a map: keys are sorted, and so are the lists
 * that were read from maps (channels, messages, operations, named schemas, responses …). What is a list in the specs
 * keeps its order. Emitters print from it, so that the order of keys in YAML changes no generated text.
 */
export function canonical(contract: Contract): Contract {
  const sorted = sortKeys(contract);
  return {
    ...sorted,
    eventDocuments: by(sorted.eventDocuments, ({ name }) => name).map(canonicalDocument),
    apis: by(sorted.apis, ({ name }) => name).map(canonicalApi),
    services: by(sorted.services, ({ name }) => name).map((service) => ({
      ...service,
      publishes: by(service.publishes, ({ routingKey, version }) => `${routingKey}\0${version}`),
      consumes: by(service.consumes, ({ routingKey, version }) => `${routingKey}\0${version}`),
    })),
  };
}

function canonicalDocument(document: EventDocument): EventDocument {
  const channels = by(document.channels, ({ id }) => id).map((channel): Channel => ({
    ...channel,
    messages: by(channel.messages, ({ name }) => name),
    operations: by(channel.operations, ({ id }) => id),
  }));
  return { ...document, channels, schemas: named(document.schemas) };
}

function canonicalApi(api: Api): Api {
  const operations = by(api.operations, ({ path, method }) => `${path}\0${method}`).map((operation): HttpOperation => ({
    ...operation,
    ...(operation.requestBody === undefined ? {} : { requestBody: withSortedContent(operation.requestBody) }),
    responses: by(operation.responses, ({ status }) => status).map((response) => ({
      ...withSortedContent(response),
      headers: by(response.headers, ({ name }) => name),
    })),
  }));
  return { ...api, operations, securitySchemes: by(api.securitySchemes, ({ name }) => name), schemas: named(api.schemas) };
}

function withSortedContent<B extends HttpOperation['responses'][number] | NonNullable<HttpOperation['requestBody']>>(body: B): B {
  return { ...body, content: by(body.content, ({ mediaType }) => mediaType) };
}

function named(schemas: readonly NamedSchema[]): readonly NamedSchema[] {
  return by(schemas, ({ name, id }) => `${name}\0${id}`);
}

/** Equal keys keep their order. */
function by<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return items.map((item) => ({ item, key: key(item) })).sort((left, right) => compare(left.key, right.key)).map(({ item }) => item);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A copy of plain data with the keys of objects and maps sorted; what is shared stays shared. */
function sortKeys<T>(value: T, copies?: WeakMap<object, object>): T;
function sortKeys(value: unknown, copies = new WeakMap<object, object>()): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copy = sortedCopy(value, copies);
  copies.set(value, copy);
  return copy;
}

function sortedCopy(value: object, copies: WeakMap<object, object>): object {
  if (Array.isArray(value)) return value.map((item: unknown) => sortKeys(item, copies));
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]: [unknown, unknown]) => [key, sortKeys(item, copies)] as const);
    return new Map(entries.sort(([left], [right]) => compare(String(left), String(right))));
  }
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => [key, sortKeys(item, copies)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => compare(left, right)));
}
