import type { RateLimit } from '@kada-mandiya/contract';

export interface RateLimiterOptions {
  /** How many counters it holds at most; what was not used for longest goes first. 100,000 unless given. */
  readonly most?: number;
  /** A clock in milliseconds that only goes forward; `performance.now` unless given. */
  readonly now?: () => number;
}

export interface RateLimiter {
  /** Counts a request and gives `undefined`, or, where it is one too many, the seconds (1 or more) until one is let through. */
  take(key: string, limit: RateLimit): number | undefined;
  readonly counters: number;
}

/** Of how many slots a window is made. */
const slots = 10;

interface Counter {
  /** A ring: one slot more than a window has, so that a request counts for one whole window at least. */
  readonly counts: number[];
  slot: number;
  total: number;
}

/**
 * Counts requests by key. In no window of `windowSeconds`, wherever it begins, more than `limit` are let through; each is
 * forgotten at most a tenth of a window too late. What is refused does not count. A counter takes the same memory
 * whatever its limit.
 */
export function createRateLimiter({ most = 100_000, now = () => performance.now() }: RateLimiterOptions = {}): RateLimiter {
  const counters = new Map<string, Counter>();
  const counterFor = (key: string, slot: number): Counter => {
    const counter = counters.get(key) ?? { counts: new Array<number>(slots + 1).fill(0), slot, total: 0 };
    counters.delete(key);
    const oldest = counters.size < most ? undefined : counters.keys().next().value;
    if (oldest !== undefined) counters.delete(oldest);
    counters.set(key, counter);
    return counter;
  };
  return {
    get counters() {
      return counters.size;
    },
    take: (key, { limit, windowSeconds }) => {
      const slotMs = (windowSeconds * 1000) / slots;
      const at = now();
      const counter = counterFor(key, Math.floor(at / slotMs));
      advance(counter, Math.floor(at / slotMs));
      if (counter.total >= limit) return Math.max(1, Math.ceil((firstFreeAt(counter, limit) * slotMs - at) / 1000));
      const index = counter.slot % (slots + 1);
      counter.counts[index] = (counter.counts[index] ?? 0) + 1;
      counter.total += 1;
      return undefined;
    },
  };
}

function advance(counter: Counter, slot: number): void {
  for (let next = Math.max(counter.slot + 1, slot - slots); next <= slot; next += 1) {
    const index = next % (slots + 1);
    counter.total -= counter.counts[index] ?? 0;
    counter.counts[index] = 0;
  }
  counter.slot = Math.max(counter.slot, slot);
}

/** The slot in which enough requests have been forgotten. */
function firstFreeAt({ counts, slot, total }: Counter, limit: number): number {
  let left = total;
  for (let past = slot - slots; past <= slot; past += 1) {
    left -= past < 0 ? 0 : (counts[past % (slots + 1)] ?? 0);
    if (left < limit) return past + slots + 1;
  }
  return slot + slots + 1;
}
