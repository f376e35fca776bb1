import { types } from 'node:util';
import { isSecretName, nameKind } from './secret-names.ts';
import { redacted, withoutSecrets } from './secrets-in-text.ts';
import { below, type PathNode, type SensitivePaths } from './sensitive-paths.ts';

/** How much of one line is printed; what is beyond is named by its size. */
const limits = { depth: 10, values: 10_000, charactersOfText: 16_384, characters: 262_144 };

/** One line being copied. */
interface Copying {
  readonly paths: SensitivePaths;
  readonly owners: object[];
  values: number;
  characters: number;
}

type Plain = Record<string, unknown>;

const nothing: readonly PathNode[] = [];

/**
 * The fields of a line as plain data that JSON takes: without secrets, without what the contracts mark sensitive,
 * without cycles, and of a bounded size. Whatever is in them, it does not throw.
 */
export function redactFields(fields: unknown, paths: SensitivePaths): Plain {
  const copying: Copying = { paths, owners: [], values: 0, characters: 0 };
  const copy = copyValue(isError(fields) ? { error: fields } : fields, copying, nothing);
  return isRecord(copy) && !Array.isArray(copy) ? copy : { value: copy };
}

/** A message without secrets, of a bounded length; empty where it is no text. */
export function redactText(text: unknown): string {
  return typeof text === 'string' ? shortened(withoutSecrets(readable(text)), limits.charactersOfText) : '';
}

function copyValue(value: unknown, copying: Copying, nodes: readonly PathNode[]): unknown {
  if (nodes.length > 0 && nodes.some(({ sensitive }) => sensitive)) return redacted;
  if (typeof value === 'string') return copyText(value, copying, nodes);
  if (typeof value === 'object' && value !== null) return copyObject(value, copying, nodes);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
}

function copyText(text: string, copying: Copying, nodes: readonly PathNode[]): string {
  const printed = withoutSecrets(readable(jsonWithoutSecrets(text, copying, nodes)));
  const shown = shortened(printed, Math.min(limits.charactersOfText, limits.characters - copying.characters));
  copying.characters += shown.length;
  return shown;
}

/** A body is often logged as the text that it came as. */
function jsonWithoutSecrets(text: string, copying: Copying, nodes: readonly PathNode[]): string {
  const first = text.charCodeAt(0);
  if ((first !== 0x7b && first !== 0x5b) || text.length > limits.charactersOfText) return text;
  try {
    return JSON.stringify(copyValue(JSON.parse(text), copying, nodes));
  } catch {
    return text;
  }
}

/**
 * The part of a long text that is looked at. It ends before the last run of text without white space: half a secret
 * could no longer be told from other text.
 */
