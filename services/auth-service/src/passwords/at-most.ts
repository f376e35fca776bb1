/** Runs work, a few pieces at a time; the others wait in line. */
export interface AtMost {
  /** `undefined` at once, with nothing run, where the line is full. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export interface AtMostOptions {
  readonly atOnce: number;
  readonly waiting: number;
}

export function atMost({ atOnce, waiting }: AtMostOptions): AtMost {
  const line: (() => void)[] = [];
  let running = 0;
  return {
    async run(work) {
      if (running >= atOnce) {
        if (line.length >= waiting) return undefined;
        // Whoever ends hands its place on, so that `running` stays as it is.
        await new Promise<void>((resolve) => line.push(resolve));
      } else {
        running += 1;
      }
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
