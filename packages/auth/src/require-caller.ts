import type { Caller } from '@kada-mandiya/contract';
import { currentContext } from '@kada-mandiya/logger';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { notSignedIn, roleMissing, type AccessRefusal } from './access-refusal.ts';
import type { BearerAuthentication } from './bearer.ts';
import { hasRole } from './roles.ts';

/** An Express 5 `RequestHandler`, without needing Express. */
export type RequireCallerHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface RequireCallerOptions {
  /** Any of them suffices; none is asked for unless given. */
  readonly roles?: readonly string[];
}

const callers = new WeakMap<object, Caller>();

/** Who sent a request that `requireCaller` let pass. */
export function callerOf(request: object): Caller | undefined {
  return callers.get(request);
}

/**
 * Express middleware for routes that no contract declares; the kit does the same for those that one does. Without a good
 * token the answer is 401 (RFC 6750, section 3), without one of the roles 403, both as problem documents (RFC 9457).
 *
 * @example
 * app.get('/metrics', requireCaller(bearerAuthentication(verifier), { roles: ['admin'] }), sendMetrics);
 */
export function requireCaller(authenticate: BearerAuthentication, { roles = [] }: RequireCallerOptions = {}): RequireCallerHandler {
  return (request, response, next) => {
    const caller = authenticate(request);
    if (caller === undefined) {
      refuse(response, notSignedIn(request));
    } else if (roles.length > 0 && !hasRole(caller, ...roles)) {
      refuse(response, roleMissing(roles));
    } else {
      callers.set(request, caller);
      next();
    }
  };
}

function refuse(response: ServerResponse, { status, code, title, detail, headers }: AccessRefusal): void {
  const type = `https://kada-mandiya.example/problems/${code}`;
  const correlationId = currentContext()?.correlationId ?? randomUUID();
  const body = JSON.stringify({ type, title, status, detail, code, correlationId });
  response.writeHead(status, { ...headers, 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body) }).end(body);
}
