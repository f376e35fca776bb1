/** How long to wait between attempts, in milliseconds. */
export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before attempt `attempt` (1 is the first repetition), in milliseconds: a random time up to a ceiling
 * that doubles, so that clients which lost the same broker do not come back together.
 */
export function backoffDelay(attempt: number, { minMs, maxMs }: Backoff, random: () => number = Math.random): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(attempt, 30));
  return Math.min(ceiling, minMs + random() * Math.max(0, ceiling - minMs));
}
