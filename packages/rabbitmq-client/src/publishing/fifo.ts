/** A first-in-first-out list whose both ends cost the same however long it is. */
export interface Fifo<T> {
  items: T[];
  head: number;
}

export function emptyFifo<T>(): Fifo<T> {
  return { items: [], head: 0 };
}

export function fifoLength(fifo: Fifo<unknown>): number {
  return fifo.items.length - fifo.head;
}

export function append<T>(fifo: Fifo<T>, item: T): void {
  fifo.items.push(item);
}

export function takeFirst<T>(fifo: Fifo<T>): T | undefined {
  const first = fifo.items[fifo.head];
  if (first === undefined) return undefined;
  fifo.head += 1;
  if (fifo.head === fifo.items.length) {
    fifo.items = [];
    fifo.head = 0;
  } else if (fifo.head >= 1024 && fifo.head * 2 > fifo.items.length) {
    fifo.items = fifo.items.slice(fifo.head);
    fifo.head = 0;
  }
  return first;
}

/** The items, in their order. */
export function waitingIn<T>(fifo: Fifo<T>): readonly T[] {
  return fifo.items.slice(fifo.head);
}

/** Puts items before all others, in their order. */
export function putBack<T>(fifo: Fifo<T>, items: readonly T[]): void {
  fifo.items = [...items, ...fifo.items.slice(fifo.head)];
  fifo.head = 0;
}
