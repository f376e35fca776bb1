import type { Caller } from '@kada-mandiya/contract';
import type { Logger } from '@kada-mandiya/logger';
import type { JwkSet } from './public-keys.ts';
import { createTokenVerifier, type TokenVerifier } from './verifier.ts';

/** Of a request, what says who sent it; Node's and Express's fit. */
export interface RequestWithHeaders {
  readonly headers: { readonly authorization?: string | undefined };
}

/** Who sent a request; `undefined` where it has no token or none that is good. */
export type BearerAuthentication = (request: RequestWithHeaders) => Caller | undefined;

/** RFC 6750, section 2.1; the scheme has no case (RFC 9110, section 11.1). */
const bearerCredentials = /^bearer +([\w.~+/=-]+) *$/i;

/**
 * Reads the access token of `Authorization: Bearer …` (RFC 6750), for `authenticate` of the kit and for the gateway. Why
 * one is refused is logged, at info, or at debug where it has just expired; the token never is.
 *
 * @example
 * createHttpApp({ contract, handlers, tools, authenticate: bearerAuthentication(verifier, { logger }) });
 */
export function bearerAuthentication(verifier: TokenVerifier, { logger }: { readonly logger?: Logger } = {}): BearerAuthentication {
  return ({ headers: { authorization } }) => {
    if (authorization === undefined) return undefined;
    const [, token] = bearerCredentials.exec(authorization) ?? [];
    const verification = token === undefined ? undefined : verifier.verify(token);
    if (verification?.kind === 'verified') return verification.caller;
    const reason = verification?.reason ?? 'not-bearer';
    logger?.[reason === 'expired' ? 'debug' : 'info']({ reason }, 'the access token was refused');
    return undefined;
  };
}

/** What a service that verifies tokens is given: the kit's `ServiceContext` fits. */
export interface TokenContext {
  readonly config: { readonly JWT_PUBLIC_KEYS: JwkSet; readonly JWT_ISSUER: string; readonly JWT_AUDIENCE: string };
  readonly clock: { now(): Date };
  readonly logger: Logger;
}

/**
 * The `authenticate` of every service but auth-service, by its configuration (`authConfig`) and its clock.
 *
 * @example
 * defineService({ contract, config: kitConfig.extend(authConfig.shape), authenticate: authenticateByToken, … });
 */
export function authenticateByToken({ config, clock, logger }: TokenContext): BearerAuthentication {
  const { JWT_PUBLIC_KEYS: keys, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = config;
  return bearerAuthentication(createTokenVerifier(keys, { issuer, audience, now: () => clock.now() }), { logger });
}
