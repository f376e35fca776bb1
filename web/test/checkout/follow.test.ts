import { expect, test } from '@jest/globals';
import { followDelay } from '#checkout/follow.ts';

test('waits a moment, then longer and longer, ten seconds at most, for three minutes in all', () => {
  const delays: number[] = [];
  for (let delay = followDelay(0); delay !== undefined; delay = followDelay(delays.length)) delays.push(delay);
  expect(delays[0]).toBe(300);
  expect(delays).toEqual([...delays].sort((one, other) => one - other));
  expect(Math.max(...delays)).toBe(10_000);
  const sum = delays.reduce((total, delay) => total + delay, 0);
  expect(sum).toBeGreaterThan(165_000);
  expect(sum).toBeLessThanOrEqual(180_000);
});
