/** What arrives, in order, for a test to await. */
export interface Mailbox<T> {
  put(item: T): void;
  /** The next item, as soon as there is one. */
  next(): Promise<T>;
  /** All that arrived and was not taken. */
  rest(): readonly T[];
}

export function createMailbox<T>(): Mailbox<T> {
  const items: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put: (item) => {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    next: () => {
      const item = items.shift();
      return item === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(item);
    },
    rest: () => items.splice(0),
  };
}
