import { afterAll, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KeySetError, privateJwkOf, publicJwkOf, readPublicKeys } from '../src/index.ts';
import { key, otherKey, without } from './tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'auth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const jwk = { ...publicJwkOf(key) };

function faultsOf(text: string): readonly string[] {
  try {
    readPublicKeys(text);
  } catch (error) {
    if (error instanceof KeySetError) return error.faults;
    throw error;
  }
  return [];
}

function rsa(modulusLength: number, publicExponent = 65_537): object {
  return { ...jwk, ...generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'jwk' }) };
}

const setOf = (...keys: readonly unknown[]): string => JSON.stringify({ keys });

describe('a set of public keys', () => {
  test('is read as JSON, with white space around it or not', () => {
    expect(readPublicKeys(`\n ${setOf(jwk, publicJwkOf(otherKey))} \n`)).toEqual({ keys: [jwk, publicJwkOf(otherKey)] });
  });

  test('is read from a file, by path and by URL', () => {
    const path = join(folder, 'keys with spaces.json');
    writeFileSync(path, setOf(jwk));
    expect([path, pathToFileURL(path).href, ` ${path}\n`].map(readPublicKeys)).toEqual(Array.from({ length: 3 }, () => ({ keys: [jwk] })));
  });

  test('loses what verifiers do not need', () => {
    expect(readPublicKeys(JSON.stringify({ keys: [{ ...jwk, x5c: ['MIIB'], key_ops: ['verify'] }], more: 1 }))).toEqual({ keys: [jwk] });
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'it is neither JSON nor the path of a file that can be read (ENOENT)'],
    ['a file that is not there', join(folder, 'none.json'), 'it is neither JSON nor the path of a file that can be read (ENOENT)'],
    ['a folder', folder, 'it is neither JSON nor the path of a file that can be read (EISDIR)'],
    ['a URL of another machine', 'file://elsewhere/keys.json', 'it is neither JSON nor the path of a file that can be read (ERR_INVALID_FILE_URL_HOST)'],
    ['PEM', '-----BEGIN PUBLIC KEY-----\nMIIB', 'it is PEM, not a JSON Web Key Set (RFC 7517)'],
    ['broken JSON', '{"keys":[', 'it is not JSON'],
    ['a list', `[${JSON.stringify(jwk)}]`, 'it has no array of keys'],
    ['one key', JSON.stringify(jwk), 'it has no array of keys'],
    ['keys by name', '{"keys":{"a":{}}}', 'it has no array of keys'],
    ['no keys', setOf(), 'it has no key'],
    ['too many keys', setOf(...Array.from({ length: 11 }, (_, index) => ({ ...jwk, kid: String(index) }))), 'it has more than 10 keys'],
    ['a key that is null', setOf(null), 'keys[0] is not an object'],
    ['a private key', setOf(privateJwkOf(key)), 'keys[0] has private parts: only the public key belongs here'],
    ['a secret', setOf({ ...jwk, k: 'c2VjcmV0' }), 'keys[0] has private parts: only the public key belongs here'],
    ['a curve', setOf({ ...jwk, kty: 'EC' }), 'keys[0].kty must be RSA'],
    ['a key to encrypt with', setOf({ ...jwk, use: 'enc' }), 'keys[0].use must be sig'],
    ['a key of any use', setOf(without(jwk, 'use')), 'keys[0].use must be sig'],
    ['another algorithm', setOf({ ...jwk, alg: 'RS512' }), 'keys[0].alg must be RS256'],
    ['any algorithm', setOf(without(jwk, 'alg')), 'keys[0].alg must be RS256'],
    ['no kid', setOf(without(jwk, 'kid')), 'keys[0].kid must be 1 to 64 printable ASCII characters'],
    ['a kid outside of ASCII', setOf({ ...jwk, kid: 'schlüssel' }), 'keys[0].kid must be 1 to 64 printable ASCII characters'],
    ['a long kid', setOf({ ...jwk, kid: 'k'.repeat(65) }), 'keys[0].kid must be 1 to 64 printable ASCII characters'],
    ['the same kid twice', setOf(jwk, publicJwkOf(otherKey), { ...publicJwkOf(otherKey), kid: jwk.kid }), 'keys[2].kid is that of an earlier key'],
    ['no modulus', setOf(without(jwk, 'n')), 'keys[0].n must be base64url of at most 1024 characters'],
    ['a padded modulus', setOf({ ...jwk, n: `${jwk.n}==` }), 'keys[0].n must be base64url of at most 1024 characters'],
    ['a huge modulus', setOf({ ...jwk, n: 'x'.repeat(1025) }), 'keys[0].n must be base64url of at most 1024 characters'],
    ['an exponent as a number', setOf({ ...jwk, e: 65_537 }), 'keys[0].e must be base64url of at most 16 characters'],
    ['few bits', setOf(rsa(1024)), 'keys[0] has 1024 bits, fewer than 2048'],
    ['a short modulus behind zeros', setOf({ ...jwk, n: `${'A'.repeat(400)}${jwk.n.slice(0, 100)}` }), 'keys[0] has 600 bits, fewer than 2048'],
    ['the exponent 3', setOf(rsa(2048, 3)), 'keys[0] has an exponent that is even or less than 65537'],
    ['the exponent 1, with which everybody can sign', setOf({ ...jwk, e: 'AQ' }), 'keys[0] has an exponent that is even or less than 65537'],
    ['an even exponent', setOf({ ...jwk, e: 'AQAC' }), 'keys[0] has an exponent that is even or less than 65537'],
  ])('is refused: %s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  test('tells all its faults at once', () => {
    expect(faultsOf(setOf({ ...jwk, kty: 'oct', e: '' }, jwk, { ...privateJwkOf(otherKey), kid: jwk.kid, use: 'enc' }))).toEqual([
      'keys[0].kty must be RSA',
      'keys[0].e must be base64url of at most 16 characters',
      'keys[1].kid is that of an earlier key',
      'keys[2].kid is that of an earlier key',
      'keys[2] has private parts: only the public key belongs here',
      'keys[2].use must be sig',
    ]);
  });

  test('shows nothing of a key, a text or a path in its message', () => {
    const secret = randomUUID();
    const texts = [secret, `{"${secret}`, `-----BEGIN PRIVATE KEY-----${secret}`, setOf({ ...privateJwkOf(key), d: secret, kid: ` ${secret}` }), setOf({ ...jwk, kty: secret, n: `!${secret}` })];
    for (const text of texts) {
      const faults = faultsOf(text);
      expect(faults.length).toBeGreaterThan(0);
      expect(new KeySetError(faults).message).toContain(faults.join('; '));
      expect(faults.join('\n')).not.toContain(secret);
      expect(faults.join('\n')).not.toContain(jwk.n.slice(0, 20));
    }
  });
});
