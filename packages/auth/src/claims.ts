import type { Caller } from '@kada-mandiya/contract';
import { z } from 'zod';
import type { RefusalReason } from './verification.ts';

/** What of a token's claims counts, once its signature is known to be good. */
export interface Claims {
  readonly caller: Caller;
  /** These are seconds since 1970 (RFC 7519, section 2: NumericDate). */
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
}

/** Nobody is handed a token for longer, so none is believed for longer: seconds. */
export const longestLifetime = 86_400;

/** The end of the year 9999. */
const lastDate = 253_402_300_799;
const numericDate = z.number().min(0).max(lastDate);

/** Who a token may speak for: an id as the contracts print it (RFC 9562, section 4: in lower case), and what its owner may do. */
export const callerClaims = z.object({
  sub: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  roles: z.array(z.string().min(1).max(64)).max(32),
});

const ownClaims = callerClaims.extend({ iat: numericDate, nbf: numericDate.optional(), exp: numericDate });

/** Whom tokens must come from, and for whom they must be. */
export interface Parties {
  readonly issuer: string;
  readonly audience: string;
}

/** @throws where one is missing: a token without it would then be right */
export function requireParties({ issuer, audience }: Parties): void {
  if (!issuer || !audience) throw new RangeError('tokens have an issuer and an audience');
}

/** What does not depend on the time (RFC 7519, section 4.1). */
export function readClaims(claims: Readonly<Record<string, unknown>>, { issuer, audience }: Parties): Claims | RefusalReason {
  if (claims.iss !== issuer) return 'issuer';
  if (!isFor(audience, claims.aud)) return 'audience';
  const own = ownClaims.safeParse(claims);
  if (!own.success) return 'claims';
  const { sub, roles, iat, nbf = iat, exp } = own.data;
  if (exp <= iat || exp <= nbf || exp - iat > longestLifetime) return 'claims';
  return { caller: Object.freeze({ id: sub, roles: Object.freeze(roles) }), issuedAt: iat, notBefore: nbf, expiresAt: exp };
}

/** One audience, or several of which it is one; a list with anything else in it is none. */
function isFor(audience: string, claim: unknown): boolean {
  if (!Array.isArray(claim)) return claim === audience;
  return claim.every((one) => typeof one === 'string') && claim.includes(audience);
}

/** What depends on the time; `now` and `leeway` in seconds. At no time (NaN) every token is refused. */
export function refusedAt({ issuedAt, notBefore, expiresAt }: Claims, now: number, leeway: number): 'not-yet-valid' | 'expired' | undefined {
  if (!(now + leeway >= Math.max(issuedAt, notBefore))) return 'not-yet-valid';
  return now < expiresAt + leeway ? undefined : 'expired';
}
