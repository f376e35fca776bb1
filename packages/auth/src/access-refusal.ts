import type { RequestWithHeaders } from './bearer.ts';

/** Why a request is refused for who sent it, as a problem document says it (RFC 9457), and its headers. */
export interface AccessRefusal {
  readonly status: 401 | 403;
  readonly code: 'token-invalid' | 'role-missing';
  readonly title: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer to a request without a good token. RFC 6750, section 3.1: no error code where there is no token at all. */
export function notSignedIn({ headers: { authorization } }: RequestWithHeaders): AccessRefusal {
  const hasToken = authorization !== undefined;
  return {
    status: 401,
    code: 'token-invalid',
    title: 'Access token missing or invalid',
    detail: hasToken ? 'The access token is not, or no longer, good.' : 'There is no access token.',
    headers: { 'www-authenticate': hasToken ? 'Bearer error="invalid_token"' : 'Bearer' },
  };
}

/** The answer to a caller who has none of the roles of which one is needed. */
export function roleMissing(roles: readonly string[]): AccessRefusal {
  return { status: 403, code: 'role-missing', title: 'Role missing', detail: `This needs the role ${roles.join(' or ')}.`, headers: {} };
}
