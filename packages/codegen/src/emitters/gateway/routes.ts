import type { Route } from '@kada-mandiya/contract';

import type { Contract } from '../../ir/contract.ts';
import { needsRawBody } from '../http/operation-node.ts';
import { isSecured } from '../http/security.ts';

/**
 * What the gateway forwards: every operation of every service but the internal ones, in an order in which the first
 * match is the right one, since a static part of a path comes before a templated one (OpenAPI 3.1.1, section 4.8.8).
 */
export function routesOf({ apis, services }: Contract): Route[] {
  const serviceOf = new Map(services.flatMap(({ name, api }) => (api === undefined ? [] : [[api, name] as const])));
  return apis
    .flatMap((api) =>
      api.operations
        .filter(({ internal }) => !internal)
        .map((operation) => ({
          method: operation.method,
          path: operation.path,
          service: serviceOf.get(api.name) ?? api.name,
          operationId: operation.id,
          secured: isSecured(operation),
          roles: operation.roles,
          ...(operation.rateLimit === undefined ? {} : { rateLimit: operation.rateLimit }),
          rawBody: needsRawBody(api, operation),
        })),
    )
    .sort((left, right) => comparePaths(left.path, right.path) || compareTexts(left.method, right.method));
}

function comparePaths(left: string, right: string): number {
  const lefts = left.split('/');
  const rights = right.split('/');
  for (let index = 0; index < Math.min(lefts.length, rights.length); index += 1) {
    const [a, b] = [lefts[index] ?? '', rights[index] ?? ''];
    const order = openness(a) - openness(b) || compareTexts(a, b);
    if (order !== 0) return order;
  }
  return lefts.length - rights.length;
}

/** A static part of a path matches one text, a mixed one some, a template all. */
function openness(segment: string): number {
  if (!segment.includes('{')) return 0;
  return /^\{[^{}]*\}$/.test(segment) ? 2 : 1;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
