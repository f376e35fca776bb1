import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTokenVerifier, type TokenVerifier } from '../src/index.ts';
import { goodClaims, goodHeader, key, noon, otherKey, rules, tokenOf } from './tokens.ts';

const keys = { keys: [key.publicJwk] };
const tokens = [0, 10, 20, 30].map((later) => tokenOf(goodHeader, { ...goodClaims, iat: noon + later, exp: noon + later + 60 }));
const forged = tokenOf(goodHeader, goodClaims, otherKey);
const [token = '', next = ''] = tokens;

/** A verifier whose clock the test sets. */
function verifierAt(rememberedTokens?: number): TokenVerifier & { readonly set: (seconds: number) => void } {
  let time = noon;
  const more = rememberedTokens === undefined ? {} : { rememberedTokens };
  const { verify } = createTokenVerifier(keys, { ...rules, ...more, now: () => new Date(time * 1000) });
  return { verify, set: (seconds) => void (time = seconds) };
}

function callerOf({ verify }: TokenVerifier, of: string): object {
  const verification = verify(of);
  if (verification.kind === 'refused') throw new Error(verification.reason);
  return verification.caller;
}

describe('a token that was verified before', () => {
  test('is not verified again, and cannot be changed by who was given it', () => {
    const verifier = verifierAt();
    const caller = callerOf(verifier, token);
    expect(callerOf(verifier, token)).toBe(caller);
    expect(Object.isFrozen(caller)).toBe(true);
    expect(Object.isFrozen(Reflect.get(caller, 'roles'))).toBe(true);
  });

  test('expires all the same, and is good again only for a clock that went back', () => {
    const verifier = verifierAt();
    expect(verifier.verify(token).kind).toBe('verified');
    verifier.set(noon + 65);
    expect(verifier.verify(token)).toEqual({ kind: 'refused', reason: 'expired' });
    expect(verifier.verify(token)).toEqual({ kind: 'refused', reason: 'expired' });
    verifier.set(noon - 6);
    expect(verifier.verify(token)).toEqual({ kind: 'refused', reason: 'not-yet-valid' });
  });

  test('is forgotten when it has expired', () => {
    const verifier = verifierAt();
    const caller = callerOf(verifier, token);
    verifier.set(noon + 65);
    verifier.verify(token);
    verifier.set(noon);
    expect(callerOf(verifier, token)).not.toBe(caller);
  });

  test('makes room for others when there are too many', () => {
    const verifier = verifierAt(2);
    const third = tokenOf(goodHeader, { ...goodClaims, roles: ['admin'] });
    const [first, second] = [callerOf(verifier, token), callerOf(verifier, tokenOf(goodHeader, { ...goodClaims, roles: [] }))];
    callerOf(verifier, third);
    expect(callerOf(verifier, tokenOf(goodHeader, { ...goodClaims, roles: [] }))).toBe(second);
    expect(callerOf(verifier, token)).not.toBe(first);
  });

  test('is verified again where nothing is remembered', () => {
    const verifier = verifierAt(0);
    expect(callerOf(verifier, token)).not.toBe(callerOf(verifier, token));
  });

  test('is remembered by one verifier for its own rules only', () => {
    verifierAt().verify(token);
    const other = createTokenVerifier(keys, { ...rules, audience: 'accounts', now: () => new Date(noon * 1000) });
    expect(other.verify(token)).toEqual({ kind: 'refused', reason: 'audience' });
  });
});

test('a key that is taken away takes its tokens with it, remembered or not, and leaves those of the other key', () => {
  const both = { keys: [key.publicJwk, otherKey.publicJwk] };
  const later = tokenOf({ ...goodHeader, kid: otherKey.publicJwk.kid }, goodClaims, otherKey);
  const now = (): Date => new Date(noon * 1000);
  const before = createTokenVerifier(both, { ...rules, now });
  expect([token, later].map((one) => before.verify(one).kind)).toEqual(['verified', 'verified']);
  // Keys are read at the start of a process: a rotation makes another verifier, which remembers nothing.
  const after = createTokenVerifier({ keys: [otherKey.publicJwk] }, { ...rules, now });
  expect(after.verify(token)).toEqual({ kind: 'refused', reason: 'unknown-key' });
  expect(after.verify(later).kind).toBe('verified');
});

test('a refused token is not remembered as good', () => {
  const verifier = verifierAt();
  verifier.set(noon - 60);
  expect([next, forged].map((one) => verifier.verify(one))).toEqual([
    { kind: 'refused', reason: 'not-yet-valid' },
    { kind: 'refused', reason: 'signature' },
  ]);
  verifier.set(noon + 10);
  expect([next, forged].map((one) => verifier.verify(one).kind)).toEqual(['verified', 'refused']);
});

test('remembering changes no verdict, whatever is asked when', () => {
  const asked = fc.record({ of: fc.constantFrom(...tokens, forged, `${token}x`), seconds: fc.integer({ min: noon - 20, max: noon + 120 }) });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 30 }), fc.constantFrom(1, 2, 5000), (questions, most) => {
      const [plain, remembering] = [verifierAt(0), verifierAt(most)];
      for (const { of, seconds } of questions) {
        plain.set(seconds);
        remembering.set(seconds);
        expect(remembering.verify(of)).toEqual(plain.verify(of));
      }
    }),
    { numRuns: 100 },
  );
});
