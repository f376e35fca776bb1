import jsonwebtoken from 'jsonwebtoken';
import type { KeyObject } from 'node:crypto';
import { readClaims, refusedAt, requireParties, type Claims } from './claims.ts';
import { longestToken, readCompactToken } from './compact-token.ts';
import { checkPublicKeys, type JwkSet } from './public-keys.ts';
import type { RefusalReason, Verification } from './verification.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

export interface TokenRules {
  /** Who must have issued a token: `iss`. */
  readonly issuer: string;
  /** Whom it must be for: `aud`, or one of them. */
  readonly audience: string;
  /** How far the issuer's clock may be off, either way, up to 300; 5 unless given. */
  readonly leewaySeconds?: number;
  /** Of how many tokens the verified signature is remembered, since that is the costly part; 5000 unless given. */
  readonly rememberedTokens?: number;
  readonly now?: () => Date;
}

export interface TokenVerifier {
  /** Verifies a token, here and now: nobody is asked. It throws for no token. */
  readonly verify: (token: string) => Verification;
}

/**
 * Verifies access tokens: RS256 only, signed with the key of the set that the header's `kid` names, of one issuer, for
 * one audience, with `sub` (the user's id: a UUID in lower case), `roles` (an array of strings), `iat` and `exp`, and
 * with `nbf` where it is given. A token issued for more than a day, or of more than 4096 characters, is refused.
 *
 * Signatures that were good are remembered by the token's digest; the times are judged at every call.
 *
 * @throws KeySetError for keys that `readPublicKeys` would refuse; RangeError for rules that would let everything pass
 * @example
 * const verifier = createTokenVerifier(keys, { issuer: 'kada-mandiya', audience: 'kada-mandiya' });
 * const verification = verifier.verify(token);
 * if (verification.kind === 'verified') greet(verification.caller.id);
 */
export function createTokenVerifier(keys: JwkSet, rules: TokenRules): TokenVerifier {
  const { leewaySeconds = 5, rememberedTokens = 5000, now = () => new Date() } = rules;
  if (!(leewaySeconds >= 0 && leewaySeconds <= 300)) throw new RangeError('the leeway is from 0 to 300 seconds');
  requireParties(rules);
  const publicKeys = new Map(checkPublicKeys(keys).map(({ jwk, key }) => [jwk.kid, key]));
  const verified = createVerifiedTokens(rememberedTokens);
  return {
    verify: (token) => {
      if (token.length > longestToken) return { kind: 'refused', reason: 'malformed' };
      const known = verified.claimsOf(token);
      const claims = known ?? signedClaims(token, publicKeys, rules);
      if (typeof claims === 'string') return { kind: 'refused', reason: claims };
      const reason = refusedAt(claims, now().getTime() / 1000, leewaySeconds);
      if (reason !== undefined) {
        if (reason === 'expired' && known !== undefined) verified.forget(token);
        return { kind: 'refused', reason };
      }
      if (known === undefined) verified.keep(token, claims);
      return { kind: 'verified', caller: claims.caller, expiresAt: new Date(claims.expiresAt * 1000) };
    },
  };
}

function signedClaims(token: string, keys: ReadonlyMap<string, KeyObject>, rules: TokenRules): Claims | RefusalReason {
  const read = readCompactToken(token);
  if (typeof read === 'string') return read;
  const key = keys.get(read.kid);
  if (key === undefined) return 'unknown-key';
  return isSignedWith(key, token) ? readClaims(read.claims, rules) : 'signature';
}

/** Of jsonwebtoken only the signature is asked: it takes claims that are missing for good ones. */
function isSignedWith(key: KeyObject, token: string): boolean {
  try {
    jsonwebtoken.verify(token, key, { algorithms: ['RS256'], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}
