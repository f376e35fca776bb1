import { z } from 'zod';
import { KeySetError } from './key-set.ts';
import { readPublicKeys, type JwkSet } from './public-keys.ts';
import { readSigningKeys, type SigningKeys } from './signing-keys.ts';

const parties = {
  /** Who issues tokens: their `iss`. */
  JWT_ISSUER: z.string().default('kada-mandiya'),
  /** Whom they are for: their `aud`. */
  JWT_AUDIENCE: z.string().default('kada-mandiya'),
};

/**
 * What a service, or the gateway, verifies tokens by. `JWT_PUBLIC_KEYS` is a JWK Set or the path of one; it comes out
 * read and checked.
 *
 * @example
 * const config = loadConfig(kitConfig.extend(authConfig.shape), process.env);
 * const rules = { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE };
 * const verifier = createTokenVerifier(config.JWT_PUBLIC_KEYS, rules);
 */
export const authConfig = z.object({ JWT_PUBLIC_KEYS: keySet<JwkSet>(readPublicKeys), ...parties });

/** What auth-service signs tokens by: `JWT_SIGNING_KEYS` is a JWK Set with private parts, or the path of one. */
export const signingConfig = z.object({ JWT_SIGNING_KEYS: keySet<SigningKeys>(readSigningKeys), ...parties });

function keySet<T>(read: (textOrPath: string) => T): z.ZodPipe<z.ZodString, z.ZodTransform<T, string>> {
  return z.string('is missing').transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof KeySetError)) throw error;
      for (const fault of error.faults) context.addIssue(fault.startsWith('keys[') ? `has a key set in which ${fault}` : `must be a key set, but ${fault}`);
      return z.NEVER;
    }
  });
}
