import type { OperationContract } from '@kada-mandiya/contract';
import { byPrecedence } from '../http/document.ts';
import { answerCheck } from './answer-check.ts';

export interface ContractFetchOptions {
  /** The OpenAPI document of what is asked: a service's, or the public one of the gateway. */
  readonly document: object;
  /** The operations in it. */
  readonly operations: readonly OperationContract[];
}

/**
 * A `fetch` for generated clients in tests: it checks every answer, errors too, against the contract, and rejects with a
 * `ContractViolation` where it is not as declared. An address that no operation has is refused.
 */
export function contractFetch({ document, operations }: ContractFetchOptions): (request: Request) => Promise<Response> {
  const check = answerCheck(document);
  const routes = operations.toSorted(byPrecedence).map((operation) => ({ operation, pattern: patternOf(operation) }));
  return async (request) => {
    const { pathname } = new URL(request.url);
    const method = request.method.toLowerCase();
    const found = routes.find(({ operation, pattern }) => operation.method === method && pattern.test(pathname));
    if (found === undefined) throw new Error(`no operation of the contract is ${request.method} ${pathname}`);
    const response = await fetch(request);
    const body = new Uint8Array(await response.clone().arrayBuffer());
    check(found.operation, { status: response.status, headers: Object.fromEntries(response.headers), body });
    return response;
  };
}

function patternOf({ path }: OperationContract): RegExp {
  const segments = path.split('/').map((segment) => (/^\{[^}]+\}$/.test(segment) ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
