import { setImmediate } from 'node:timers/promises';
import { randomOf, type Random } from './random.ts';

/** A rule that does not hold, found in one schedule. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
}

/**
 * Time, chance and order of one schedule, all from its seed. One event happens at a time, and the next one only when all
 * that follows from it without waiting has happened.
 */
export interface World {
  /** Milliseconds since the schedule's start. */
  readonly now: number;
  /** Random numbers of one purpose, which no other purpose's draws move. */
  random(purpose: string): Random;
  /** `run` happens so much later. Returns what takes it back. */
  after(ms: number, run: () => void): () => void;
  /** What has happened, with its time. */
  readonly trace: readonly string[];
  tell(who: string, what: string): void;
  /** The first one ends the schedule. */
  violate(rule: string, detail: string): void;
  readonly violation: Violation | undefined;
  /** Work on a real database runs, and this waits for it. */
  working<T>(work: () => Promise<T>): Promise<T>;
  /** That work waits for an event of the schedule. */
  parked<T>(wait: () => Promise<T>): Promise<T>;
  /** Resolves when nothing goes on without another event. */
  settle(): Promise<void>;
  /** Lets events happen until there is a violation, or `isOver`, or none is left. */
  run(isOver: () => boolean): Promise<void>;
}

interface Happening {
  readonly at: number;
  readonly run: () => void;
}

export function createWorld(seed: number): World {
  const agenda: Happening[] = [];
  const purposes = new Map<string, Random>();
  const trace: string[] = [];
  let now = 0;
  let working = 0;
  let violation: Violation | undefined;

  const settle = async (): Promise<void> => {
    // Promises settle before an immediate runs; a real database pauses now and then for as long as that.
    do await setImmediate();
    while (working > 0);
  };
  return {
    get now() {
      return now;
    },
    get violation() {
      return violation;
    },
    trace,
    random(purpose) {
      const known = purposes.get(purpose) ?? randomOf(`${seed} ${purpose}`);
      purposes.set(purpose, known);
      return known;
    },
    after(ms, run) {
      const happening = { at: now + Math.max(0, ms), run };
      agenda.splice(placeOf(agenda, happening.at), 0, happening);
      return () => {
        const index = agenda.indexOf(happening);
        if (index >= 0) agenda.splice(index, 1);
      };
    },
    tell: (who, what) => void trace.push(`${now.toFixed(3).padStart(10)}  ${who.padEnd(11)} ${what}`),
    violate(rule, detail) {
      if (violation !== undefined) return;
      violation = { rule, detail };
      trace.push(`${now.toFixed(3).padStart(10)}  VIOLATION   ${rule}: ${detail}`);
    },
    async working(work) {
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
      }
    },
    async parked(wait) {
      working -= 1;
      try {
        return await wait();
      } finally {
        working += 1;
      }
    },
    settle,
    async run(isOver) {
      await settle();
      while (violation === undefined && !isOver()) {
        const next = agenda.pop();
        if (next === undefined) return;
        now = next.at;
        next.run();
        await settle();
      }
    },
  };
}

/** The next one stands last; of those at one time, the one that was planned first. */
function placeOf(agenda: readonly Happening[], at: number): number {
  let [low, high] = [0, agenda.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((agenda[middle]?.at ?? 0) > at) low = middle + 1;
    else high = middle;
  }
  return low;
}
