import type { OperationContract } from '@kada-mandiya/contract';

/** What the kit needs to know of an operation beyond its contract, read from the OpenAPI document once. */
export interface OperationPlan {
  readonly operation: OperationContract;
  /** The media types of the body, in lower case; absent where the operation takes none. */
  readonly bodyTypes?: readonly string[];
  readonly needsBody: boolean;
  readonly rawBody: boolean;
  readonly parameters: Readonly<Record<ParameterPlace, readonly string[]>>;
  /** Whether a request without `If-Match` is answered with 428 (RFC 6585, section 3). */
  readonly needsIfMatch: boolean;
  readonly responses: ReadonlyMap<number, readonly string[]>;
}

type ParameterPlace = 'path' | 'query' | 'header' | 'cookie';

/** A part of a JSON document. */
export type JsonNode = Readonly<Record<string, unknown>>;

/** Reads an operation's part of a bundled OpenAPI document. An operation that is not there is an error. */
export function planOf(document: object, operation: OperationContract): OperationPlan {
  const { item, node } = operationIn(document, operation);
  const parameters = [...listOf(item.parameters), ...listOf(node.parameters)].map((one) => resolved(document, one));
  const requestBody = resolved(document, node.requestBody);
  const body = node.requestBody === undefined ? undefined : mediaTypesOf(requestBody);
  const headers = namesIn(parameters, 'header').map((name) => name.toLowerCase());
  return {
    operation,
    ...(body === undefined ? {} : { bodyTypes: body }),
    needsBody: requestBody.required === true,
    rawBody: node['x-raw-body'] === true,
    parameters: {
      path: namesIn(parameters, 'path'),
      query: namesIn(parameters, 'query'),
      header: headers,
      cookie: namesIn(parameters, 'cookie'),
    },
    needsIfMatch: headers.includes('if-match') && operation.statuses.includes(428),
    responses: new Map(
      operation.statuses.map((status) => [status, mediaTypesOf(responseIn(document, operation, status)).filter((type) => type !== '')]),
    ),
  };
}

/** The declared response of a status, with its reference followed. */
export function responseIn(document: object, operation: OperationContract, status: number): JsonNode {
  const { node } = operationIn(document, operation);
  return resolved(document, nodeOf(node.responses)[String(status)]);
}

/** Follows a reference within the document (`#/components/…`, RFC 6901), if the value is one. */
export function resolved(document: object, value: unknown): JsonNode {
  const node = nodeOf(value);
  const reference = node.$ref;
  if (typeof reference !== 'string') return node;
  const keys = reference.split('/').slice(1).map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolved(document, keys.reduce<unknown>((at, key) => nodeOf(at)[key], document));
}

export function nodeOf(value: unknown): JsonNode {
  return isNode(value) ? value : {};
}

/** `POST /orders`, as Express writes its path: `/orders/:orderId`. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{([^}]+)\}/g, ':$1');
}

/** Literal segments win over templated ones (OpenAPI 3.1.1, section 4.8.8.2). */
export function byPrecedence(one: { readonly path: string }, other: { readonly path: string }): number {
  const [left, right] = [one.path, other.path].map((path) => path.replaceAll(/\{[^}]+\}/g, '\u{10ffff}'));
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

function operationIn(document: object, { id, method, path }: OperationContract): { item: JsonNode; node: JsonNode } {
  const item = resolved(document, nodeOf(nodeOf(document).paths)[path]);
  const node = item[method];
  if (!isNode(node)) throw new Error(`the OpenAPI document has no ${method.toUpperCase()} ${path} (${id})`);
  return { item, node };
}

function mediaTypesOf(content: JsonNode): readonly string[] {
  return Object.keys(nodeOf(content.content)).map((type) => type.toLowerCase());
}

function namesIn(parameters: readonly JsonNode[], place: ParameterPlace): string[] {
  return parameters.flatMap(({ in: where, name }) => (where === place && typeof name === 'string' ? [name] : []));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNode(value: unknown): value is JsonNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
