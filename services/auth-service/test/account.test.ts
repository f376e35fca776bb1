import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { forgottenBefore, normalEmail, waitBefore } from '../src/account.ts';

describe('the normal form of an e-mail address', () => {
  test.each([
    ['nimali@example.com', 'nimali@example.com'],
    ['Nimali.PERERA@Example.COM', 'nimali.perera@example.com'],
    ['Jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['JOS\u00c9@example.com', 'jos\u00e9@example.com'],
    // There is a composed form in lower case only.
    ['H\u0331ana@example.com', '\u1E96ana@example.com'],
    // The Kelvin sign is a K.
    ['\u212Aamal@example.com', 'kamal@example.com'],
    ['first+second@example.com', 'first+second@example.com'],
  ])('of %s is %s', (given, expected) => {
    expect(normalEmail(given)).toBe(expected);
  });

  test('is its own normal form, and that of its capitals', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const normal = normalEmail(text);
        expect(normalEmail(normal)).toBe(normal);
        expect(normalEmail(text.normalize('NFD'))).toBe(normal);
      }),
    );
  });
});

describe('the wait before the next sign-in', () => {
  const now = new Date('2026-03-14T08:00:00.000Z');
  const ago = (ms: number): string => new Date(now.getTime() - ms).toISOString();

  test.each<[failures: number, seconds: number]>([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 2],
    [5, 4],
    [6, 8],
    [12, 512],
    [13, 900],
    [14, 900],
    [5000, 900],
  ])('after %i failures is %i seconds', (failures, seconds) => {
    expect(waitBefore({ failures, lastFailedAt: now.toISOString() }, now)).toBe(seconds);
  });

  test.each<[name: string, failures: number, msAgo: number, seconds: number]>([
    ['of 8 seconds after 1', 6, 1000, 7],
    ['of 8 seconds after 7.999', 6, 7999, 1],
    ['of 8 seconds after 8', 6, 8000, 0],
    ['of 8 seconds after an hour', 6, 3_600_000, 0],
    ['of 8 seconds where the clock was set back by an hour', 6, -3_600_000, 8],
    ['of any length, a day and more later', 5000, 86_400_001, 0],
  ])('%s', (_name, failures, msAgo, seconds) => {
    expect(waitBefore({ failures, lastFailedAt: ago(msAgo) }, now)).toBe(seconds);
  });

  test('is none where nothing has failed', () => {
    expect(waitBefore(undefined, now)).toBe(0);
  });

  test('never shrinks with another failure, is a whole number, and fits Retry-After', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), fc.integer({ min: -1_000_000, max: 2_000_000 }), (failures, msAgo) => {
        const wait = waitBefore({ failures, lastFailedAt: ago(msAgo) }, now);
        expect(Number.isInteger(wait) && wait >= 0 && wait <= 900).toBe(true);
        expect(waitBefore({ failures: failures + 1, lastFailedAt: ago(msAgo) }, now)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });

  test('failures are forgotten after a day', () => {
    expect(forgottenBefore(now).toISOString()).toBe('2026-03-13T08:00:00.000Z');
  });
});
