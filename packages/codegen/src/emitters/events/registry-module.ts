import { code, join, printModule, typeFrom, valueFrom } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { propertyKey } from '../../print/literal.ts';
import { nameGiver } from './identifiers.ts';

/** What the registry has to know of an event. */
export interface RegistryEntry {
  readonly constant: string;
  readonly folder: string;
  readonly routingKey: string;
  readonly version: number;
}

/** `registry.ts`: all events by routing key and version, as values and as types. */
export function printRegistryModule(entries: readonly RegistryEntry[]): string {
  const nameFor = nameGiver();
  for (const taken of ['events', 'allEvents']) nameFor(taken);
  const values = entries.map((entry) => ({ ...entry, value: contractValue(entry, nameFor(entry.constant)) }));
  const byKey = [...Map.groupBy(values, ({ routingKey }) => routingKey)];
  const contract = typeFrom('@kada-mandiya/contract', 'EventContract');
  return printModule(code`/** Every version of every event, by routing key and version. */
export const events = {
  ${byKey.map(([key, versions]) => code`${propertyKey(key)}: { ${join(versions.map(({ version, value }) => code`${version}: ${value}`), ', ')} },`)}
} as const;

/** Every event once, in the order of routing keys and versions. */
export const allEvents: readonly ${contract}[] = [${values.length === 0 ? '' : code`
  ${values.map(({ value }) => code`${value},`)}
`}];

/** The routing keys: one per kind of event. */
export type RoutingKey = keyof typeof events;

/** The versions of a routing key. */
export type VersionOf<Key extends RoutingKey> = keyof (typeof events)[Key];

/** The message of a routing key: that of one version, or of any where none is named. */
export type EventOf<Key extends RoutingKey, Version extends VersionOf<Key> = VersionOf<Key>> = {
  [V in Version]: (typeof events)[Key][V] extends ${contract}<infer Event> ? Event : never;
}[Version];

/** What the message of a routing key says: its \`data\`. */
export type EventData<Key extends RoutingKey, Version extends VersionOf<Key> = VersionOf<Key>> = EventOf<Key, Version>['data'];`);
}

/** An event's constant, under another name where two documents call theirs the same. */
function contractValue({ constant, folder }: RegistryEntry, name: string): Code {
  const imported = valueFrom(`./${folder}/contract.ts`, name === constant ? constant : `${constant} as ${name}`);
  return { ...imported, text: name };
}
