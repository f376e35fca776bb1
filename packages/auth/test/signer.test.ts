import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTokenSigner, createTokenVerifier, type SigningKey, type TokenSignerOptions } from '../src/index.ts';
import { at, caller, key, nimali, noon, rules } from './tokens.ts';

const options: TokenSignerOptions = { key, ...rules, lifetimeSeconds: 900, now: at(noon) };

/** The same key under another name. */
function named(kid: string): SigningKey {
  return { ...key, kid, publicJwk: { ...key.publicJwk, kid } };
}

describe('a signed token', () => {
  test('has what the contracts promise, and nothing else', () => {
    const { token, expiresAt } = createTokenSigner({ ...options, now: at(noon + 0.9) }).sign({ ...caller, ...{ email: 'nimali.perera@example.com' } });
    const [header, claims] = token.split('.', 2).map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: '2026-03' });
    expect(claims).toEqual({ iss: 'kada-mandiya', aud: 'kada-mandiya', sub: nimali, roles: ['customer'], iat: noon, exp: noon + 900 });
    expect(expiresAt).toEqual(new Date((noon + 900) * 1000));
    expect(token).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);
  });

  test('gives its verifier the caller back, whoever it is and whatever the key is called', () => {
    const anyCaller = fc.record({ id: fc.uuid(), roles: fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 32 }).filter((role) => role.length <= 64), { maxLength: 5 }) });
    const kids = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(anyCaller, kids, fc.integer({ min: 1, max: 86_400 }), (who, kid, lifetimeSeconds) => {
        const { token, expiresAt } = createTokenSigner({ ...options, key: named(kid), lifetimeSeconds }).sign(who);
        const verifier = createTokenVerifier({ keys: [named(kid).publicJwk] }, { ...rules, now: at(noon) });
        expect(verifier.verify(token)).toEqual({ kind: 'verified', caller: who, expiresAt });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a signer', () => {
  test.each([0, -1, 0.5, 86_401, Number.NaN, Infinity])('is not made for a lifetime of %d seconds', (lifetimeSeconds) => {
    expect(() => createTokenSigner({ ...options, lifetimeSeconds })).toThrow(RangeError);
  });

  test.each([{ issuer: '' }, { audience: '' }])('is not made with %j', (more) => {
    expect(() => createTokenSigner({ ...options, ...more })).toThrow(RangeError);
  });

  test.each<[string, typeof caller]>([
    ['an id that is no UUID', { ...caller, id: 'nimali' }],
    ['an id in upper case', { ...caller, id: nimali.toUpperCase() }],
    ['an empty role', { ...caller, roles: [''] }],
    ['a long role', { ...caller, roles: ['r'.repeat(65)] }],
    ['too many roles', { ...caller, roles: Array.from({ length: 33 }, () => 'r') }],
    ['more than a token may hold', { ...caller, roles: Array.from({ length: 32 }, () => 'ර'.repeat(64)) }],
  ])('does not sign what no verifier would take: %s', (_, who) => {
    expect(() => createTokenSigner(options).sign(who)).toThrow();
  });
});
