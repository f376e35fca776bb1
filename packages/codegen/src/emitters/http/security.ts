import type { HttpOperation } from '../../ir/contract.ts';

/** Whether nobody is let in without credentials: each alternative asks for some (OpenAPI 3.1.1, section 4.8.30). */
export function isSecured({ security }: HttpOperation): boolean {
  return security.length > 0 && security.every((alternative) => alternative.length > 0);
}

/** Whether those who have credentials may show them, but nobody has to. */
export function mayIdentify(operation: HttpOperation): boolean {
  return operation.security.some((alternative) => alternative.length > 0) && !isSecured(operation);
}
