import { hash } from 'node:crypto';
import type { Claims } from './claims.ts';

/** Tokens whose signatures have been verified. It holds their digests, not the tokens: they are credentials. */
export interface VerifiedTokens {
  /** What is known of a token that was kept before. */
  readonly claimsOf: (token: string) => Claims | undefined;
  readonly keep: (token: string, claims: Claims) => void;
  readonly forget: (token: string) => void;
}

/** Holds at most `most` tokens; the one that was kept first goes first. */
export function createVerifiedTokens(most: number): VerifiedTokens {
  const known = new Map<string, Claims>();
  return {
    claimsOf: (token) => (known.size === 0 ? undefined : known.get(digestOf(token))),
    keep: (token, claims) => {
      if (most === 0) return;
      const oldest = known.size < most ? undefined : known.keys().next().value;
      if (oldest !== undefined) known.delete(oldest);
      known.set(digestOf(token), claims);
    },
    forget: (token) => void known.delete(digestOf(token)),
  };
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
