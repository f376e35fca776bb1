import { isJsonArray, isJsonObject } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';

/** The kinds of objects in an OpenAPI document that can hold a reference, directly or further down. */
export type NodeKind =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'callback'
  | 'parameter'
  | 'header'
  | 'requestBody'
  | 'mediaType'
  | 'encoding'
  | 'response'
  | 'link'
  | 'example'
  | 'securityScheme'
  | 'schema';

/** Where children of a node stand: under the key itself, in a list or in a map. */
type Child = readonly ['one' | 'list' | 'map', NodeKind];

interface Children {
  readonly [key: string]: Child;
}

const parameterLike: Children = {
  schema: ['one', 'schema'],
  content: ['map', 'mediaType'],
  examples: ['map', 'example'],
};

/** OpenAPI 3.1.1, section 4.8, and JSON Schema 2020-12: every key under which a node has nodes. */
const children: { readonly [Kind in NodeKind]: Children } = {
  document: {
    paths: ['map', 'pathItem'],
    webhooks: ['map', 'pathItem'],
    components: ['one', 'components'],
  },
  components: {
    schemas: ['map', 'schema'],
    responses: ['map', 'response'],
    parameters: ['map', 'parameter'],
    examples: ['map', 'example'],
    requestBodies: ['map', 'requestBody'],
    headers: ['map', 'header'],
    securitySchemes: ['map', 'securityScheme'],
    links: ['map', 'link'],
    callbacks: ['map', 'callback'],
    pathItems: ['map', 'pathItem'],
  },
  pathItem: {
    parameters: ['list', 'parameter'],
    get: ['one', 'operation'],
    put: ['one', 'operation'],
    post: ['one', 'operation'],
    delete: ['one', 'operation'],
    options: ['one', 'operation'],
    head: ['one', 'operation'],
    patch: ['one', 'operation'],
    trace: ['one', 'operation'],
  },
  operation: {
    parameters: ['list', 'parameter'],
    requestBody: ['one', 'requestBody'],
    responses: ['map', 'response'],
    callbacks: ['map', 'callback'],
  },
  callback: {},
  parameter: parameterLike,
  header: parameterLike,
  requestBody: { content: ['map', 'mediaType'] },
  mediaType: {
    schema: ['one', 'schema'],
    examples: ['map', 'example'],
    encoding: ['map', 'encoding'],
  },
  encoding: { headers: ['map', 'header'] },
  response: {
    headers: ['map', 'header'],
    content: ['map', 'mediaType'],
    links: ['map', 'link'],
  },
  link: {},
  example: {},
  securityScheme: {},
  schema: {
    items: ['one', 'schema'],
    contains: ['one', 'schema'],
    unevaluatedItems: ['one', 'schema'],
    additionalProperties: ['one', 'schema'],
    propertyNames: ['one', 'schema'],
    unevaluatedProperties: ['one', 'schema'],
    not: ['one', 'schema'],
    if: ['one', 'schema'],
    then: ['one', 'schema'],
    else: ['one', 'schema'],
    prefixItems: ['list', 'schema'],
    allOf: ['list', 'schema'],
    anyOf: ['list', 'schema'],
    oneOf: ['list', 'schema'],
    properties: ['map', 'schema'],
    patternProperties: ['map', 'schema'],
    dependentSchemas: ['map', 'schema'],
    $defs: ['map', 'schema'],
  },
};

/** Gives the node that stands in the place of another, whose children are done already. */
export type Rewrite = (kind: NodeKind, node: JsonObject) => JsonValue;

/**
 * Rewrites every node of a part of an OpenAPI document, children first. What is data (examples, defaults, enums,
 * extensions) is no node and stays as it is, even where it looks like one.
 */
export function rewriteNodes(kind: NodeKind, value: JsonValue, rewrite: Rewrite): JsonValue {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, JsonValue] => {
    const child = childOf(kind, key);
    return [key, child === undefined ? item : rewriteChild(child, item, rewrite)];
  });
  return rewrite(kind, Object.fromEntries(entries));
}

function childOf(kind: NodeKind, key: string): Child | undefined {
  if (kind === 'callback') return key === '$ref' || key.startsWith('x-') ? undefined : ['one', 'pathItem'];
  return Object.hasOwn(children[kind], key) ? children[kind][key] : undefined;
}

function rewriteChild([place, kind]: Child, value: JsonValue, rewrite: Rewrite): JsonValue {
  if (place === 'one') return rewriteNodes(kind, value, rewrite);
  if (place === 'list') {
    return isJsonArray(value) ? value.map((item) => rewriteNodes(kind, item, rewrite)) : value;
  }
  return isJsonObject(value) ? mapValues(value, (item) => rewriteNodes(kind, item, rewrite)) : value;
}

/** An object with each value replaced; keys such as `__proto__` stay own properties. */
export function mapValues(object: JsonObject, to: (value: JsonValue, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, to(value, key)]));
}
