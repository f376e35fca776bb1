import type { Caller } from '@kada-mandiya/contract';

/** Whether a caller has one of the roles; of none, nobody has one. */
export function hasRole(caller: Caller, ...anyOf: readonly string[]): boolean {
  return anyOf.some((role) => caller.roles.includes(role));
}

/** Whether something that belongs to `ownerId` is the caller's own. */
export function isOwner(caller: Caller, ownerId: string): boolean {
  return caller.id === ownerId;
}

/**
 * Whether a caller may see what belongs to `ownerId`: as its owner, or by one of the roles. For others the answer is 404,
 * as if it were not there.
 *
 * @example
 * if (order === undefined || !mayAccess(caller, order.userId, 'admin')) return problem(404, 'not-found');
 */
export function mayAccess(caller: Caller, ownerId: string, ...roles: readonly string[]): boolean {
  return isOwner(caller, ownerId) || hasRole(caller, ...roles);
}
