import type { Api, HttpOperation } from '../../ir/contract.ts';
import type { Party } from '../finding.ts';
import type { Views } from '../views/views.ts';

/** An operation of an API, on one side of a comparison. */
export interface OperationIn {
  readonly api: Api;
  readonly operation: HttpOperation;
}

/** Both sides of an operation that is there before and after. */
export interface OperationChange {
  readonly before: OperationIn & { readonly views: Views };
  readonly after: OperationIn & { readonly views: Views };
}

/** `POST /orders of order-service`. */
export function operationName({ api, operation }: OperationIn): string {
  return `${operation.method.toUpperCase()} ${operation.path} of ${api.name}`;
}

/** Who calls an operation: contracts name no callers, so it is whoever can. */
export function callersOf({ api, operation }: OperationIn): readonly Party[] {
  const role = operation.internal ? `call ${operation.id}` : `call ${operation.id} through the gateway`;
  return [{ name: `callers of ${api.name}`, role }];
}

/** Callers, and the gateway that leads them there. */
export function callersAndGateway(one: OperationIn): readonly Party[] {
  const { operation } = one;
  const gateway: readonly Party[] = operation.internal ? [] : [{ name: 'gateway', role: `routes ${operation.method.toUpperCase()} ${operation.path}` }];
  return [...gateway, ...callersOf(one)];
}
