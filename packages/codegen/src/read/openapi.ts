import type { Api, HttpMethod, HttpOperation, RateLimit, SecurityScheme } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import type { NamedSchema, SchemaId } from '../ir/schema.ts';
import type { Dialect } from '../schema/read.ts';
import { layersOf, textOf, textsOf } from './layers.ts';
import { freshName } from './names.ts';
import { childOf, childrenOf, keyOriginOf, originOf, type Node } from './node.ts';
import { readParameters, readRequestBody, readResponses, type ApiReading } from './openapi-bodies.ts';
import type { Reading } from './reading.ts';
import { follow } from './references.ts';

/** Reads one OpenAPI document. What the grammar has refused is left out, silently. */
export function readApi(
  reading: Reading,
  root: Node,
  { name, version, dialect }: { name: string; version: Api['openapi']; dialect: Dialect },
): { api: Omit<Api, 'schemas' | 'bundled'>; schemas: readonly NamedSchema[]; unnamed: readonly SchemaId[] } {
  const used = new Map<SchemaId, string | undefined>();
  const apiReading: ApiReading = { ...reading, dialect, used, security: childOf(root, 'security') };
  const info = layersOf([root], 'info');
  const api = {
    name,
    origin: originOf(root),
    title: textOf(info, 'title') ?? name,
    version: textOf(info, 'version') ?? '',
    openapi: version,
    ...textsOf(info, 'description'),
    operations: withIds(readPaths(apiReading, root)),
    securitySchemes: readSecuritySchemes(apiReading, root),
  };
  const named = [...used].flatMap(([id, usedName]) => (usedName === undefined ? [] : [{ name: usedName, id }]));
  const unnamed = [...used].flatMap(([id, usedName]) => (usedName === undefined ? [id] : []));
  return { api, schemas: [...componentSchemas(apiReading, root), ...named], unnamed };
}

const methods = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
] as const satisfies readonly HttpMethod[];

type Unnamed = Omit<HttpOperation, 'id'> & { readonly id?: string };

function readPaths(reading: ApiReading, root: Node): readonly Unnamed[] {
  const paths = childOf(root, 'paths');
  if (paths === undefined || !isJsonObject(paths.value)) return [];
  return childrenOf(paths).flatMap(({ key: path, node: entry }) => {
    if (!path.startsWith('/')) return [];
    const layers = pathLayers(reading, entry);
    return methods.flatMap((method) => {
      const node = layers.map((layer) => childOf(layer, method)).find((found) => found !== undefined);
      if (node === undefined || !isJsonObject(node.value)) return [];
      const shared = layers.map((layer) => childOf(layer, 'parameters')).find((found) => found !== undefined);
      return [readOperation(reading, { node, method, path, entry, shared })];
    });
  });
}

/** A path item, and what its `$ref` leads to: what stands here wins (OpenAPI leaves a conflict open). */
function pathLayers(reading: ApiReading, entry: Node): readonly Node[] {
  const target = follow(reading.files, entry);
  return target === undefined || target === entry ? [entry] : [entry, target];
}

interface OperationEntry {
  readonly node: Node;
  readonly method: HttpMethod;
  readonly path: string;
  readonly entry: Node;
  readonly shared: Node | undefined;
}

function readOperation(reading: ApiReading, { node, method, path, entry, shared }: OperationEntry): Unnamed {
  const tags = childOf(node, 'tags')?.value;
  const roles = reading.house ? childOf(node, 'x-roles')?.value : undefined;
  const rateLimit = reading.house ? readRateLimit(childOf(node, 'x-rate-limit')) : undefined;
  const requestBody = readRequestBody(reading, childOf(node, 'requestBody'));
  const id = textOf([node], 'operationId');
  const security = childOf(node, 'security') ?? reading.security;
  return {
    ...(id === undefined || id === '' ? {} : { id }),
    origin: originOf(node),
    method,
    path,
    pathOrigin: originOf(entry),
    ...textsOf([node], 'summary', 'description'),
    tags: textList(tags),
    parameters: readParameters(reading, shared, childOf(node, 'parameters')),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: readResponses(reading, childOf(node, 'responses')),
    security: readSecurity(security),
    ...(security === undefined ? {} : { securityOrigin: keyOriginOf(security) }),
    roles: textList(roles),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    internal: reading.house && childOf(node, 'x-internal')?.value === true,
    ...(childOf(node, 'deprecated')?.value === true ? { deprecated: true as const } : {}),
  };
}

/** Gives a name to operations without `operationId`: `getOrdersByOrderId`. */
function withIds(operations: readonly Unnamed[]): readonly HttpOperation[] {
  const taken = new Set(operations.flatMap(({ id }) => (id === undefined ? [] : [id])));
  return operations.map((operation) => ({ ...operation, id: operation.id ?? freshName(impliedId(operation), taken) }));
}

function impliedId({ method, path }: Pick<Unnamed, 'method' | 'path'>): string {
  const words = path
    .split('/')
    .flatMap((segment) => segment.replace(/\{([^}]*)\}/g, ' by $1 ').split(/[^\p{L}\p{N}]+/u));
  return (
    method +
    words
      .filter((word) => word !== '')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')
  );
}

function readSecurity(node: Node | undefined): readonly (readonly string[])[] {
  if (node === undefined || !Array.isArray(node.value)) return [];
  return childrenOf(node).flatMap(({ node: requirement }) =>
    isJsonObject(requirement.value) ? [Object.keys(requirement.value)] : [],
  );
}

function readSecuritySchemes(reading: ApiReading, root: Node): readonly SecurityScheme[] {
  const schemes = ['components', 'securitySchemes'].reduce<Node | undefined>((node, key) => (node === undefined ? undefined : childOf(node, key)), root);
  return childrenOf(schemes ?? { ...root, value: null }).flatMap(({ key: name, node: entry }) => {
    const node = follow(reading.files, entry);
    return node === undefined || !isJsonObject(node.value) ? [] : [{ name, scheme: node.value, origin: originOf(node) }];
  });
}

function readRateLimit(node: Node | undefined): RateLimit | undefined {
  if (node === undefined) return undefined;
  const limit = childOf(node, 'limit')?.value;
  const windowSeconds = childOf(node, 'windowSeconds')?.value;
  const by = childOf(node, 'by')?.value;
  if (typeof limit !== 'number' || typeof windowSeconds !== 'number' || (by !== 'user' && by !== 'address')) {
    return undefined;
  }
  return { limit, windowSeconds, by };
}

function componentSchemas(reading: ApiReading, root: Node): readonly NamedSchema[] {
  const components = childOf(root, 'components');
  const schemas = components === undefined ? undefined : childOf(components, 'schemas');
  if (schemas === undefined || !isJsonObject(schemas.value)) return [];
  return childrenOf(schemas).flatMap(({ key: name, node }) => {
    const id = reading.idOf({ node, dialect: reading.dialect });
    return id === undefined ? [] : [{ name, id }];
  });
}

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
