import { isObject, type JsonObject } from './json.ts';
import { exampleBodies, matchOperation, responseOf, type ApiOperation } from './operations.ts';
import type { Violation } from './violations.ts';

/** Why a request was refused that Prism found invalid: by the contract's own 400, with the faults of this request. */
export function refusalOf(operation: ApiOperation, path: string, violations: readonly Violation[]): JsonObject | undefined {
  const example = exampleBodies(responseOf(operation, 400)).find(({ value }) => isObject(value) && Array.isArray(value.errors));
  if (example === undefined || !isObject(example.value)) return undefined;
  return { ...example.value, instance: path, errors: violations.map(({ pointer, message }) => ({ pointer, message })) };
}

/** Headers that speak of the body, of which the contract has one example only: the revision as ETag, where a new thing is. */
export function headersFor(body: JsonObject, headers: { readonly etag?: string | undefined; readonly location?: string | undefined }, operations: readonly ApiOperation[]): Record<string, string> {
  const etag = headers.etag !== undefined && typeof body.revision === 'number' ? `"${String(body.revision)}"` : headers.etag;
  const location = headers.location === undefined ? undefined : placeOf(body, headers.location, operations);
  return { ...(etag !== undefined && { etag }), ...(location !== undefined && { location }) };
}

/** The same place with the ids of this body: `/orders/{orderId}` of its `orderId`. */
function placeOf(body: JsonObject, location: string, operations: readonly ApiOperation[]): string {
  const template = matchOperation(operations, 'get', location)?.operation.path;
  return template?.replaceAll(/\{([^}]+)\}/g, (whole, name: string) => (name in body ? encodeURIComponent(String(body[name])) : whole)) ?? location;
}
