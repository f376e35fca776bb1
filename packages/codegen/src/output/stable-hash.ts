import { hash } from 'node:crypto';

/**
 * The hash of plain data: JSON values, `undefined` and maps, whatever the order of keys in objects and maps.
 * Equal data has equal hashes in every process. Shared parts are hashed once.
 *
 * @throws TypeError for anything else (a function, a class instance, a cycle): its hash would say nothing.
 */
export function stableHash(value: unknown): string {
  return stableHasher()(value);
}

/** Hashes several values that share parts, each part once. */
export function stableHasher(): (value: unknown) => string {
  const memory: Memory = { texts: new WeakMap(), keys: new Map(), open: new Set() };
  return (value) => sha256(canonicalText(value, memory));
}

/** SHA-256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data);
}

interface Memory {
  readonly texts: WeakMap<object, string>;
  /** The same few keys come again and again. */
  readonly keys: Map<string, string>;
  /** The values that are being hashed: one of them again is a cycle. */
  readonly open: Set<object>;
}

/** Longer texts are replaced by their hash, so that a shared part costs little wherever it is used. */
const longestInline = 200;

function canonicalText(value: unknown, memory: Memory): string {
  if (value === undefined) return 'undefined';
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number') return String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no plain data`);
  const known = memory.texts.get(value);
  if (known !== undefined) return known;
  if (memory.open.has(value)) throw new TypeError('a cycle is no plain data');
  memory.open.add(value);
  const whole = textOfObject(value, memory);
  const text = whole.length > longestInline ? `#${sha256(whole)}` : whole;
  memory.open.delete(value);
  memory.texts.set(value, text);
  return text;
}

function textOfObject(value: object, memory: Memory): string {
  if (Array.isArray(value)) {
    let text = '[';
    for (const item of value) text += `${canonicalText(item, memory)},`;
    return `${text}]`;
  }
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${canonicalText(key, memory)}:${canonicalText(item, memory)}`);
    return `Map{${entries.sort().join(',')}}`;
  }
  refuseInstance(value);
  let text = '{';
  for (const key of sorted(Object.keys(value))) {
    text += `${keyText(key, memory)}:${canonicalText(Reflect.get(value, key), memory)},`;
  }
  return `${text}}`;
}

function refuseInstance(value: object): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(`an instance of ${value.constructor.name} is no plain data`);
  }
}

/** Mostly they are in order already. */
function sorted(keys: string[]): string[] {
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return keys.sort();
  }
  return keys;
}

function keyText(key: string, { keys }: Memory): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  keys.set(key, text);
  return text;
}
