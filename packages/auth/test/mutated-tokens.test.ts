import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTokenSigner, createTokenVerifier } from '../src/index.ts';
import { at, base64url, goodClaims, goodHeader, key, noon, rules, tokenOf } from './tokens.ts';

const keys = { keys: [key.publicJwk] };
const clock = { now: at(noon) };
const { verify } = createTokenVerifier(keys, { ...rules, ...clock });
const tokens = [tokenOf(goodHeader, goodClaims), tokenOf(goodHeader, { ...goodClaims, roles: ['admin'] }), createTokenSigner({ key, ...rules, lifetimeSeconds: 900, ...clock }).sign({ id: '4af57ddc-99b1-4473-9460-e9a48cd87155', roles: [] }).token];
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

type Mutation = (token: string) => string;

const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const character = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...alphabet.split('')) }, { weight: 1, arbitrary: fc.constantFrom('.', '=', '+', '/', ' ', '\n', '\0', 'é', '😀') });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(position, character).map(([where, put]): Mutation => (token) => spliced(token, where, 1, put)),
  fc.tuple(position, character).map(([where, put]): Mutation => (token) => spliced(token, where, 0, put)),
  fc.tuple(position, fc.integer({ min: 1, max: 400 })).map(([where, count]): Mutation => (token) => spliced(token, where, count, '')),
  fc.tuple(fc.nat(2), fc.constantFrom(...tokens)).map(([part, other]): Mutation => (token) => withPart(token, part, other.split('.')[part] ?? '')),
  fc.tuple(fc.nat(2), fc.nat(255), fc.nat(7)).map(([part, byte, bit]): Mutation => (token) => withBitFlipped(token, part, byte, bit)),
  fc.tuple(fc.nat(1), fc.dictionary(fc.constantFrom('alg', 'kid', 'crit', 'sub', 'roles', 'exp', 'iss', 'x'), fc.jsonValue(), { minKeys: 1 })).map(([part, members]): Mutation => (token) => withMembers(token, part, members)),
  fc.constantFrom<Mutation>((token) => token.toUpperCase(), (token) => token.split('.').reverse().join('.'), (token) => `${token}.${token}`, (token) => `Bearer ${token}`),
);

function spliced(token: string, where: number, remove: number, put: string): string {
  const index = Math.floor(where * token.length);
  return token.slice(0, index) + put + token.slice(index + remove);
}

function withPart(token: string, part: number, put: string): string {
  return token
    .split('.')
    .map((own, index) => (index === part ? put : own))
    .join('.');
}

function withBitFlipped(token: string, part: number, byte: number, bit: number): string {
  const bytes = Buffer.from(token.split('.')[part] ?? '', 'base64url');
  const index = byte % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
  return withPart(token, part, base64url(bytes));
}

function withMembers(token: string, part: number, members: object): string {
  return withPart(token, part, base64url(JSON.stringify({ ...(part === 0 ? goodHeader : goodClaims), ...members })));
}

test('no mutated token verifies, though the good ones are remembered', () => {
  expect(tokens.map((token) => verify(token).kind)).toEqual(['verified', 'verified', 'verified']);
  fc.assert(
    fc.property(fc.constantFrom(...tokens), fc.array(mutation, { minLength: 1, maxLength: 3 }), (token, mutations) => {
      const mutated = mutations.reduce((before, mutate) => mutate(before), token);
      fc.pre(!tokens.includes(mutated));
      expect(verify(mutated).kind).toBe('refused');
    }),
    { numRuns: 3000 },
  );
});

test('no other last character verifies: a decoder drops its spare bits', () => {
  const [token = ''] = tokens;
  const others = alphabet.split('').map((last) => token.slice(0, -1) + last).filter((other) => other !== token);
  const sameBytes = others.filter((other) => Buffer.from(other.split('.')[2] ?? '', 'base64url').equals(Buffer.from(token.split('.')[2] ?? '', 'base64url')));
  expect([others.length, sameBytes.length]).toEqual([63, 15]);
  expect(others.filter((other) => verify(other).kind === 'verified')).toEqual([]);
});

test('a verifier throws for no text, and for nothing that has a good signature', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.base64String().map((text) => `${text}.${text}.${text}`)), (text) => verify(text).kind === 'refused'), { numRuns: 2000 });
  const members = fc.oneof(fc.json(), fc.jsonValue().map((value) => ({ ...goodClaims, roles: value })), fc.string());
  fc.assert(
    fc.property(fc.oneof(fc.constant(JSON.stringify(goodHeader)), fc.json()), members, (header, claims) => {
      const { kind } = verify(tokenOf(header, claims));
      const roles: unknown = typeof claims === 'string' ? undefined : claims.roles;
      const good = Array.isArray(roles) && roles.length <= 32 && roles.every((role) => typeof role === 'string' && role !== '' && role.length <= 64);
      expect(kind === 'verified' ? good : true).toBe(true);
    }),
    { numRuns: 500 },
  );
});
