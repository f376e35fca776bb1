import { decodeTable, DEEPEST_TABLE, encodeTable } from './codec.ts';
import type { Table } from './methods.ts';

/**
 * The properties of a message stay the bytes that came, so that a consumer gets exactly what was published. This reads
 * where the few of them are that a broker must know (AMQP 0-9-1, 4.2.6.1: flags, then the values that they announce).
 */
export interface PropertyLayout {
  /** Delivery mode 2. */
  readonly persistent: boolean;
  /** 0 where none is given. */
  readonly priority: number;
  readonly expiration: string | undefined;
  readonly userId: string | undefined;
  /** Where the header table stands, its length of four bytes included. */
  readonly headers: Span | undefined;
  /** Where a header table would be put in. */
  readonly headersAt: number;
  /** Where the expiration stands, its length included. */
  readonly expirationAt: Span | undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const HEADERS = 0x2000;
const DELIVERY_MODE = 0x1000;
const PRIORITY = 0x0800;
const EXPIRATION = 0x0100;
const USER_ID = 0x0010;
const PERSISTENT = 2;

/**
 * Finds the properties in the bytes after a content header's size.
 * @throws RangeError when they are cut short or the header table is malformed.
 */
export function layOut(properties: Buffer): PropertyLayout {
  const flags = properties.readUInt16BE(0);
  if ((flags & 1) !== 0) throw new RangeError('more property flags than there are properties');
  const at = (flag: number, from: number): number => ((flags & flag) === 0 ? from : shortStringEnd(properties, from));
  const headersAt = at(0x4000, at(0x8000, 2));
  const headers = (flags & HEADERS) === 0 ? undefined : { from: headersAt, to: tableEnd(properties, headersAt) };
  const deliveryModeAt = headers?.to ?? headersAt;
  const persistent = (flags & DELIVERY_MODE) !== 0 && properties.readUInt8(deliveryModeAt) === PERSISTENT;
  const priorityAt = deliveryModeAt + ((flags & DELIVERY_MODE) === 0 ? 0 : 1);
  const afterPriority = priorityAt + ((flags & PRIORITY) === 0 ? 0 : 1);
  const expirationFrom = at(0x0200, at(0x0400, afterPriority));
  const expirationTo = at(EXPIRATION, expirationFrom);
  const timestampAt = at(0x0080, expirationTo);
  const userIdFrom = at(0x0020, timestampAt + ((flags & 0x0040) === 0 ? 0 : 8));
  const userIdTo = at(USER_ID, userIdFrom);
  if (at(0x0004, at(0x0008, userIdTo)) > properties.length) throw new RangeError('properties are cut short');
  return {
    persistent,
    priority: afterPriority === priorityAt ? 0 : properties.readUInt8(priorityAt),
    expiration: expirationTo === expirationFrom ? undefined : properties.toString('utf8', expirationFrom + 1, expirationTo),
    userId: userIdTo === userIdFrom ? undefined : properties.toString('utf8', userIdFrom + 1, userIdTo),
    headers,
    headersAt,
    expirationAt: expirationTo === expirationFrom ? undefined : { from: expirationFrom, to: expirationTo },
  };
}

/** The header table of a message; empty when it has none. */
export function readHeaders(properties: Buffer): Table {
  const { headers } = layOut(properties);
  return headers === undefined ? {} : decodeTable(properties.subarray(headers.from + 4, headers.to));
}

/**
 * The same properties with some headers set, or removed where the value is undefined. All other headers keep their bytes,
 * and with them types that JavaScript does not tell apart.
 */
export function withHeaders(properties: Buffer, changes: Table, options?: { readonly dropExpiration: boolean }): Buffer {
  const { headers, headersAt, expirationAt } = layOut(properties);
  const kept = headers === undefined ? [] : entriesWithout(properties, headers, new Set(Object.keys(changes)));
  const set = encodeTable(changes).subarray(4);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(kept.reduce((sum, entry) => sum + entry.length, set.length));

  const dropped = options?.dropExpiration === true ? expirationAt : undefined;
  const rest = headers?.to ?? headersAt;
  const changed = Buffer.concat([
    properties.subarray(0, headersAt),
    length,
    ...kept,
    set,
    properties.subarray(rest, dropped?.from ?? rest),
    properties.subarray(dropped?.to ?? rest),
  ]);
  const flags = properties.readUInt16BE(0) | HEADERS;
  changed.writeUInt16BE(dropped === undefined ? flags : flags & ~EXPIRATION, 0);
  return changed;
}

function entriesWithout(properties: Buffer, table: Span, names: ReadonlySet<string>): readonly Buffer[] {
  const kept: Buffer[] = [];
  for (let from = table.from + 4; from < table.to; ) {
    const nameEnd = shortStringEnd(properties, from);
    const to = valueEnd(properties, nameEnd);
    if (!names.has(properties.toString('utf8', from + 1, nameEnd))) kept.push(properties.subarray(from, to));
    from = to;
  }
  return kept;
}

function shortStringEnd(bytes: Buffer, from: number): number {
  return from + 1 + bytes.readUInt8(from);
}

function tableEnd(bytes: Buffer, from: number, depth = 0): number {
  if (depth > DEEPEST_TABLE) throw new RangeError('a field table is nested too deep');
  const end = longEnd(bytes, from);
  let at = from + 4;
  while (at < end) at = valueEnd(bytes, shortStringEnd(bytes, at), depth);
  if (at !== end) throw new RangeError('a field table is longer than it says');
  return end;
}

function arrayEnd(bytes: Buffer, from: number, depth: number): number {
  if (depth > DEEPEST_TABLE) throw new RangeError('a field array is nested too deep');
  const end = longEnd(bytes, from);
  let at = from + 4;
  while (at < end) at = valueEnd(bytes, at, depth);
  if (at !== end) throw new RangeError('a field array is longer than it says');
  return end;
}

function longEnd(bytes: Buffer, from: number): number {
  const end = from + 4 + bytes.readUInt32BE(from);
  if (end > bytes.length) throw new RangeError('a field is cut short');
  return end;
}

/** The bytes that a field value takes after its tag, by tag (https://www.rabbitmq.com/amqp-0-9-1-errata). */
const fixedSizes: Readonly<Record<string, number>> = {
  t: 1, b: 1, B: 1, s: 2, u: 2, I: 4, i: 4, l: 8, f: 4, d: 8, D: 5, T: 8, V: 0,
};

function valueEnd(bytes: Buffer, from: number, depth = 0): number {
  const tag = String.fromCharCode(bytes.readUInt8(from));
  const size = fixedSizes[tag];
  if (size !== undefined) {
    if (from + 1 + size > bytes.length) throw new RangeError('a field is cut short');
    return from + 1 + size;
  }
  switch (tag) {
    case 'S':
    case 'x':
      return longEnd(bytes, from + 1);
    case 'F':
      return tableEnd(bytes, from + 1, depth + 1);
    case 'A':
      return arrayEnd(bytes, from + 1, depth + 1);
    default:
      throw new RangeError(`unknown field type ${tag}`);
  }
}
