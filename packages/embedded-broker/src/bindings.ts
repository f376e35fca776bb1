import type { Binding } from './model.ts';
import { TopicPatterns } from './topic.ts';

/** All bindings of a virtual host, found by where they start, by their routing keys, and by where they lead. */
export class Bindings {
  readonly #bySource = new Map<string, Source>();
  readonly #byDestination = new Map<string, Group>();

  /** Adds a binding; false when the same one was there. */
  add(binding: Binding): boolean {
    const key = keyOf(binding);
    const source = this.#bySource.get(binding.source) ?? newSource();
    if (source.all.has(key)) return false;
    this.#bySource.set(binding.source, source);
    source.all.set(key, binding);
    source.patterns?.add(binding.routingKey);
    put(source.byRoutingKey, binding.routingKey, key, binding);
    put(this.#byDestination, destinationOf(binding), key, binding);
    return true;
  }

  /** Removes the binding equal to this one; undefined when there is none. */
  remove(binding: Binding): Binding | undefined {
    const key = keyOf(binding);
    const source = this.#bySource.get(binding.source);
    const found = source?.all.get(key);
    if (source === undefined || found === undefined) return undefined;
    source.all.delete(key);
    if (source.all.size === 0) this.#bySource.delete(binding.source);
    drop(source.byRoutingKey, binding.routingKey, key);
    if (!source.byRoutingKey.has(binding.routingKey)) source.patterns?.remove(binding.routingKey);
    drop(this.#byDestination, destinationOf(binding), key);
    return found;
  }

  from(source: string): Iterable<Binding> {
    return this.#bySource.get(source)?.all.values() ?? [];
  }

  /** Those of a source with exactly this routing key. */
  withKey(source: string, routingKey: string): Iterable<Binding> {
    return this.#bySource.get(source)?.byRoutingKey.get(routingKey)?.values() ?? [];
  }

  /** Those of a source whose routing keys, read as topic patterns, fit this one. */
  fitting(source: string, routingKey: string): Iterable<Binding> {
    const found = this.#bySource.get(source);
    if (found === undefined) return [];
    found.patterns ??= patternsOf(found.byRoutingKey.keys());
    return found.patterns.fitting(routingKey).flatMap((pattern) => [...(found.byRoutingKey.get(pattern)?.values() ?? [])]);
  }

  isSource(exchange: string): boolean {
    return this.#bySource.has(exchange);
  }

  to(destinationType: Binding['destinationType'], destination: string): readonly Binding[] {
    return [...(this.#byDestination.get(`${destinationType} ${destination}`)?.values() ?? [])];
  }

  *[Symbol.iterator](): Generator<Binding> {
    for (const { all } of this.#bySource.values()) yield* all.values();
  }
}

type Group = Map<string, Binding>;

interface Source {
  readonly all: Group;
  readonly byRoutingKey: Map<string, Group>;
  /** Made when a topic exchange first asks for it. */
  patterns: TopicPatterns | undefined;
}

function newSource(): Source {
  return { all: new Map(), byRoutingKey: new Map(), patterns: undefined };
}

function patternsOf(routingKeys: Iterable<string>): TopicPatterns {
  const patterns = new TopicPatterns();
  for (const routingKey of routingKeys) patterns.add(routingKey);
  return patterns;
}

function put(groups: Map<string, Group>, name: string, key: string, binding: Binding): void {
  const group = groups.get(name) ?? new Map<string, Binding>();
  groups.set(name, group);
  group.set(key, binding);
}

function drop(groups: Map<string, Group>, name: string, key: string): void {
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
