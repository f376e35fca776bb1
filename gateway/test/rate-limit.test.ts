import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRateLimiter } from '../src/rate-limit.ts';

const limit = { limit: 3, windowSeconds: 10, by: 'address' } as const;

function limiterAt(start = 0): { readonly take: (key?: string) => number | undefined; at: number } {
  const clock = { at: start, take: (key = 'a') => limiter.take(key, limit) };
  const limiter = createRateLimiter({ now: () => clock.at });
  return clock;
}

describe('a limit of 3 in 10 seconds', () => {
  test('lets 3 through at once, and says when the next one may come', () => {
    const limiter = limiterAt(5_000_500);
    expect([limiter.take(), limiter.take(), limiter.take(), limiter.take()]).toEqual([undefined, undefined, undefined, 11]);
    limiter.at += 10_499;
    expect(limiter.take()).toBe(1);
    limiter.at += 1;
    expect(limiter.take()).toBeUndefined();
  });

  test('does not count what it refuses', () => {
    const limiter = limiterAt();
    for (let index = 0; index < 100; index += 1) limiter.take();
    limiter.at = 11_000;
    expect([limiter.take(), limiter.take(), limiter.take(), limiter.take()]).toEqual([undefined, undefined, undefined, 11]);
  });

  test('counts each key by itself', () => {
    const limiter = limiterAt();
    for (let index = 0; index < 4; index += 1) limiter.take('a');
    expect(limiter.take('b')).toBeUndefined();
  });

  test('is never passed, wherever a window begins; who waits as told is let through, and who was quiet for longer has it all', () => {
    const pauses = fc.array(fc.nat({ max: 4000 }), { maxLength: 120 });
    const rate = fc.record({ limit: fc.integer({ min: 1, max: 8 }), windowSeconds: fc.integer({ min: 1, max: 30 }), by: fc.constant('user' as const) });
    fc.assert(
      fc.property(pauses, rate, fc.nat({ max: 1e9 }), (steps, wanted, start) => {
        let now = start;
        const limiter = createRateLimiter({ now: () => now });
        const admitted: number[] = [];
        const take = (): number | undefined => {
          const refused = limiter.take('key', wanted);
          if (refused === undefined) admitted.push(now);
          return refused;
        };
        for (const step of steps) {
          now += step;
          const seconds = take();
          if (seconds === undefined) continue;
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(seconds).toBeLessThanOrEqual(Math.ceil(wanted.windowSeconds * 1.1));
          if (step % 3 !== 0) continue;
          now += seconds * 1000;
          expect(take()).toBeUndefined();
        }
        for (const [index, at] of admitted.entries()) {
          const later = admitted[index + wanted.limit];
          if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(wanted.windowSeconds * 1000);
        }
        now += wanted.windowSeconds * 1100;
        expect(Array.from({ length: wanted.limit }, take)).toEqual(new Array(wanted.limit).fill(undefined));
      }),
      { numRuns: 500 },
    );
  });
});

test('it holds so many counters and no more: what was not used for longest is forgotten', () => {
  const limiter = createRateLimiter({ most: 2, now: () => 0 });
  const take = (key: string): number | undefined => limiter.take(key, { limit: 1, windowSeconds: 60, by: 'address' });
  take('a');
  take('b');
  expect([take('b'), take('a')]).toEqual([expect.any(Number), expect.any(Number)]);
  take('c');
  expect(limiter.counters).toBe(2);
  expect(take('a')).toBeDefined();
  expect(take('b')).toBeUndefined();
});
