/** What a run spends its time on; `stamp` is the comparison with the last run. */
export type Stage = 'stamp' | 'load' | 'read' | 'check' | 'plan' | 'print' | 'compare' | 'write';

/** Adds up milliseconds by stage. */
export interface Stopwatch {
  readonly durations: Partial<Record<Stage, number>>;
  readonly time: <T>(stage: Stage, work: () => T | Promise<T>) => Promise<T>;
}

export function stopwatch(): Stopwatch {
  const durations: Partial<Record<Stage, number>> = {};
  return {
    durations,
    async time(stage, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        durations[stage] = (durations[stage] ?? 0) + performance.now() - start;
      }
    },
  };
}
