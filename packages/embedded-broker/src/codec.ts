import { createRequire } from 'node:module';
import type { Fields, Method, MethodName, ServerMethods, Table } from './methods.ts';
import { ProtocolError } from './errors.ts';
import { clientMethodNames } from './methods.ts';

/**
 * amqplib's own codec. Its package exports hide `lib/`, so it is found beside the package's main file; the version is
 * pinned exactly for that reason, and what is used of it is declared here.
 */
interface Definitions {
  decode(id: number, args: Buffer): unknown;
  encodeMethod(id: number, channel: number, fields: object): Buffer;
}

interface FrameCodec {
  readonly HEARTBEAT_BUF: Buffer;
  readonly PROTOCOL_HEADER: string;
}

interface TableCodec {
  encodeTable(into: Buffer, table: Table, offset: number): number;
  decodeFields(table: Buffer): Table;
}

/** Tables within tables go down to here: what is read by recursion must never exhaust the stack. */
export const DEEPEST_TABLE = 1024;
/** A short string has a length of one byte (AMQP 0-9-1, 4.2.5.3). */
const LONGEST_NAME = 255;

const inAmqplib = createRequire(createRequire(import.meta.url).resolve('amqplib'));
const definitions = part('./lib/defs.js', isDefinitions);
const frameCodec = part('./lib/frame.js', isFrameCodec);
const tableCodec = part('./lib/codec.js', isTableCodec);

function part<T>(file: string, isPart: (value: unknown) => value is T): T {
  const found: unknown = inAmqplib(file);
  if (!isPart(found)) throw new Error(`amqplib's ${file} is not the codec that this version of the broker knows`);
  return found;
}

function isDefinitions(value: unknown): value is Definitions {
  return hasFunctions(value, ['decode', 'encodeMethod']);
}

function isTableCodec(value: unknown): value is TableCodec {
  return hasFunctions(value, ['encodeTable', 'decodeFields']);
}

function isFrameCodec(value: unknown): value is FrameCodec {
  return typeof value === 'object' && value !== null && 'HEARTBEAT_BUF' in value && 'PROTOCOL_HEADER' in value;
}

function hasFunctions(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function');
}

function idOf(name: string): number {
  const id: unknown = Reflect.get(definitions, name);
  if (typeof id !== 'number') throw new Error(`amqplib does not know the method ${name}`);
  return id;
}

const nameById = new Map(clientMethodNames.map((name) => [idOf(name), name] as const));
const idByName = new Map<string, number>();

/** The eight bytes with which a client opens a connection. */
export const PROTOCOL_HEADER = Buffer.from(frameCodec.PROTOCOL_HEADER, 'latin1');
export const HEARTBEAT_FRAME = frameCodec.HEARTBEAT_BUF;

/** The class and method number of a method, as `close` methods name them. */
export function methodNumbers(id: number): { readonly classId: number; readonly methodId: number } {
  return { classId: id >>> 16, methodId: id & 0xffff };
}

/**
 * Reads the payload of a method frame.
 * @throws Error when it is no method that a client may send, or is cut short.
 */
export function decodeMethod(payload: Buffer): Method {
  const id = payload.readUInt32BE(0);
  const name = nameById.get(id);
  if (name === undefined) throw new Error(`unknown method ${String(id)}`);
  const method = { id, name, fields: definitions.decode(id, payload.subarray(4)) };
  if (!isMethod(method)) throw new Error(`malformed method ${name}`);
  if (method.name !== 'BasicAck') checkFields(method.fields);
  return method;
}

/** What could be read must be good for writing too: into the journal, and back to clients. @throws ProtocolError 502. */
function checkFields(fields: object): void {
  for (const value of Object.values(fields)) {
    // Bytes that are no UTF-8 are read as a sign of three bytes each.
    if (typeof value === 'string' && value.length > 85 && Buffer.byteLength(value) > LONGEST_NAME) {
      throw new ProtocolError(502, 'a name is no UTF-8');
    }
  }
  if ('arguments' in fields && typeof fields.arguments === 'object' && fields.arguments !== null) checkTable(fields.arguments);
}

function checkTable(table: object): void {
  if (isDeeperThan(table, DEEPEST_TABLE)) throw new ProtocolError(502, 'a field table is nested too deep');
  try {
    encodeTable({ ...table });
  } catch (failure) {
    throw new ProtocolError(502, `malformed arguments: ${String(failure)}`);
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(each, levels - 1));
}

/** What amqplib decodes by the number of a method has that method's fields. */
function isMethod(method: { id: number; name: MethodName; fields: unknown }): method is Method {
  return typeof method.fields === 'object' && method.fields !== null;
}

/** A whole method frame. */
export function encodeMethod<N extends keyof ServerMethods>(name: N, channel: number, fields: Fields<ServerMethods[N]>): Buffer {
  let id = idByName.get(name);
  if (id === undefined) {
    id = idOf(name);
    idByName.set(name, id);
  }
  return definitions.encodeMethod(id, channel, fields);
}

/** A field table as bytes, with its length in front. */
export function encodeTable(table: Table): Buffer {
  for (let size = 4096; ; size *= 4) {
    const into = Buffer.allocUnsafe(size);
    try {
      return into.subarray(0, tableCodec.encodeTable(into, table, 0));
    } catch (failure) {
      if (!isTooSmall(failure) || size > 64 * 1024 * 1024) throw failure;
    }
  }
}

/** Whether the buffer was too small, which a larger one mends; a value that has no encoding is another matter. */
function isTooSmall(failure: unknown): boolean {
  return failure instanceof RangeError && failure.message.includes('encoding buffer');
}

/** Reads a field table, given without its length. */
export function decodeTable(fields: Buffer): Table {
  return tableCodec.decodeFields(fields);
}
