import type { Api, HttpOperation } from '../../ir/contract.ts';
import { isJsonArray, isJsonObject, own } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';
import { resolveNode } from './component-references.ts';

/**
 * An operation as its bundled document has it, alone: with its path item's parameters and its document's security,
 * and without servers.
 */
export function operationNode(api: Api, operation: HttpOperation): JsonObject {
  const paths = own(api.bundled, 'paths');
  const item = isJsonObject(paths) ? resolveNode(api.bundled, own(paths, operation.path)) : undefined;
  const node = item === undefined ? undefined : own(item, operation.method);
  if (item === undefined || !isJsonObject(node)) return {};
  const parameters = mergeParameters(api.bundled, own(item, 'parameters'), own(node, 'parameters'));
  return {
    ...Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'servers')),
    ...(parameters.length === 0 ? {} : { parameters }),
    security: own(node, 'security') ?? own(api.bundled, 'security') ?? [],
  };
}

/**
 * `x-raw-body`: the service needs the body's bytes as they were sent, as one does that checks a signature over them.
 */
export function needsRawBody(api: Api, operation: HttpOperation): boolean {
  return own(operationNode(api, operation), 'x-raw-body') === true;
}

/** An operation's own parameter stands in for its path item's of the same name and place (OpenAPI 3.1.1, 4.8.10.1). */
function mergeParameters(
  document: JsonObject,
  ofItem: JsonValue | undefined,
  ofOperation: JsonValue | undefined,
): JsonValue[] {
  const merged = new Map<string, JsonValue>();
  for (const parameter of [ofItem, ofOperation].flatMap((list) => (isJsonArray(list) ? list : []))) {
    const resolved = resolveNode(document, parameter) ?? {};
    merged.set(JSON.stringify([own(resolved, 'in'), own(resolved, 'name')]), parameter);
  }
  return [...merged.values()];
}
