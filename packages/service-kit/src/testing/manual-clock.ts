import type { Clock } from '@kada-mandiya/database';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Ends the sleeps that are over by then. */
  advance(ms: number): void;
  /** How many sleep. */
  readonly sleeping: number;
}

/** Starts at `at`; 2026-01-01T00:00:00.000Z unless given. */
export function manualClock(at = '2026-01-01T00:00:00.000Z'): ManualClock {
  let time = Date.parse(at);
  const sleepers = new Set<{ readonly until: number; readonly end: () => void }>();
  return {
    get sleeping() {
      return sleepers.size;
    },
    now: () => new Date(time),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(new Error('the sleep was ended'));
        };
        const end = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { until: time + ms, end };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
        if (signal?.aborted === true) abort();
      }),
    advance(ms) {
      time += ms;
      for (const { until, end } of sleepers) if (until <= time) end();
    },
  };
}
