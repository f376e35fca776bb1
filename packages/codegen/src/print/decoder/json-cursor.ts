import { generatedBanner } from '../code.ts';

/** The names that decoders import from the module of `printJsonCursor`. */
export const jsonCursorNames = ['JsonCursor', 'jsonKey', 'jsonDecoder'] as const;

export type CursorName = (typeof jsonCursorNames)[number];

/** The text of the module with the reader of JSON text that decoders are written on. It imports nothing. */
export function printJsonCursor(): string {
  return `${generatedBanner}\n\n${text.trim()}\n`;
}

const text = String.raw`
// All engines have them (https://encoding.spec.whatwg.org); the library of the language alone does not declare them.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** Marks the bytes that stand for themselves within quotes (RFC 8259, section 7), ASCII only. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c));

const digitsOfUuids = bytesOf('0123456789ABCDEFabcdef');
const lowerCaseDigitsOfUuids = bytesOf('0123456789abcdef');

function bytesOf(characters: string): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(characters.includes(String.fromCharCode(byte))));
}

const anyNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const [trueWord, falseWord, nullWord] = [utf8.encode('true'), utf8.encode('false'), utf8.encode('null')];

/** A key as it stands in JSON text, with its colon. */
export function jsonKey(name: string): Uint8Array {
  return utf8.encode(JSON.stringify(name) + ':');
}

/** Reads the whole of a JSON text; undefined where it is not just what read reads. */
export function jsonDecoder<T>(read: (json: JsonCursor) => T | undefined): (bytes: Uint8Array) => T | undefined {
  return (bytes) => {
    const json = new JsonCursor(bytes);
    const value = read(json);
    return json.at === bytes.length ? value : undefined;
  };
}

/**
 * A place in a JSON text (RFC 8259) without white space, as JSON.stringify writes it. What is read moves it on, and is
 * what JSON.parse makes of it; undefined: it is not there, and the place may be anywhere.
 */
export class JsonCursor {
  at = 0;
  readonly #bytes: Uint8Array;
  /** The same text, if each byte of it is a character. */
  readonly #ascii: string | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const text = fromUtf8.decode(bytes);
    this.#ascii = text.length === bytes.length ? text : undefined;
  }

  opensObject(): boolean {
    return this.#takesByte(0x7b);
  }

  closesObject(): boolean {
    return this.#takesByte(0x7d);
  }

  opensArray(): boolean {
    return this.#takesByte(0x5b);
  }

  closesArray(): boolean {
    return this.#takesByte(0x5d);
  }

  /** Whether another member or item follows. */
  goesOn(): boolean {
    return this.#takesByte(0x2c);
  }

  /** One byte of the key that is here, by which to tell it from others: 0 is the first within the quotes. */
  keyByte(index: number): number | undefined {
    return this.#bytes[this.at + 1 + index];
  }

  /** Whether these bytes are here. */
  takes(expected: Uint8Array): boolean {
    const bytes = this.#bytes;
    const { at } = this;
    for (let index = 0; index < expected.length; index += 1) if (bytes[at + index] !== expected[index]) return false;
    this.at = at + expected.length;
    return true;
  }

  string(): string | undefined {
    const bytes = this.#bytes;
    const from = this.at + 1;
    if (bytes[this.at] !== 0x22) return undefined;
    let to = from;
    while (plain[bytes[to] ?? 0] === 1) to += 1;
    if (bytes[to] !== 0x22) return this.#anyString(to);
    this.at = to + 1;
    return this.#text(from, to);
  }

  uuid(): string | undefined {
    return this.#uuidOf(digitsOfUuids);
  }

  lowerCaseUuid(): string | undefined {
    return this.#uuidOf(lowerCaseDigitsOfUuids);
  }

  number(): number | undefined {
    const bytes = this.#bytes;
    let { at } = this;
    let digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 1 || digit > 9) return this.#anyNumber();
    let value = 0;
    do {
      value = value * 10 + digit;
      at += 1;
      digit = (bytes[at] ?? 0) - 0x30;
    } while (digit >= 0 && digit <= 9);
    const next = bytes[at];
    // Beyond 15 digits not every integer is a number.
    if (at - this.at > 15 || next === 0x2e || next === 0x65 || next === 0x45) return this.#anyNumber();
    this.at = at;
    return value;
  }

  boolean(): boolean | undefined {
    if (this.takes(trueWord)) return true;
    return this.takes(falseWord) ? false : undefined;
  }

  null(): null | undefined {
    return this.takes(nullWord) ? null : undefined;
  }

  /** Anything but an array or object. */
  scalar(): string | number | boolean | null | undefined {
    switch (this.#bytes[this.at]) {
      case 0x22:
        return this.string();
      case 0x74:
      case 0x66:
        return this.boolean();
      case 0x6e:
        return this.null();
      default:
        return this.number();
    }
  }

  #takesByte(byte: number): boolean {
    if (this.#bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  #text(from: number, to: number): string {
    return this.#ascii === undefined ? fromUtf8.decode(this.#bytes.subarray(from, to)) : this.#ascii.slice(from, to);
  }

  /** A string that has escapes or other characters than those of ASCII, from the first of them. */
  #anyString(from: number): string | undefined {
    const bytes = this.#bytes;
    let to = from;
    while (to < bytes.length && bytes[to] !== 0x22) to += bytes[to] === 0x5c ? 2 : 1;
    const start = this.at;
    this.at = to + 1;
    try {
      const value: unknown = JSON.parse(fromUtf8.decode(bytes.subarray(start, to + 1)));
      return typeof value === 'string' ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #uuidOf(digits: Uint8Array): string | undefined {
    const bytes = this.#bytes;
    const from = this.at + 1;
    const to = from + 36;
    if (bytes[this.at] !== 0x22 || bytes[to] !== 0x22) return undefined;
    if (bytes[from + 8] !== 0x2d || bytes[from + 13] !== 0x2d || bytes[from + 18] !== 0x2d || bytes[from + 23] !== 0x2d) return undefined;
    let count = 0;
    for (let index = from; index < to; index += 1) count += digits[bytes[index] ?? 0] ?? 0;
    if (count !== 32) return undefined;
    this.at = to + 1;
    return this.#text(from, to);
  }

  #anyNumber(): number | undefined {
    const bytes = this.#bytes;
    let to = this.at;
    while (isNumberByte(bytes[to] ?? 0)) to += 1;
    const text = fromUtf8.decode(bytes.subarray(this.at, to));
    if (!anyNumber.test(text)) return undefined;
    this.at = to;
    return Number(text);
  }
}

/** Digits, and what else there is in numbers. */
function isNumberByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x2b || byte === 0x65 || byte === 0x45;
}
`;
