import { hasRole, notSignedIn, roleMissing, type BearerAuthentication } from '@kada-mandiya/auth';
import type { Route } from '@kada-mandiya/contract';
import type { IncomingMessage } from 'node:http';
import { networkOf, type Client } from './client-address.ts';
import type { RateLimiter } from './rate-limit.ts';
import { malformed, tooLarge, tooMany, type Refusal } from './refusal.ts';

export interface AdmissionOptions {
  readonly authenticate: BearerAuthentication;
  /** Absent where nothing is limited. */
  readonly limiter: RateLimiter | undefined;
  readonly maxBodyBytes: number;
}

/** Why a request may not be sent on to its operation; `undefined` where it may. */
export type Admission = (route: Route, request: IncomingMessage, client: Client) => Refusal | undefined;

/**
 * The limit by address (429), the caller and the roles (401, 403), the limit by user (429), the body (400, 413, 501). The
 * first limit counts what does not get past the second step, so that tokens cannot be guessed at any speed.
 */
export function createAdmission({ authenticate, limiter, maxBodyBytes }: AdmissionOptions): Admission {
  const overLimit = ({ method, path, rateLimit }: Route, who: string): Refusal | undefined => {
    if (rateLimit === undefined) return undefined;
    const seconds = limiter?.take(`${method} ${path} ${who}`, rateLimit);
    return seconds === undefined ? undefined : tooMany(seconds);
  };
  return (route, request, client) => {
    const { secured, roles, rateLimit } = route;
    const byUser = secured && rateLimit?.by === 'user';
    const flooding = byUser ? undefined : overLimit(route, networkOf(client.address));
    if (flooding !== undefined) return flooding;
    if (secured) {
      const caller = authenticate(request);
      if (caller === undefined) return notSignedIn(request);
      if (roles.length > 0 && !hasRole(caller, ...roles)) return roleMissing(roles);
      const eager = byUser ? overLimit(route, caller.id) : undefined;
      if (eager !== undefined) return eager;
    }
    return bodyRefusal(request, maxBodyBytes);
  };
}

/** RFC 9112, section 6.3. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
}

/** Where such a body ends nobody can say, and so not where the next request begins. */
const last = { connection: 'close' };

/** Node has refused what has two lengths already (RFC 9112, section 6.1); what it lets through is refused here. */
function bodyRefusal(request: IncomingMessage, maxBodyBytes: number): Refusal | undefined {
  if (!hasBody(request)) return undefined;
  const { method, headers } = request;
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && headers['content-length'] !== undefined) return { ...malformed('A body has one length: Content-Length or Transfer-Encoding.'), headers: last };
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return { status: 501, detail: 'The only transfer coding known here is chunked.', headers: last };
  if (method === 'GET' || method === 'HEAD') return malformed(`A ${method} request has no body here.`);
  return Number(headers['content-length'] ?? 0) > maxBodyBytes ? tooLarge(maxBodyBytes) : undefined;
}
