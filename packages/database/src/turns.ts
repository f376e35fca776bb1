/** One after the other, in the order of asking. */
export interface Turns {
  /** Resolves when it is this caller's turn, with the function that ends the turn. */
  take(): Promise<() => void>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    async take() {
      const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
      const before = last;
      last = before.then(() => ended);
      await before;
      return () => end(undefined);
    },
  };
}
