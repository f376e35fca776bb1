/** What a channel has delivered and not heard of again, by delivery tag. */
export class Outstanding<T> {
  readonly #held = new Map<number, T>();
  #latest = 0;
  /** Everything below this tag is settled. */
  #from = 1;

  get latest(): number {
    return this.#latest;
  }

  /** Takes the next delivery tag without holding anything under it. */
  nextTag(): number {
    return ++this.#latest;
  }

  hold(tag: number, delivery: T): void {
    this.#held.set(tag, delivery);
  }

  /** Takes one out. */
  one(tag: number): T | undefined {
    const delivery = this.#held.get(tag);
    if (this.#held.delete(tag) && tag === this.#from) this.#from++;
    return delivery;
  }

  /**
   * Takes all up to a tag, in their order; undefined when the tag itself is not held. Looks at each tag once in the
   * life of a channel, or at what is held where that is less.
   */
  upTo(tag: number): readonly T[] | undefined {
    if (!this.#held.has(tag)) return undefined;
    const taken: T[] = [];
    if (tag - this.#from > this.#held.size) {
      for (const [each, delivery] of this.#held) {
        if (each > tag) break;
        taken.push(delivery);
        this.#held.delete(each);
      }
    } else {
      for (let each = this.#from; each <= tag; each++) {
        const delivery = this.#held.get(each);
        if (delivery !== undefined) taken.push(delivery);
        this.#held.delete(each);
      }
    }
    this.#from = tag + 1;
    return taken;
  }

  all(): readonly T[] {
    const taken = [...this.#held.values()];
    this.#held.clear();
    this.#from = this.#latest + 1;
    return taken;
  }
}
