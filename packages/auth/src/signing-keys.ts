import { createHash, createPrivateKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { checkKeySet, readDocument, type Report } from './key-set.ts';
import { checkPublicKey, hasPrivateParts, type JwkSet, type PublicJwk, type PublicKey } from './public-keys.ts';

/** A key that signs tokens. The private part is opaque: printed or logged, it shows nothing. */
export interface SigningKey {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly privateKey: KeyObject;
}

/** The keys of auth-service. */
export interface SigningKeys {
  /** Signs every new token. */
  readonly signing: SigningKey;
  /** What tokens that are still good may have been signed with, or soon will be; the signing key first. */
  readonly published: JwkSet;
}

/** An RSA private key (RFC 7518, section 6.3.2): a secret. */
export interface PrivateJwk extends PublicJwk {
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

const privateParts = z.object({ d: z.string(), p: z.string(), q: z.string(), dp: z.string(), dq: z.string(), qi: z.string() });
const sample = Buffer.from('signed to see whether the two parts of a key belong together');

/**
 * Reads the keys that auth-service signs with (`JWT_SIGNING_KEYS`): a JWK Set as JSON text, or the path or `file:` URL
 * of a file with one. The first key signs. The others, with private parts or without, are only published. So a key is
 * rotated in three steps: the new one is added behind the old, goes before it once every service knows it, and the old
 * one goes when its last token has expired.
 *
 * @throws KeySetError that lists every fault, without key material
 */
export function readSigningKeys(textOrPath: string): SigningKeys {
  const keys = checkKeySet(readDocument(textOrPath), checkSigningKey);
  const [first] = keys;
  if (first?.privateKey === undefined) throw new Error('a key set without a fault has a first key, and that is private');
  return {
    signing: { kid: first.jwk.kid, publicJwk: first.jwk, privateKey: first.privateKey },
    published: { keys: keys.map(({ jwk }) => jwk) },
  };
}

interface PublishedKey {
  readonly jwk: PublicJwk;
  readonly privateKey?: KeyObject;
}

function checkSigningKey(jwk: object, report: Report, index: number): PublishedKey | undefined {
  const publicKey = checkPublicKey(jwk, report);
  if (index === 0 && !hasPrivateParts(jwk)) report('is to sign, but has no private parts');
  if (publicKey === undefined) return undefined;
  if (!hasPrivateParts(jwk)) return publicKey;
  const privateKey = privateKeyOf(jwk, publicKey, report);
  return privateKey === undefined ? undefined : { jwk: publicKey.jwk, privateKey };
}

function privateKeyOf(jwk: object, { jwk: { kty, n, e }, key }: PublicKey, report: Report): KeyObject | undefined {
  const parts = privateParts.safeParse(jwk);
  if (!parts.success) {
    parts.error.issues.forEach(({ path }) => report(`.${path.join('.')} is missing or not text`));
    return undefined;
  }
  const privateKey = pairedWith(key, { kty, n, e, ...parts.data });
  if (privateKey === undefined) report('has private parts that do not belong to its n and e');
  return privateKey;
}

/** OpenSSL takes private parts that are not those of the modulus; what they sign is then wrong. */
function pairedWith(publicKey: KeyObject, jwk: { readonly [member: string]: string }): KeyObject | undefined {
  try {
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    return verify('sha256', sample, publicKey, sign('sha256', sample, privateKey)) ? privateKey : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A new RSA key of 2048 bits, for tests and for a shop on one machine. Synchronous, and it may take a second. Its `kid`
 * is its thumbprint (RFC 7638) unless given.
 */
export function generateSigningKey({ kid }: { readonly kid?: string } = {}): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 65_537 });
  const { n = '', e = '' } = privateKey.export({ format: 'jwk' });
  const faults: string[] = [];
  const jwk = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: kid ?? thumbprint(n, e), n, e };
  const publicKey = checkPublicKey(jwk, (fault) => faults.push(fault));
  if (publicKey === undefined) throw new Error(faults.join('; '));
  return { kid: publicKey.jwk.kid, publicJwk: publicKey.jwk, privateKey };
}

/** RFC 7638, section 3: the required members in lexicographic order, without white space. */
export function thumbprint(n: string, e: string): string {
  return createHash('sha256').update(JSON.stringify({ e, kty: 'RSA', n })).digest('base64url');
}

/** What verifiers need of a key: `JSON.stringify({ keys: [publicJwkOf(key)] })` is a `JWT_PUBLIC_KEYS`. */
export function publicJwkOf({ publicJwk }: SigningKey): PublicJwk {
  return publicJwk;
}

/** The whole key, to be kept where only auth-service reads: `JSON.stringify({ keys: [privateJwkOf(key)] })` is a `JWT_SIGNING_KEYS`. */
export function privateJwkOf({ publicJwk, privateKey }: SigningKey): PrivateJwk {
  return { ...publicJwk, ...privateParts.parse(privateKey.export({ format: 'jwk' })) };
}
