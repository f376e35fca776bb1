import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { checkKeySet, readDocument, type Report } from './key-set.ts';

/** The public part of an RSA key that signs tokens (RFC 7517; RFC 7518, section 6.3.1). */
export interface PublicJwk {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly alg: 'RS256';
  /** Names the key in the header of the tokens that it signed. */
  readonly kid: string;
  /** The modulus, base64url. */
  readonly n: string;
  /** The exponent, base64url. */
  readonly e: string;
}

/** A JSON Web Key Set (RFC 7517, section 5): as auth-service publishes it and every other service is configured with. */
export interface JwkSet {
  readonly keys: readonly PublicJwk[];
}

/** A public key with the form that it is published in. */
export interface PublicKey {
  readonly jwk: PublicJwk;
  readonly key: KeyObject;
}

/** RFC 7518, section 3.3. */
const fewestBits = 2048;
const smallestExponent = 65_537n;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** One that a header can carry: jsonwebtoken prints headers in Latin-1. */
const kidMessage = '.kid must be 1 to 64 printable ASCII characters';

const publicMembers = z.object({
  kty: z.literal('RSA', '.kty must be RSA'),
  use: z.literal('sig', '.use must be sig'),
  alg: z.literal('RS256', '.alg must be RS256'),
  kid: z.string(kidMessage).regex(/^[\x21-\x7e]{1,64}$/, kidMessage),
  n: base64url('n', 1024),
  e: base64url('e', 16),
});

function base64url(name: string, longest: number): z.ZodString {
  const message = `.${name} must be base64url of at most ${longest} characters`;
  return z.string(message).regex(/^[\w-]+$/, message).max(longest, message);
}

/**
 * Reads the public keys that tokens are verified with (`JWT_PUBLIC_KEYS`): a JWK Set as JSON text, or the path or
 * `file:` URL of a file with one. All keys are RSA of at least 2048 bits, `alg` RS256, `use` sig, each with a `kid` of
 * its own; a set with private parts is refused.
 *
 * @throws KeySetError that lists every fault, without key material
 * @example
 * const verifier = createTokenVerifier(readPublicKeys('/etc/kada-mandiya/public-keys.json'), rules);
 */
export function readPublicKeys(textOrPath: string): JwkSet {
  return { keys: checkPublicKeys(readDocument(textOrPath)).map(({ jwk }) => jwk) };
}

/** @throws KeySetError */
export function checkPublicKeys(document: unknown): readonly PublicKey[] {
  return checkKeySet(document, (jwk, report) => {
    if (hasPrivateParts(jwk)) report('has private parts: only the public key belongs here');
    return checkPublicKey(jwk, report);
  });
}

export function hasPrivateParts(jwk: object): boolean {
  return privateMembers.some((name) => Object.hasOwn(jwk, name));
}

/** The public part of a JWK; other members are left out. */
export function checkPublicKey(jwk: object, report: Report): PublicKey | undefined {
  const members = publicMembers.safeParse(jwk);
  if (members.success) return rsaKey(members.data, report);
  members.error.issues.forEach(({ message }) => report(message));
  return undefined;
}

function rsaKey({ n, e, ...rest }: PublicJwk, report: Report): PublicKey | undefined {
  const key = publicKeyOf(n, e);
  const { modulusLength = 0, publicExponent = 0n } = key?.asymmetricKeyDetails ?? {};
  if (key === undefined) report('has an n and e that are no RSA key');
  else if (modulusLength < fewestBits) report(`has ${modulusLength} bits, fewer than ${fewestBits}`);
  else if (publicExponent < smallestExponent || publicExponent % 2n === 0n) report(`has an exponent that is even or less than ${smallestExponent}`);
  return key === undefined ? undefined : { jwk: { ...rest, n, e }, key };
}

function publicKeyOf(n: string, e: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
