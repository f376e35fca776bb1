import { isJsonArray, isJsonObject, own } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';
import { resolveNode } from './component-references.ts';
import { mapValues, rewriteNodes } from './openapi-nodes.ts';

/**
 * A document that openapi-typescript 7 prints without fault: without what it gives a meaning that JSON Schema does not
 * (`discriminator`, `readOnly`, `$defs`), and without the forms that make it throw.
 */
export function prepareDocument(document: JsonObject): JsonObject {
  const shallow = rewriteNodes('document', document, (kind, node) => {
    if (kind === 'schema') return withoutDeepReference(node, document, []);
    return kind === 'header' ? withoutReferenceToOptional(node, document) : node;
  });
  const prepared = rewriteNodes('document', shallow, (kind, node) => {
    const texts = mapValues(node, (item, key) => (documentationKeys.has(key) ? harmlessText(item) : item));
    if (kind === 'operation') return withoutOddId(texts);
    return kind === 'schema' ? prepareSchema(texts) : texts;
  });
  return isJsonObject(prepared) ? prepared : document;
}

const documentationKeys: ReadonlySet<string> = new Set(['title', 'summary', 'description', 'format']);

/** Text is trimmed, so that it must be text; and a comment must not start with what TypeScript takes for an order. */
function harmlessText(value: JsonValue): JsonValue {
  return typeof value === 'string' ? value.replace(/^\s*@(?=ts-)/gm, '') : '';
}

/** An operation whose id is no plain word is printed under its path only. */
function withoutOddId(operation: JsonObject): JsonObject {
  const id = own(operation, 'operationId');
  return typeof id === 'string' && /^[\w$.-]+$/.test(id) ? operation : without(operation, ['operationId']);
}

/** A reference to something inside a component is replaced by what it leads to; one that leads to itself, by anything. */
function withoutDeepReference(schema: JsonObject, document: JsonObject, trail: readonly string[]): JsonValue {
  const reference = own(schema, '$ref');
  if (typeof reference !== 'string' || /^#\/components\/[^/]+\/[^/]+$/.test(reference)) return schema;
  const target = trail.includes(reference) ? undefined : resolveNode(document, schema);
  return rewriteNodes('schema', target ?? {}, (kind, node) =>
    kind === 'schema' ? withoutDeepReference(node, document, [...trail, reference]) : node,
  );
}

/** A header by reference is printed as if it were always there. */
function withoutReferenceToOptional(header: JsonObject, document: JsonObject): JsonObject {
  const target = resolveNode(document, header);
  return target === undefined || own(target, 'required') === true ? header : target;
}

function prepareSchema(schema: JsonObject): JsonObject {
  const enumOfObjects = namesType(schema, 'object') ? ['enum'] : [];
  const required = isJsonArray(own(schema, 'required')) ? [] : ['required'];
  const kept = without(schema, [...misread, ...enumOfObjects, ...required]);
  return mapValues(kept, (item, key) =>
    key === 'allOf' && isJsonArray(item) ? item.map((part) => (typeof part === 'boolean' ? {} : part)) : item,
  );
}

/**
 * `discriminator` and `readOnly` would change the types of other schemas and of the properties, `$defs` would become
 * one, and `patternProperties` would hold for the other properties too.
 */
const misread: readonly string[] = ['discriminator', 'readOnly', 'writeOnly', '$defs', 'patternProperties'];

function namesType(schema: JsonObject, type: string): boolean {
  const types = own(schema, 'type');
  return types === type || (isJsonArray(types) && types.includes(type));
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
