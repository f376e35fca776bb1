import { missing, ParameterError } from './errors.ts';
import type { FormMap, FormNode } from './form.ts';

/** Reads one parameter; `path` is its name in messages. */
export type Reader<T> = (node: FormNode, path: string) => T;
export type ParamSpec = Readonly<Record<string, Reader<unknown>>>;
export type Params<S extends ParamSpec> = { readonly [K in keyof S]?: ReturnType<S[K]> };

/**
 * The parameters that `spec` names, those of them that were sent.
 *
 * @throws ParameterError for one that is not in `spec`, or not what it should be.
 */
export function readParams<S extends ParamSpec>(form: FormMap, spec: S, path = ''): Params<S> {
  const params: Record<string, unknown> = {};
  for (const [name, node] of form) {
    const full = path === '' ? name : `${path}[${name}]`;
    const read = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (read === undefined) throw unknownParameter(full, Object.keys(spec));
    params[name] = read(node, full);
  }
  // Every value came from the reader of its own name.
  return params as Params<S>;
}

/** @throws ParameterError (`parameter_missing`). */
export function required<T>(value: T | undefined, param: string): T {
  if (value === undefined) throw missing(param);
  return value;
}

export function text({ max = 5000 }: { readonly max?: number } = {}): Reader<string> {
  return (node, path) => {
    if (typeof node !== 'string') throw new ParameterError({ message: 'Invalid string', param: path });
    if (node === '') {
      const message = `You passed an empty string for '${path}', which cannot be unset.`;
      throw new ParameterError({ code: 'parameter_invalid_empty', message, param: path });
    }
    if (node.length > max) {
      throw new ParameterError({ message: `Invalid string: ${node.slice(0, 20)}…; must be at most ${max} characters`, param: path });
    }
    return node;
  };
}

/** The empty string unsets it: null. */
export function unsettable<T>(read: Reader<T>): Reader<T | null> {
  return (node, path) => (node === '' ? null : read(node, path));
}

export function integer({ min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {}): Reader<number> {
  return (node, path) => {
    const wrong = (message: string): ParameterError => new ParameterError({ code: 'parameter_invalid_integer', message, param: path });
    const word = text()(node, path);
    const value = Number(word);
    if (!/^-?\d+$/.test(word) || !Number.isSafeInteger(value)) throw wrong(`Invalid integer: ${word.slice(0, 40)}`);
    if (value < min) throw wrong(`This value must be greater than or equal to ${min}.`);
    if (value > max) throw wrong(`This value must be less than or equal to ${max}.`);
    return value;
  };
}

export const flag: Reader<boolean> = (node, path) => {
  if (node === 'true') return true;
  if (node === 'false') return false;
  throw new ParameterError({ message: `Invalid boolean: ${typeof node === 'string' ? node.slice(0, 40) : 'an object'}`, param: path });
};

export function oneOf<const T extends readonly string[]>(words: T): Reader<T[number]> {
  return (node, path) => {
    const found = words.find((word) => word === node);
    if (found === undefined) throw new ParameterError({ message: `Invalid ${path}: must be one of ${words.join(', ')}`, param: path });
    return found;
  };
}

export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (node, path) => {
    if (typeof node === 'string') throw new ParameterError({ message: 'Invalid array', param: path });
    const entries = [...node].map(([key, value]) => ({ index: Number(key), key, value }));
    if (!entries.every(({ key }) => /^\d{1,6}$/.test(key))) throw new ParameterError({ message: 'Invalid array', param: path });
    return entries.sort((one, other) => one.index - other.index).map(({ key, value }) => read(value, `${path}[${key}]`));
  };
}

export function nested<S extends ParamSpec>(spec: S): Reader<Params<S>> {
  return (node, path) => {
    if (typeof node === 'string') throw new ParameterError({ message: 'Invalid object', param: path });
    return readParams(node, spec, path);
  };
}

/** Changes of metadata: null removes a key, and null for all of it removes every key. */
export type MetadataChange = ReadonlyMap<string, string | null> | null;

/** Stripe's limits: keys of 40 characters, values of 500. */
export const metadataChange: Reader<MetadataChange> = (node, path) => {
  if (node === '') return null;
  if (typeof node === 'string') throw new ParameterError({ message: 'Invalid hash', param: path });
  const changes = [...node].map(([key, value]): [string, string | null] => {
    const param = `${path}[${key}]`;
    if (typeof value !== 'string') throw new ParameterError({ message: 'Metadata values can be strings only', param });
    if (key.length > 40) throw new ParameterError({ message: 'Metadata keys can have up to 40 characters', param });
    if (value.length > 500) throw new ParameterError({ message: 'Metadata values can have up to 500 characters', param });
    return [key, value === '' ? null : value];
  });
  return new Map(changes);
};

export type Metadata = Record<string, string>;

/** @throws ParameterError beyond Stripe's limit of 50 keys. */
export function changedMetadata(old: Metadata, change: MetadataChange | undefined): Metadata {
  if (change === undefined) return old;
  if (change === null) return {};
  const merged = new Map([...Object.entries(old), ...change].filter(([key]) => change.get(key) !== null));
  if (merged.size > 50) throw new ParameterError({ message: 'Metadata can have up to 50 keys', param: 'metadata' });
  // Not by assignment: `__proto__` is a key like any other.
  return Object.fromEntries([...merged].flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

/** `http://…` or `https://…`. */
export function webUrl({ max = 2048 }: { readonly max?: number } = {}): Reader<string> {
  return (node, path) => {
    const url = text({ max })(node, path);
    if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url;
    throw new ParameterError({ code: 'url_invalid', message: 'Not a valid URL', param: path });
  };
}

function unknownParameter(param: string, known: readonly string[]): ParameterError {
  const message = `Received unknown parameter: ${param.slice(0, 200)}. The sandbox takes here: ${known.join(', ')}.`;
  return new ParameterError({ code: 'parameter_unknown', message, param: param.slice(0, 200) });
}
