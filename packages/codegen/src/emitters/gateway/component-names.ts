import { isJsonObject, own } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';
import { capitalize } from '../events/identifiers.ts';
import { mentionedComponents } from '../http/component-references.ts';
import type { ComponentKey } from '../http/component-references.ts';
import type { NodeKind } from '../http/openapi-nodes.ts';

/** A document and the service that it belongs to. */
export interface ServiceDocument {
  readonly service: string;
  readonly document: JsonObject;
}

/** A component of one service's document. */
interface Entry extends ComponentKey {
  readonly service: string;
  readonly content: JsonValue;
  readonly mentions: readonly ComponentKey[];
}

/** Gives the name that a service's component has among those of all services. */
export type ComponentNames = (service: string, component: ComponentKey) => string;

/** The sections of `components` and what their entries are (OpenAPI 3.1.1, section 4.8.7). */
export const componentKinds: ReadonlyMap<string, NodeKind> = new Map<string, NodeKind>([
  ['schemas', 'schema'],
  ['responses', 'response'],
  ['parameters', 'parameter'],
  ['examples', 'example'],
  ['requestBodies', 'requestBody'],
  ['headers', 'header'],
  ['securitySchemes', 'securityScheme'],
  ['links', 'link'],
  ['callbacks', 'callback'],
  ['pathItems', 'pathItem'],
]);

/**
 * Names for the components of several documents in one. A component keeps its name, unless documents mean different
 * things by it; then the meaning that most services share keeps it, and the others get their service's in front.
 */
export function componentNames(documents: readonly ServiceDocument[]): ComponentNames {
  const entries = documents.flatMap(entriesOf);
  const meanings = meaningsOf(entries);
  const taken = new Set(entries.map((entry) => keyOf('', entry)));
  const names = new Map<string, string>();
  for (const namesakes of Map.groupBy(entries, (entry) => keyOf('', entry)).values()) {
    const groups = [...Map.groupBy(namesakes, (entry) => meanings.get(keyOf(entry.service, entry)) ?? 0).values()];
    const keeper = groups.length === 1 ? groups[0] : largest(groups);
    for (const group of groups) {
      const [first] = group;
      if (first === undefined || group === keeper) continue;
      const name = freeName(first, taken);
      for (const entry of group) names.set(keyOf(entry.service, entry), name);
    }
  }
  return (service, component) => names.get(keyOf(service, component)) ?? component.name;
}

function entriesOf({ service, document }: ServiceDocument): Entry[] {
  const components = own(document, 'components');
  return [...componentKinds].flatMap(([section, kind]) => {
    const contents = isJsonObject(components) ? own(components, section) : undefined;
    if (!isJsonObject(contents)) return [];
    return Object.entries(contents).map(([name, content]) => ({
      service,
      section,
      name,
      content,
      mentions: mentionedComponents(kind, content),
    }));
  });
}

/**
 * A number for each component, equal for components that mean the same: equal text, and what they mention means the
 * same. Starts from the text and splits until nothing splits any more, so that recursive components are fine.
 */
function meaningsOf(entries: readonly Entry[]): ReadonlyMap<string, number> {
  let meanings = number(entries, (entry) => sortedJson([entry.section, entry.content]));
  for (;;) {
    const coarser = meanings;
    meanings = number(entries, (entry) => {
      const mentioned = entry.mentions.map((component) => coarser.get(keyOf(entry.service, component)) ?? -1);
      return [coarser.get(keyOf(entry.service, entry)), ...mentioned].join();
    });
    if (new Set(meanings.values()).size === new Set(coarser.values()).size) return meanings;
  }
}

function number(entries: readonly Entry[], signature: (entry: Entry) => string): Map<string, number> {
  const numbers = new Map<string, number>();
  return new Map(
    entries.map((entry) => {
      const text = signature(entry);
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return [keyOf(entry.service, entry), known];
    }),
  );
}

function keyOf(service: string, { section, name }: ComponentKey): string {
  return JSON.stringify([service, section, name]);
}

/** The group that is larger than every other, if one is. */
function largest<T>(groups: readonly (readonly T[])[]): readonly T[] | undefined {
  const [first, second] = groups.toSorted((left, right) => right.length - left.length);
  return first !== undefined && first.length > (second?.length ?? 0) ? first : undefined;
}

function freeName({ service, section, name }: Entry, taken: Set<string>): string {
  const prefixed = pascalCase(service) + capitalize(name);
  let free = prefixed;
  for (let count = 2; taken.has(keyOf('', { section, name: free })); count += 1) free = `${prefixed}${count}`;
  taken.add(keyOf('', { section, name: free }));
  return free;
}

/** `order-service` as `OrderService`. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** JSON text in which the order of keys does not show. */
function sortedJson(value: JsonValue): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isJsonObject(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}
