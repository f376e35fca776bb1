import { describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { createTokenSigner, createTokenVerifier, generateSigningKey, KeySetError, privateJwkOf, publicJwkOf, readPublicKeys, readSigningKeys } from '../src/index.ts';
import { thumbprint } from '../src/signing-keys.ts';
import { caller, key, otherKey, rules, without } from './tokens.ts';

const setOf = (...keys: readonly object[]): string => JSON.stringify({ keys });
const jwk = { ...privateJwkOf(key) };

function faultsOf(text: string): readonly string[] {
  try {
    readSigningKeys(text);
  } catch (error) {
    if (error instanceof KeySetError) return error.faults;
    throw error;
  }
  return [];
}

describe('signing keys', () => {
  test('come with what is published of them: the first signs, the others still verify', () => {
    const old = createTokenSigner({ key: otherKey, ...rules, lifetimeSeconds: 900 }).sign(caller).token;
    const { signing, published } = readSigningKeys(setOf(jwk, privateJwkOf(otherKey)));
    const fresh = createTokenSigner({ key: signing, ...rules, lifetimeSeconds: 900 }).sign(caller).token;
    const { verify } = createTokenVerifier(readPublicKeys(JSON.stringify(published)), rules);
    expect(signing.kid).toBe(key.kid);
    expect(published).toEqual({ keys: [publicJwkOf(key), publicJwkOf(otherKey)] });
    expect([old, fresh].map((token) => verify(token).kind)).toEqual(['verified', 'verified']);
    expect(JSON.parse(Buffer.from(fresh.split('.')[0] ?? '', 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT', kid: key.kid });
  });

  test('that only verify may have lost their private parts', () => {
    const { signing, published } = readSigningKeys(setOf(jwk, publicJwkOf(otherKey)));
    expect([signing.kid, published.keys.length]).toEqual([key.kid, 2]);
  });

  test.each<[string, string, readonly string[]]>([
    ['no private parts', setOf(publicJwkOf(key), jwk), ['keys[1].kid is that of an earlier key', 'keys[0] is to sign, but has no private parts']],
    ['a missing part', setOf(without(jwk, 'qi')), ['keys[0].qi is missing or not text']],
    ['parts that are no text', setOf({ ...jwk, d: 1, p: null }), ['keys[0].d is missing or not text', 'keys[0].p is missing or not text']],
    ['the parts of another key', setOf({ ...privateJwkOf(otherKey), n: jwk.n }), ['keys[0] has private parts that do not belong to its n and e']],
    ['the exponent of another key', setOf({ ...jwk, d: privateJwkOf(otherKey).d, dp: privateJwkOf(otherKey).dp }), ['keys[0] has private parts that do not belong to its n and e']],
    ['parts that are nothing', setOf({ ...jwk, d: '', p: '!' }), ['keys[0] has private parts that do not belong to its n and e']],
    ['few bits', setOf({ ...jwk, ...generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' }) }), ['keys[0] has 1024 bits, fewer than 2048']],
    ['a secret', setOf({ kty: 'oct', kid: '1', k: 'c2VjcmV0', alg: 'HS256', use: 'sig' }), ['keys[0].kty must be RSA', 'keys[0].alg must be RS256', 'keys[0].n must be base64url of at most 1024 characters', 'keys[0].e must be base64url of at most 16 characters']],
    ['PEM', key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), ['it is PEM, not a JSON Web Key Set (RFC 7517)']],
  ])('are refused: %s', (_, text, faults) => {
    expect(faultsOf(text).toSorted()).toEqual(faults.toSorted());
    for (const part of [jwk.d, jwk.p, jwk.n]) expect(faultsOf(text).join()).not.toContain(part.slice(0, 16));
  });

  test('show nothing when they are printed', () => {
    const printed = inspect(readSigningKeys(setOf(jwk)), { depth: 9, showHidden: true }) + JSON.stringify(readSigningKeys(setOf(jwk)));
    for (const part of [jwk.d, jwk.p, jwk.q]) expect(printed).not.toContain(part.slice(0, 16));
  });
});

describe('a generated key', () => {
  test('is RSA of 2048 bits under its thumbprint, and survives being kept as JSON', () => {
    const fresh = generateSigningKey();
    const { n, e } = publicJwkOf(fresh);
    expect(fresh.privateKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65_537n });
    expect(fresh.kid).toBe(thumbprint(n, e));
    expect(privateJwkOf(readSigningKeys(setOf(privateJwkOf(fresh))).signing)).toEqual(privateJwkOf(fresh));
  });

  test('has a thumbprint as the example of RFC 7638, section 3.1', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    expect(thumbprint(n, 'AQAB')).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  test('is not made under a name that no header could carry', () => {
    expect(() => generateSigningKey({ kid: 'é' })).toThrow('.kid must be 1 to 64 printable ASCII characters');
  });
});
