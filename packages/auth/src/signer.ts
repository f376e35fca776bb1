import type { Caller } from '@kada-mandiya/contract';
import jsonwebtoken from 'jsonwebtoken';
import { callerClaims, longestLifetime, requireParties } from './claims.ts';
import { longestToken } from './compact-token.ts';
import type { SigningKey } from './signing-keys.ts';

export interface TokenSignerOptions {
  readonly key: SigningKey;
  readonly issuer: string;
  readonly audience: string;
  /** From 1 second to a day. */
  readonly lifetimeSeconds: number;
  readonly now?: () => Date;
}

export interface SignedToken {
  /** In JWS compact form: a credential. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface TokenSigner {
  /** @throws where the caller's id is no UUID in lower case, or a role is no text of 1 to 64 characters, or there are more than fit */
  readonly sign: (caller: Caller) => SignedToken;
}

/**
 * Signs access tokens (RFC 7519): RS256, `kid`, `iss`, `aud`, `sub`, `roles`, `iat`, `exp`. Only auth-service does. A
 * signature takes some hundred microseconds on the calling thread.
 *
 * @throws for a lifetime that no verifier would accept
 */
export function createTokenSigner({ key, issuer, audience, lifetimeSeconds, now = () => new Date() }: TokenSignerOptions): TokenSigner {
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1 || lifetimeSeconds > longestLifetime) {
    throw new RangeError(`a token's lifetime is a whole number of seconds, from 1 to ${longestLifetime}`);
  }
  requireParties({ issuer, audience });
  return {
    sign: (caller) => {
      const own = callerClaims.parse({ sub: caller.id, roles: caller.roles });
      const issuedAt = Math.floor(now().getTime() / 1000);
      const expiresAt = issuedAt + lifetimeSeconds;
      const claims = { iss: issuer, aud: audience, ...own, iat: issuedAt, exp: expiresAt };
      const token = jsonwebtoken.sign(claims, key.privateKey, { algorithm: 'RS256', keyid: key.kid });
      if (token.length > longestToken) throw new RangeError(`a token has at most ${longestToken} characters`);
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
  };
}
