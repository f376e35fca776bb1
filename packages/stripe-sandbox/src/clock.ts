import { setTimeout as delay } from 'node:timers/promises';

/** Where the sandbox reads the time and waits. Tests and simulations give their own. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds; rejects when the signal is aborted before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};

/** Stripe's timestamps are whole seconds since 1970. */
export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
