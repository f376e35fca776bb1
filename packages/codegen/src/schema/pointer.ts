import { isJsonObject, own, toPointer } from '../ir/json.ts';
import type { JsonPath, JsonValue } from '../ir/json.ts';

/** A value and the way to it. */
export interface Place {
  readonly path: JsonPath;
  readonly value: JsonValue;
}

/** Follows the steps of a JSON Pointer from a place; undefined where there is nothing. */
export function follow(from: Place, steps: readonly string[]): Place | undefined {
  let place = from;
  for (const step of steps) {
    const next = child(place, step);
    if (next === undefined) return undefined;
    place = next;
  }
  return place;
}

/** The steps of an array are numbers without leading zeros (RFC 6901, section 4). */
function child({ path, value }: Place, step: string): Place | undefined {
  if (isJsonObject(value)) {
    const below = own(value, step);
    return below === undefined ? undefined : { path: [...path, step], value: below };
  }
  if (!Array.isArray(value) || !/^(?:0|[1-9][0-9]*)$/.test(step)) return undefined;
  const items: readonly JsonValue[] = value;
  const item = items[Number(step)];
  return item === undefined ? undefined : { path: [...path, Number(step)], value: item };
}

/** A place's name: the plain id of the schema that stands there. */
export function placeKey(file: string, path: JsonPath): string {
  return `${file}#${toPointer(path)}`;
}
