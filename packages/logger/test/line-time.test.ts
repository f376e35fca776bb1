import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLineTime } from '../src/line-time.ts';

test('the time of a line is that of the clock, whatever it was before', () => {
  const times = fc.array(fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 0, max: 253_402_300_799_999 })), { minLength: 1 });
  fc.assert(
    fc.property(times, (all) => {
      const clock = all.values();
      const lineTime = createLineTime(() => clock.next().value ?? 0);
      for (const at of all) expect(lineTime()).toBe(`,"time":"${new Date(at).toISOString()}"`);
    }),
  );
});
