import type { Clock } from '@kada-mandiya/database';
import type { Faults } from './faults.ts';
import { latencyOf } from './random.ts';
import type { World } from './world.ts';

/** Thrown into what a crashed process does inside a transaction, so that it is rolled back. */
export class CrashedError extends Error {
  override readonly name = 'CrashedError';
}

/** One process of a service. Whatever reaches outside of it goes through its steps, and a dead one takes none. */
export interface SimulatedProcess {
  readonly name: string;
  readonly alive: boolean;
  /** Its own: not quite the others'. */
  readonly clock: Clock;
  /** Takes a moment. The process may crash at it: then it never resolves. */
  step(what: string): Promise<void>;
  /** As `step`, inside a transaction; rejects when the process crashes. */
  readonly stepInside: (what: string) => Promise<void>;
  /** Whether it is dead, now at the latest. */
  crashesAt(what: string): boolean;
  end(): void;
}

export interface ProcessTools {
  readonly world: World;
  readonly faults: Faults;
}

const startedAt = Date.parse('2026-01-01T00:00:00.000Z');
const longestSkewMs = 200;

/** Never settles: what a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

export function simulatedProcess({ world, faults }: ProcessTools, name: string, onCrash: () => void): SimulatedProcess {
  const random = world.random(`process ${name}`);
  const skewMs = random.between(-longestSkewMs, longestSkewMs);
  const inside = new Set<() => void>();
  let alive = true;

  const end = (): void => {
    alive = false;
    for (const reject of inside) reject();
    inside.clear();
  };
  const crashesAt = (what: string): boolean => {
    if (alive && faults.happens('crash', name, what)) {
      end();
      onCrash();
    }
    return !alive;
  };
  const waitInside = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const crash = (): void => reject(new CrashedError(`${name} crashed`));
      inside.add(crash);
      world.after(latencyOf(random), () => {
        if (inside.delete(crash)) resolve();
      });
    });
  return {
    name,
    get alive() {
      return alive;
    },
    end,
    crashesAt,
    step: (what) =>
      crashesAt(what)
        ? never()
        : new Promise((resolve) => {
            world.after(latencyOf(random), () => {
              if (alive) resolve();
            });
          }),
    stepInside: (what) => (crashesAt(what) ? Promise.reject(new CrashedError(`${name} crashed`)) : world.parked(waitInside)),
    clock: {
      now: () => new Date(startedAt + world.now + skewMs),
      sleep: (ms, signal) => sleepIn(world, { ms: ms + random.between(0, 5), signal, isAlive: () => alive }),
    },
  };
}

interface Sleep {
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
  readonly isAlive: () => boolean;
}

function sleepIn(world: World, { ms, signal, isAlive }: Sleep): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      takeBack();
      reject(new Error('the sleep was ended'));
    };
    const takeBack = world.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      if (isAlive()) resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();
  });
}
