import { Deque } from './deque.ts';
import type { Consumer } from './model.ts';

/**
 * The consumers of one queue. Those that can take a message wait in line: the highest priority first, round robin among
 * equals. One that is full leaves the line and is put back by `wake`, so that choosing one does not look at the others.
 */
export class Consumers {
  readonly #members = new Set<Consumer>();
  readonly #waiting = new Set<Consumer>();
  #lines: { readonly priority: number; readonly line: Deque<Consumer> }[] = [];

  get size(): number {
    return this.#members.size;
  }

  /** The one that has consumed for the longest time: the single active consumer, where a queue has one. */
  get first(): Consumer | undefined {
    return this.#members.values().next().value;
  }

  get exclusive(): boolean {
    return this.first?.exclusive === true;
  }

  add(consumer: Consumer): void {
    this.#members.add(consumer);
    this.wake(consumer);
  }

  has(consumer: Consumer): boolean {
    return this.#members.has(consumer);
  }

  remove(consumer: Consumer): void {
    this.#members.delete(consumer);
    if (!this.#waiting.delete(consumer)) return;
    this.#lines = this.#lines.map(({ priority, line }) => ({ priority, line: without(line, consumer) }));
    this.#lines = this.#lines.filter(({ line }) => line.length > 0);
  }

  /** The consumer may have room again. */
  wake(consumer: Consumer): void {
    if (!this.#members.has(consumer) || this.#waiting.has(consumer)) return;
    this.#waiting.add(consumer);
    this.#lineOf(consumer.priority).push(consumer);
  }

  /** Who gets the next message, if anybody can take one. */
  next(): Consumer | undefined {
    for (const { line } of this.#lines) {
      for (let consumer = line.shift(); consumer !== undefined; consumer = line.shift()) {
        if (consumer.ready()) {
          line.push(consumer);
          return consumer;
        }
        this.#waiting.delete(consumer);
      }
    }
    return undefined;
  }

  [Symbol.iterator](): Iterator<Consumer> {
    return this.#members.values();
  }

  #lineOf(priority: number): Deque<Consumer> {
    const known = this.#lines.find((each) => each.priority === priority);
    if (known !== undefined) return known.line;
    const line = new Deque<Consumer>();
    this.#lines.push({ priority, line });
    this.#lines.sort((one, other) => other.priority - one.priority);
    return line;
  }
}

function without(line: Deque<Consumer>, left: Consumer): Deque<Consumer> {
  const rest = new Deque<Consumer>();
  for (const consumer of line) if (consumer !== left) rest.push(consumer);
  return rest;
}
