import { crc32 } from 'node:zlib';
import { decodeTable, encodeTable } from './codec.ts';
import { messageOf } from './message.ts';
import type { Table } from './methods.ts';
import type { Message } from './model.ts';
import { layOut } from './properties.ts';
import type { Place, StoredPlace } from './recorder.ts';

/** One change, as a journal keeps it. */
export type JournalRecord =
  | { readonly kind: 'topology'; readonly what: TopologyChange; readonly fields: Table }
  | { readonly kind: 'published'; readonly message: Message; readonly places: readonly StoredPlace[] }
  | { readonly kind: 'delivered'; readonly place: Place; readonly returns: number }
  | { readonly kind: 'settled'; readonly place: Place };

export type TopologyChange = (typeof topologyChanges)[number];

/** The order is the format: new kinds go to the end. */
const topologyChanges = ['exchange', 'no-exchange', 'queue', 'no-queue', 'binding', 'no-binding', 'policy', 'no-policy'] as const;

const TOPOLOGY = 1;
const PUBLISHED = 2;
const DELIVERED = 3;
const SETTLED = 4;

/** Length and checksum, each of four bytes, stand before every record. */
export const RECORD_HEAD = 8;
/** Nothing that a client may publish is longer. */
const LONGEST_RECORD = 256 * 1024 * 1024;
const PLACE = 12;
const STORED_PLACE = 20;

/** A record as it stands in the file. */
export function encodeRecord(record: JournalRecord): Buffer {
  const parts = payloadOf(record);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = Buffer.allocUnsafe(RECORD_HEAD + length);
  let at = RECORD_HEAD;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  whole.writeUInt32BE(length, 0);
  whole.writeUInt32BE(crc32(whole.subarray(RECORD_HEAD)), 4);
  return whole;
}

/** How long the record with this head is, its head included; undefined when no record can be that long. */
export function recordLength(head: Buffer): number | undefined {
  const length = head.readUInt32BE(0);
  return length === 0 || length > LONGEST_RECORD ? undefined : RECORD_HEAD + length;
}

/** Reads a whole record; undefined when it is damaged. */
export function decodeRecord(whole: Buffer): JournalRecord | undefined {
  const payload = whole.subarray(RECORD_HEAD);
  if (crc32(payload) !== whole.readUInt32BE(4)) return undefined;
  switch (payload.readUInt8(0)) {
    case TOPOLOGY: {
      const what = topologyChanges[payload.readUInt8(1)];
      return what === undefined ? undefined : { kind: 'topology', what, fields: decodeTable(payload.subarray(6)) };
    }
    case PUBLISHED:
      return decodePublished(payload);
    case DELIVERED:
      return { kind: 'delivered', place: readPlace(payload, 1), returns: payload.readUInt32BE(1 + PLACE) };
    case SETTLED:
      return { kind: 'settled', place: readPlace(payload, 1) };
    default:
      return undefined;
  }
}

function payloadOf(record: JournalRecord): readonly Buffer[] {
  switch (record.kind) {
    case 'topology':
      return [Buffer.from([TOPOLOGY, topologyChanges.indexOf(record.what)]), encodeTable(record.fields)];
    case 'published':
      return [publishedHead(record.message, record.places), record.message.properties, record.message.content];
    case 'delivered': {
      const payload = placePayload(DELIVERED, record.place, 4);
      payload.writeUInt32BE(record.returns, 1 + PLACE);
      return [payload];
    }
    case 'settled':
      return [placePayload(SETTLED, record.place, 0)];
  }
}

function placePayload(kind: number, place: Place, more: number): Buffer {
  const payload = Buffer.allocUnsafe(1 + PLACE + more);
  payload.writeUInt8(kind, 0);
  writePlace(payload, place, 1);
  return payload;
}

function writePlace(into: Buffer, { queue, position }: Place, at: number): void {
  into.writeUInt32BE(queue, at);
  into.writeDoubleBE(position, at + 4);
}

function readPlace(from: Buffer, at: number): Place {
  return { queue: from.readUInt32BE(at), position: from.readDoubleBE(at + 4) };
}

/** Kind, places, exchange, routing key and the length of the properties; the properties and the content follow. */
function publishedHead({ exchange, routingKey, properties }: Message, places: readonly StoredPlace[]): Buffer {
  const names = [exchange, routingKey].map((name) => Buffer.from(name));
  const head = Buffer.allocUnsafe(3 + places.length * STORED_PLACE + names.reduce((sum, name) => sum + 1 + name.length, 0) + 4);
  head.writeUInt8(PUBLISHED, 0);
  let at = head.writeUInt16BE(places.length, 1);
  for (const place of places) {
    writePlace(head, place, at);
    head.writeDoubleBE(place.expiresAt, at + PLACE);
    at += STORED_PLACE;
  }
  for (const name of names) {
    at = head.writeUInt8(name.length, at);
    head.set(name, at);
    at += name.length;
  }
  head.writeUInt32BE(properties.length, at);
  return head;
}

function decodePublished(payload: Buffer): JournalRecord {
  const count = payload.readUInt16BE(1);
  const placesFrom = 3;
  const places = Array.from({ length: count }, (_, index) => {
    const at = placesFrom + index * STORED_PLACE;
    return { ...readPlace(payload, at), expiresAt: payload.readDoubleBE(at + PLACE) };
  });
  const exchangeAt = placesFrom + count * STORED_PLACE;
  const routingKeyAt = exchangeAt + 1 + payload.readUInt8(exchangeAt);
  const propertiesAt = routingKeyAt + 1 + payload.readUInt8(routingKeyAt) + 4;
  const contentAt = propertiesAt + payload.readUInt32BE(propertiesAt - 4);
  const properties = Buffer.from(payload.subarray(propertiesAt, contentAt));
  const parts = {
    exchange: payload.toString('utf8', exchangeAt + 1, routingKeyAt),
    routingKey: payload.toString('utf8', routingKeyAt + 1, propertiesAt - 4),
    properties,
    content: Buffer.from(payload.subarray(contentAt)),
  };
  return { kind: 'published', message: messageOf(parts, layOut(properties)), places };
}
