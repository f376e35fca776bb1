import { setTimeout as delay } from 'node:timers/promises';

/** Where this package reads the time and waits. Tests and simulations give their own. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds, rejects with the signal's reason when it is aborted before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/** A random wait, so that those who collided do not collide again: between half of `ms` and `ms`. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
