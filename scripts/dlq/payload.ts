import type { EventContract, SensitivePath } from '@kada-mandiya/contract';

export const hidden = '[hidden]';

/** A message's body as it may be shown. */
export type Payload = { readonly json: unknown } | { readonly text: string };

/** What the contracts say of a dead letter. */
export interface Marked {
  /** Where personal or secret fields stand in the event that it should be. */
  readonly sensitive: readonly SensitivePath[];
  /** Whether it has the shape of that event: its handler failed, not its validation. */
  readonly valid: boolean;
}

/**
 * Reads a body and hides in it what the contracts mark as sensitive. In a message that is not what its contract says,
 * that may stand anywhere: every property with the name of one that any event marks is hidden.
 */
export function payloadOf(
  content: Buffer,
  { sensitive, valid }: Marked,
  { reveal, events }: { readonly reveal: boolean; readonly events: readonly Pick<EventContract, 'sensitive'>[] },
): Payload {
  const json = parsed(content);
  if (reveal) return json === undefined ? { text: content.toString('utf8') } : { json };
  if (typeof json !== 'object' || json === null) {
    return { text: `${String(content.length)} bytes that are no JSON object: --reveal shows them` };
  }
  if (valid) return { json: sensitive.reduce<unknown>((value, path) => hideAt(value, path), json) };
  return { json: hideNamed(json, new Set(events.flatMap((event) => event.sensitive.flatMap(lastName)))) };
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The property that a path ends in; `*` stands for items, which have no name. */
function lastName(path: SensitivePath): string[] {
  const name = path.findLast((key) => key !== '*');
  return name === undefined ? [] : [name];
}

function hideNamed(value: unknown, names: ReadonlySet<string>): unknown {
  return mapMembers(value, (key, item) => (names.has(key) ? hidden : hideNamed(item, names)));
}

function hideAt(value: unknown, path: SensitivePath): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return hidden;
  return mapMembers(value, (key, item) => (first === '*' || first === key ? hideAt(item, rest) : item));
}

/** Applies a function to the items of an array or the properties of an object; anything else has none. */
function mapMembers(value: unknown, map: (key: string, item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, index) => map(String(index), item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, map(key, item)]));
}
