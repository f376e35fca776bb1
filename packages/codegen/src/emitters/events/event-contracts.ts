import type { Contract, Message } from '../../ir/contract.ts';
import type { SchemaId } from '../../ir/schema.ts';
import { derivedNames, layoutOf } from './layout.ts';
import type { Folder, Place } from './layout.ts';
import { nameGiver, toConstantName } from './identifiers.ts';
import { sensitivePaths } from './sensitive.ts';

/** One version of one event, and what its code is called. */
export interface EventEntry {
  /** `orderCreatedV1`, exported by the folder's `contract.ts`. */
  readonly constant: string;
  readonly folder: string;
  readonly message: Message;
  readonly routingKey: string;
  /** Absent where the channel has no AMQP binding. */
  readonly exchange?: string;
  readonly version: number;
  readonly payload: Place;
  readonly sensitive: readonly (readonly string[])[];
  readonly hasReceiver: boolean;
}

const entries = new WeakMap<Folder, readonly EventEntry[]>();

/** The events of a document: its messages that are in the envelope, in the order of their versions. */
export function eventsOf(contract: Contract, folder: Folder): readonly EventEntry[] {
  const events = entries.get(folder) ?? findEvents(contract, folder);
  entries.set(folder, events);
  return events;
}

function findEvents(contract: Contract, folder: Folder): EventEntry[] {
  const { places } = layoutOf(contract);
  const nameFor = constantNames(folder);
  const channels = folder.document?.channels ?? [];
  return channels
    .flatMap(({ exchange, messages, operations }) =>
      messages.flatMap((message): EventEntry[] => {
        const payload = placeOf(places, message.payload?.id);
        if (message.envelope === undefined || payload === undefined) return [];
        const { eventType: routingKey, version } = message.envelope;
        const hasReceiver = operations.some(({ action, messages: names }) => action === 'receive' && names.includes(message.name));
        const sensitive = sensitivePaths(payload.id, contract.schemas);
        const constant = nameFor(toConstantName(message.name));
        const entry = { constant, folder: folder.name, message, routingKey, version, payload, sensitive, hasReceiver };
        return [exchange === undefined ? entry : { ...entry, exchange: exchange.type === 'default' ? '' : exchange.name }];
      }),
    )
    .sort((left, right) => left.version - right.version);
}

function placeOf(places: ReadonlyMap<SchemaId, Place>, id: SchemaId | undefined): Place | undefined {
  return id === undefined ? undefined : places.get(id);
}

/** Names for a folder's constants that meet neither its types nor the names that come with its schemas. */
export function constantNames({ schemas }: Folder): (wish: string) => string {
  const nameFor = nameGiver();
  for (const name of schemas.flatMap((place) => derivedNames(place.name))) nameFor(name);
  const types = new Set(schemas.map(({ name }) => name));
  return (wish) => nameFor(types.has(wish) ? `_${wish}` : wish);
}
