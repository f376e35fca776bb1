import type { Binding } from './model.ts';

/** All bindings of a virtual host, found by where they start and by where they lead. */
export class Bindings {
  readonly #bySource = new Map<string, Map<string, Binding>>();
  readonly #byDestination = new Map<string, Map<string, Binding>>();

  /** Adds a binding; false when the same one was there. */
  add(binding: Binding): boolean {
    const key = keyOf(binding);
    const from = groupOf(this.#bySource, binding.source);
    if (from.has(key)) return false;
    from.set(key, binding);
    groupOf(this.#byDestination, destinationOf(binding)).set(key, binding);
    return true;
  }

  /** Removes the binding equal to this one; undefined when there is none. */
  remove(binding: Binding): Binding | undefined {
    const key = keyOf(binding);
    const found = this.#bySource.get(binding.source)?.get(key);
    if (found === undefined) return undefined;
    drop(this.#bySource, binding.source, key);
    drop(this.#byDestination, destinationOf(binding), key);
    return found;
  }

  from(source: string): Iterable<Binding> {
    return this.#bySource.get(source)?.values() ?? [];
  }

  isSource(exchange: string): boolean {
    return this.#bySource.has(exchange);
  }

  to(destinationType: Binding['destinationType'], destination: string): readonly Binding[] {
    return [...(this.#byDestination.get(`${destinationType} ${destination}`)?.values() ?? [])];
  }

  *[Symbol.iterator](): Generator<Binding> {
    for (const group of this.#bySource.values()) yield* group.values();
  }
}

type Groups = Map<string, Map<string, Binding>>;

function groupOf(groups: Groups, name: string): Map<string, Binding> {
  let group = groups.get(name);
  if (group === undefined) {
    group = new Map();
    groups.set(name, group);
  }
  return group;
}

function drop(groups: Groups, name: string, key: string): void {
  const group = groups.get(name);
  group?.delete(key);
  if (group?.size === 0) groups.delete(name);
}

function destinationOf(binding: Binding): string {
  return `${binding.destinationType} ${binding.destination}`;
}

function keyOf(binding: Binding): string {
  return JSON.stringify([binding.source, binding.destinationType, binding.destination, binding.routingKey, sorted(binding.arguments)]);
}

function sorted(table: Binding['arguments']): readonly (readonly [string, unknown])[] {
  return Object.entries(table).sort(([one], [other]) => (one < other ? -1 : 1));
}
