import type { Caller } from '@kada-mandiya/contract';
import { createTokenSigner } from '../signer.ts';
import { generateSigningKey, privateJwkOf, publicJwkOf, type SigningKey } from '../signing-keys.ts';

export interface TestTokenOptions {
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds; 900 unless given. */
  readonly lifetimeSeconds?: number;
  /** When it is issued; now unless given. */
  readonly now?: () => Date;
}

/** Signs tokens for tests, in auth-service's place. */
export interface TestIssuer {
  /** `JWT_PUBLIC_KEYS` and `JWT_SIGNING_KEYS`, for the environment of a service. */
  readonly env: Readonly<Record<string, string>>;
  token(caller: Caller, options?: TestTokenOptions): string;
}

let sharedKey: SigningKey | undefined;

/** An issuer with a key of this process's own, made once: an RSA key takes up to a second. */
export function testIssuer(): TestIssuer {
  const key = (sharedKey ??= generateSigningKey());
  return {
    env: { JWT_PUBLIC_KEYS: JSON.stringify({ keys: [publicJwkOf(key)] }), JWT_SIGNING_KEYS: JSON.stringify({ keys: [privateJwkOf(key)] }) },
    token: (caller, { issuer = 'kada-mandiya', audience = 'kada-mandiya', lifetimeSeconds = 900, now = () => new Date() } = {}) =>
      createTokenSigner({ key, issuer, audience, lifetimeSeconds, now }).sign(caller).token,
  };
}
