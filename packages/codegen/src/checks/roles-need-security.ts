import type { Problem } from '../diagnostics/problem.ts';
import type { Contract, HttpOperation } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';

/** Only a caller who is known can have a role, or a rate limit of his own. */
export function* rolesNeedSecurity({ apis }: Contract): Iterable<Problem> {
  for (const operation of apis.flatMap(({ operations }) => operations)) {
    const { id, origin, roles, rateLimit } = operation;
    if (isSecured(operation)) continue;
    if (roles.length > 0) {
      yield {
        code: 'ROLES_WITHOUT_SECURITY',
        message: `${id} asks for a role, but its "security" lets anybody in`,
        origin: keyOf(below(origin, 'x-roles')),
      };
    }
    if (rateLimit?.by === 'user') {
      const message = `${id} counts requests by user, but its "security" lets anybody in; count by address`;
      yield { code: 'ROLES_WITHOUT_SECURITY', message, origin: below(origin, 'x-rate-limit', 'by') };
    }
  }
}

/** Whether an operation is for signed-in callers only: every alternative asks for something. */
export function isSecured({ security }: HttpOperation): boolean {
  return security.length > 0 && security.every((schemes) => schemes.length > 0);
}
