/** Random numbers that a text decides: the same text, the same numbers. */
export interface Random {
  /** From 0 up to, and without, 1. */
  readonly next: () => number;
  between(from: number, to: number): number;
  /** A whole number from 0 up to, and without, `count`. */
  below(count: number): number;
  chance(probability: number): boolean;
}

/** Mulberry32 on the text's FNV-1a hash: small, fast, and the same on every machine. */
export function randomOf(text: string): Random {
  let state = hash(text);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    below: (count) => Math.floor(next() * count),
    chance: (probability) => next() < probability,
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}

/**
 * How long something takes, in milliseconds: mostly no time, sometimes long. The longest is shorter than a third of the
 * simulated relays' lease, which is as slow as a process may be before another takes its rows.
 */
export function latencyOf(random: Random): number {
  const kind = random.next();
  if (kind < 0.85) return random.between(0, 3);
  return kind < 0.98 ? random.between(3, 60) : random.between(60, 500);
}
