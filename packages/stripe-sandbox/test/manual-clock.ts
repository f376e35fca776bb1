import type { Clock } from '../src/clock.ts';

export interface ManualClock extends Clock {
  /** Moves the time on; who waited long enough wakes up. */
  advance(ms: number): void;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is moved. It starts at the real time: the SDK checks signatures against that. */
export function createManualClock(): ManualClock {
  let now = Date.now();
  let sleepers: readonly Sleeper[] = [];
  return {
    now: () => new Date(now),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper: Sleeper = { until: now + ms, wake: resolve };
        sleepers = [...sleepers, sleeper];
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(new Error('the sleep was aborted'));
        });
      }),
    advance: (ms) => {
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
    },
  };
}
