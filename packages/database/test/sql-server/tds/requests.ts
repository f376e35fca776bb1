import { kinds, type TdsMessage } from './packets.ts';

/** What a client asks for: a text with its parameters, or a step of a transaction. */
export interface TdsRequest {
  /** The SQL text, or `begin`, `commit`, `rollback`. */
  readonly text: string;
  readonly how: 'batch' | 'call' | 'transaction';
  /** By name, `@1` for instance, and as they are declared: `nvarchar(4000)`. */
  readonly parameters: Readonly<Record<string, readonly [type: string, value: unknown]>>;
}

/** Who comes, and to which database. */
export interface TdsLogin {
  readonly user: string;
  readonly database: string;
}

/** Texts of a login stand behind its fixed part, each by offset and length ([MS-TDS] 2.2.6.4). */
export function loginOf({ body }: TdsMessage): TdsLogin {
  const textAt = (place: number): string => body.toString('utf16le', body.readUInt16LE(place), body.readUInt16LE(place) + 2 * body.readUInt16LE(place + 2));
  return { user: textAt(40), database: textAt(68) };
}

const steps: ReadonlyMap<number, string> = new Map([[5, 'begin'], [7, 'commit'], [8, 'rollback'], [9, 'save']]);
const executeSql = 10;

export function requestOf({ kind, body }: TdsMessage): TdsRequest {
  // Before each stands its headers, the transaction's descriptor among them ([MS-TDS] 2.2.5.3).
  const reader = new Reader(body.subarray(body.readUInt32LE(0)));
  if (kind === kinds.batch) return { how: 'batch', text: reader.restAsText(), parameters: {} };
  if (kind === kinds.transaction) return { how: 'transaction', text: steps.get(reader.uint16()) ?? '', parameters: {} };
  return callOf(reader);
}

function callOf(reader: Reader): TdsRequest {
  if (reader.uint16() !== 0xffff || reader.uint16() !== executeSql) throw new Error('another procedure than sp_executesql');
  reader.uint16();
  const [text, declared, ...values] = reader.parameters();
  const types = new Map(Array.from(textOf(declared).matchAll(/(@\w+) (\w+(?:\([^)]*\))?)/g), ([, name = '', type = '']) => [name, type] as const));
  return { how: 'call', text: textOf(text), parameters: Object.fromEntries(values.map(([name, value]) => [name, [types.get(name) ?? '', value]])) };
}

/** Without parameters, nothing is declared. */
function textOf([, value]: readonly [name: string, value: unknown] = ['', '']): string {
  return typeof value === 'string' ? value : '';
}

/** Reads the types that this package sends ([MS-TDS] 2.2.5.4). */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  restAsText(): string {
    return this.#bytes.toString('utf16le', this.#at);
  }

  uint16(): number {
    return this.#take(2).readUInt16LE();
  }

  parameters(): readonly (readonly [name: string, value: unknown])[] {
    const all: [string, unknown][] = [];
    while (this.#at < this.#bytes.length) {
      const name = this.#take(this.#uint8() * 2).toString('utf16le');
      this.#uint8();
      all.push([name, this.#value(this.#uint8())]);
    }
    return all;
  }

  #value(type: number): unknown {
    switch (type) {
      case 0xe7: // NVARCHAR
        this.#take(7);
        return this.#long(this.#bytes.readUInt16LE(this.#at - 7))?.toString('utf16le') ?? null;
      case 0xa5: // BIGVARBINARY
        this.#take(2);
        return this.#long(this.#bytes.readUInt16LE(this.#at - 2)) ?? null;
      case 0x26: // INTN
        return this.#short((bytes) => (bytes.length === 8 ? bytes.readBigInt64LE() : bytes.readInt32LE()));
      case 0x68: // BITN
        return this.#short((bytes) => bytes[0] === 1);
      case 0x6d: // FLTN
        return this.#short((bytes) => bytes.readDoubleLE());
      case 0x2b: // DATETIMEOFFSETN, of which the bytes are enough
        return this.#short((bytes) => bytes.toString('hex'));
      default:
        throw new Error(`a parameter of the type ${type.toString(16)}`);
    }
  }

  /** After one byte of the type's length or scale: the value's length, and it. */
  #short<T>(read: (bytes: Buffer) => T): T | null {
    this.#uint8();
    const bytes = this.#take(this.#uint8());
    return bytes.length === 0 ? null : read(bytes);
  }

  /** Of a type whose greatest length is 65535 (max), the value comes in pieces. */
  #long(greatest: number): Buffer | undefined {
    if (greatest !== 0xffff) {
      const length = this.uint16();
      return length === 0xffff ? undefined : this.#take(length);
    }
    if (this.#take(8).readBigUInt64LE() === 0xffff_ffff_ffff_ffffn) return undefined;
    const pieces: Buffer[] = [];
    for (let length = this.#take(4).readUInt32LE(); length > 0; length = this.#take(4).readUInt32LE()) pieces.push(this.#take(length));
    return Buffer.concat(pieces);
  }

  #uint8(): number {
    return this.#take(1).readUInt8();
  }

  #take(length: number): Buffer {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
