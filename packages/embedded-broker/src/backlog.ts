import { Deque } from './deque.ts';
import type { Entry, QueueType } from './model.ts';

/**
 * The messages of a queue that are ready, in the order of delivery: the highest priority first, where the queue has
 * priorities. What came back goes before the rest: on a classic queue at the place that it had, on a quorum queue in the
 * order of coming back, as RabbitMQ does.
 */
export class Backlog {
  /** One lane for each priority, the highest first. */
  readonly #lanes: readonly Lane[];
  #length = 0;
  #bytes = 0;

  constructor(type: QueueType, highestPriority = 0) {
    this.#lanes = Array.from({ length: highestPriority + 1 }, () => newLane(type));
  }

  get length(): number {
    return this.#length;
  }

  /** The contents' bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  push(entry: Entry): void {
    this.#added(entry);
    this.#laneOf(entry)?.fresh.push(entry);
  }

  putBack(entry: Entry): void {
    this.#added(entry);
    this.#laneOf(entry)?.returned.push(entry);
  }

  peek(): Entry | undefined {
    for (const { returned, fresh } of this.#lanes) {
      const entry = returned.peek() ?? fresh.peek();
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  shift(): Entry | undefined {
    for (const { returned, fresh } of this.#lanes) {
      const entry = returned.shift() ?? fresh.shift();
      if (entry === undefined) continue;
      this.#length--;
      this.#bytes -= entry.message.content.length;
      return entry;
    }
    return undefined;
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (const { returned, fresh } of this.#lanes) {
      yield* returned;
      yield* fresh;
    }
  }

  #added({ message }: Entry): void {
    this.#length++;
    this.#bytes += message.content.length;
  }

  #laneOf({ message }: Entry): Lane | undefined {
    const highest = this.#lanes.length - 1;
    return this.#lanes[highest - Math.min(message.priority, highest)];
  }
}

interface Lane {
  readonly returned: Returned;
  readonly fresh: Deque<Entry>;
}

function newLane(type: QueueType): Lane {
  return { returned: type === 'quorum' ? new Deque<Entry>() : new ByPosition(), fresh: new Deque<Entry>() };
}

interface Returned extends Iterable<Entry> {
  readonly length: number;
  push(entry: Entry): void;
  peek(): Entry | undefined;
  shift(): Entry | undefined;
}

/** A binary heap by position. */
class ByPosition implements Returned {
  readonly #heap: Entry[] = [];

  get length(): number {
    return this.#heap.length;
  }

  push(entry: Entry): void {
    let at = this.#heap.length;
    this.#heap.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (parent === undefined || parent.position <= entry.position) break;
      this.#heap[at] = parent;
      at = parentAt;
    }
    this.#heap[at] = entry;
  }

  peek(): Entry | undefined {
    return this.#heap[0];
  }

  shift(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  [Symbol.iterator](): Iterator<Entry> {
    return [...this.#heap].sort((one, other) => one.position - other.position).values();
  }

  #sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      const child = this.#smallerChild(at);
      const below = this.#heap[child];
      if (below === undefined || below.position >= entry.position) break;
      this.#heap[at] = below;
      at = child;
    }
    this.#heap[at] = entry;
  }

  #smallerChild(at: number): number {
    const left = this.#heap[2 * at + 1];
    const right = this.#heap[2 * at + 2];
    return right !== undefined && left !== undefined && right.position < left.position ? 2 * at + 2 : 2 * at + 1;
  }
}