function readable(text: string): string {
  const longest = 2 * limits.charactersOfText;
  if (text.length <= longest) return text;
  const part = text.slice(0, longest);
  const end = Math.max(part.lastIndexOf(' '), part.lastIndexOf('\n'), part.lastIndexOf('\t'));
  return `${part.slice(0, Math.max(end, 0))} … [${text.length} characters]`;
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(most, 0))} … [${text.length} characters]`;
}

function copyObject(value: object, copying: Copying, nodes: readonly PathNode[]): unknown {
  if (copying.owners.length >= limits.depth) return '[too deep]';
  if (copying.owners.includes(value)) return '[circular]';
  copying.owners.push(value);
  try {
    return copyByKind(value, copying, nodes);
  } catch {
    return '[unreadable]';
  } finally {
    copying.owners.pop();
  }
}

function copyByKind(value: object, copying: Copying, nodes: readonly PathNode[]): unknown {
  if (Array.isArray(value)) return copyItems(value, copying, nodes);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return copyProperties(value, copying, nodes);
  if (isError(value)) return copyError(value, copying);
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return `[${value.byteLength} bytes]`;
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (types.isMap(value)) return copyMap(value, copying, nodes);
  if (types.isSet(value)) return copyItems([...value], copying, nodes);
  if (types.isRegExp(value) || types.isBoxedPrimitive(value)) return copyText(String(value), copying, nodes);
  return copyProperties(value, copying, nodes);
}

function copyProperties(source: object, copying: Copying, nodes: readonly PathNode[]): unknown {
  if (!isRecord(source)) return undefined;
  const { toJSON } = source;
  if (typeof toJSON === 'function') return copyValue(Reflect.apply(toJSON, source, []), copying, nodes);
  const event = copying.paths.ofEvent(read(source, 'eventType'), read(source, 'version'));
  const here = event === undefined ? nodes : [...nodes, event];
  const copy: Plain = {};
  for (const key of Object.keys(source)) {
    if (isFull(copying)) return Object.assign(copy, { '…': '[more was left out]' });
    const { secret, printed } = nameKind(key);
    const value = read(source, key);
    const hidden = secret || (key === 'value' && isSecretPair(source));
    put(copy, printed, hidden ? hide(value) : copyValue(value, copying, belowKey(here, key, copying)));
  }
  return copy;
}

/** A secret that is there at all, or not: that much may be said. */
function hide(value: unknown): unknown {
  return value === null || value === undefined || typeof value === 'boolean' ? value : redacted;
}

/** `{ name: 'password', value: '…' }`, as forms and header lists have it. */
function isSecretPair(source: Plain): boolean {
  const name = read(source, 'name') ?? read(source, 'key');
  return typeof name === 'string' && isSecretName(name);
}

function belowKey(nodes: readonly PathNode[], key: string, { paths }: Copying): readonly PathNode[] {
  if (key === 'body' && paths.bodies !== undefined) return [...below(nodes, key), paths.bodies];
  return nodes.length === 0 ? nothing : below(nodes, key);
}

function read(source: Plain, key: string): unknown {
  try {
    return source[key];
  } catch {
    return '[unreadable]';
  }
}

function put(copy: Plain, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(copy, key, { value, enumerable: true });
  else copy[key] = value;
}

function copyItems(items: readonly unknown[], copying: Copying, nodes: readonly PathNode[]): unknown[] {
  const copy: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) {
    if (isFull(copying)) return [...copy, `[${items.length - index} more]`];
    const value = items[index];
    const hidden = typeof value === 'string' && index > 0 && isAnnounced(items, index, copying);
    copy.push(hidden ? redacted : copyValue(value, copying, nodes.length === 0 ? nodes : below(nodes, String(index))));
  }
  return copy;
}

/** The value in `--password x`, in `['authorization', 'x']` and in Node's flat list of raw headers. */
function isAnnounced(items: readonly unknown[], index: number, { owners }: Copying): boolean {
  const before = items[index - 1];
  if (typeof before !== 'string' || !isSecretName(before)) return false;
  const isPair = items.length === 2 && Array.isArray(owners.at(-2));
  const isHeaderList = index % 2 === 1 && /^(?:authorization|proxy-authorization|(?:set-)?cookie|x-[\w-]+)$/i.test(before);
  return isPair || isHeaderList || before.startsWith('-');
}

function copyMap(map: ReadonlyMap<unknown, unknown>, copying: Copying, nodes: readonly PathNode[]): unknown {
  const named = Array.from(map, ([key, value]): [string | number, unknown] => [typeof key === 'string' || typeof key === 'number' ? key : `[${typeof key}]`, value]);
  return copyProperties(Object.fromEntries<unknown>(named), copying, nodes);
}

/** With what an error's own properties say (`code`, `errno` …), its cause, and the errors that it stands for. */
function copyError(error: Error, copying: Copying): unknown {
  const { name, message, stack, cause } = error;
  const errors: unknown = Reflect.get(error, 'errors');
  const said = { type: name === 'Error' ? error.constructor.name : name, message, stack };
  const because = { ...(cause === undefined ? {} : { cause }), ...(Array.isArray(errors) ? { errors } : {}) };
  const own = Object.keys(error).map((key): [string, unknown] => [key, isRecord(error) ? read(error, key) : undefined]);
  return copyProperties({ ...said, ...Object.fromEntries<unknown>(own), ...said, ...because }, copying, nothing);
}

/** Also of another realm: of a VM context, or of Node itself under a test runner that makes one. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function isFull(copying: Copying): boolean {
  copying.values += 1;
  return copying.values > limits.values || copying.characters >= limits.characters;
}

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null;
}
