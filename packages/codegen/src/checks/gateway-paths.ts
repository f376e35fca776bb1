import type { Problem } from '../diagnostics/problem.ts';
import type { Api, Contract, HttpOperation } from '../ir/contract.ts';
import { keyOf } from '../ir/origin.ts';
import { quote } from './check.ts';
import { pathShape } from './distinct-paths.ts';

interface Taken {
  readonly api: Api;
  readonly operation: HttpOperation;
}

/**
 * Behind the gateway all services share one space of paths: an operation belongs to one service, and one path is
 * written in one way. Internal operations are not there.
 */
export function* gatewayPaths({ apis }: Contract): Iterable<Problem> {
  const taken = new Map<string, Taken[]>();
  for (const api of apis) {
    for (const operation of api.operations.filter(({ internal }) => !internal)) {
      const shape = pathShape(operation.path);
      const others = taken.get(shape) ?? [];
      const clash = others.find((other) => collides(other, { api, operation }));
      if (clash !== undefined) yield problem(operation, clash);
      taken.set(shape, [...others, { api, operation }]);
    }
  }
}

/** Within one document the same path twice is a duplicate key, and another spelling of it a rule of its own. */
function collides(one: Taken, other: Taken): boolean {
  if (one.api === other.api) return false;
  return one.operation.path !== other.operation.path || one.operation.method === other.operation.method;
}

function problem({ path, pathOrigin, method }: HttpOperation, { api, operation }: Taken): Problem {
  const message =
    operation.path === path
      ? `${method} ${quote(path)} is also served by ${api.name}: the gateway could not tell where to send it`
      : `${quote(path)} and ${quote(operation.path)} of ${api.name} match the same requests at the gateway`;
  return { code: 'PATH_COLLISION', message, origin: keyOf(pathOrigin) };
}
