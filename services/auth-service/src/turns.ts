/** Work for one key runs one after the other; for different keys at the same time. */
export interface Turns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(key, work) {
      const before = last.get(key) ?? Promise.resolve();
      const mine = before.then(work);
      // What went wrong is the business of whoever asked for it, not of the next in line.
      const done = mine.catch(() => undefined);
      last.set(key, done);
      try {
        return await mine;
      } finally {
        if (last.get(key) === done) last.delete(key);
      }
    },
  };
}
