/** Values that come and go often. */
export interface Slots<T> {
  /** Keeps a value and says where. */
  readonly put: (value: T) => number;
  readonly free: (slot: number) => void;
  readonly values: () => T[];
}

/**
 * Holds what lives as long as a request. A Set or Map whose entries come and go is rebuilt every few entries, and the old
 * table points to the new one, with all that was in it (V8, OrderedHashTable::Rehash). Once one such table is in the old
 * generation, each that follows is moved there too, with the requests of its time, until the next full collection.
 */
export function createSlots<T>(): Slots<T> {
  const kept: (T | undefined)[] = [];
  const unused: number[] = [];
  return {
    put: (value) => {
      const slot = unused.pop() ?? kept.length;
      kept[slot] = value;
      return slot;
    },
    free: (slot) => {
      kept[slot] = undefined;
      unused.push(slot);
    },
    values: () => kept.filter((value) => value !== undefined),
  };
}
