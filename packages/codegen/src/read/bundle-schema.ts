import { isJsonObject, type JsonValue } from '../ir/json.ts';
import type { Bundle } from './bundle-parts.ts';
import { childOf, childrenOf, type Node } from './node.ts';
import { resolveReference } from './references.ts';

/** Where JSON Schemas of any dialect hold further ones. */
const single = new Set([
  'additionalItems',
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const several = new Set(['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems']);
const named = new Set(['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties']);

type ImportPart = (
  bundle: Bundle,
  node: Node,
  print: (part: Node) => JsonValue,
) => { readonly reference?: string; readonly standsFor?: Node };

/** A schema with its references made local; examples, defaults and the like are data and stay as they are. */
export function bundleSchema(bundle: Bundle, node: Node, importPart: ImportPart): JsonValue {
  const visit = (part: Node): JsonValue => bundleSchema(bundle, part, importPart);
  if (!isJsonObject(node.value)) return node.value;
  const { reference, standsFor } = importPart(bundle, node, visit);
  if (standsFor !== undefined) return visit(standsFor);
  const entries = childrenOf(node).map(({ key, node: value }): readonly [string, JsonValue] => {
    if (key === '$ref' && reference !== undefined) return [key, reference];
    if (key === 'discriminator') return [key, bundleDiscriminator(bundle, value, importPart)];
    if (Array.isArray(value.value)) {
      return [key, several.has(key) ? childrenOf(value).map(({ node: item }) => visit(item)) : value.value];
    }
    if (single.has(key)) return [key, visit(value)];
    return [key, named.has(key) && isJsonObject(value.value) ? visitEach(value, visit) : value.value];
  });
  return Object.fromEntries(entries);
}

function visitEach(node: Node, visit: (part: Node) => JsonValue): JsonValue {
  return Object.fromEntries(childrenOf(node).map(({ key, node: value }) => [key, visit(value)]));
}

/**
 * A mapping's values are names of components or references (OpenAPI 3.1, Discriminator Object); they become
 * references.
 */
function bundleDiscriminator(bundle: Bundle, node: Node, importPart: ImportPart): JsonValue {
  const mapping = childOf(node, 'mapping');
  if (mapping === undefined || !isJsonObject(mapping.value) || !isJsonObject(node.value)) return node.value;
  const entries = childrenOf(mapping).map(({ key, node: value }) => {
    const reference = typeof value.value === 'string' ? mappedReference(bundle, node.file, value.value) : undefined;
    if (reference === undefined) return [key, value.value] as const;
    const asReference: Node = { ...value, value: { $ref: reference } };
    const imported = importPart(bundle, asReference, (part) => bundleSchema(bundle, part, importPart));
    return [key, imported.reference ?? reference] as const;
  });
  return Object.fromEntries([...Object.entries(node.value), ['mapping', Object.fromEntries(entries)]]);
}

/** What leads somewhere as a reference is one; anything else is the name of a component. */
function mappedReference({ files }: Bundle, from: string, value: string): string | undefined {
  const candidates = [value, `#/components/schemas/${value}`];
  return candidates.find((reference) => resolveReference(files, from, reference).kind === 'found');
}
