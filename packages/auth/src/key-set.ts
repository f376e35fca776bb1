import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is wrong with a set of keys: all of it, and nothing of the keys themselves. */
export class KeySetError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`the key set is not good: ${faults.join('; ')}`);
    this.name = 'KeySetError';
    this.faults = faults;
  }
}

/** Tells one fault of the key that is looked at. */
export type Report = (fault: string) => void;

/** Looks at one key of a set and its position; what is wrong is reported. */
export type CheckKey<T> = (jwk: object, report: Report, index: number) => T | undefined;

/** As many keys as auth-service may publish. */
const mostKeys = 10;

/**
 * The document that a text holds or names: JSON where it starts with a brace or bracket, else the path or `file:` URL of
 * a file with it. The text itself is in no message, since it may be a key.
 */
export function readDocument(textOrPath: string): unknown {
  const text = textOrPath.trim();
  if (text.startsWith('-----BEGIN')) throw new KeySetError(['it is PEM, not a JSON Web Key Set (RFC 7517)']);
  return parsed(/^[{[]/.test(text) ? text : fileText(text));
}

function fileText(path: string): string {
  try {
    return readFileSync(path.startsWith('file:') ? fileURLToPath(path) : path, 'utf8');
  } catch (error) {
    throw new KeySetError([`it is neither JSON nor the path of a file that can be read (${codeOf(error)})`]);
  }
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'unknown';
}

/** JSON.parse quotes its input in its message. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeySetError(['it is not JSON']);
  }
}

/** Every key of a JWK Set as `check` sees it. @throws KeySetError that lists the faults of all keys */
export function checkKeySet<T>(document: unknown, check: CheckKey<T>): readonly T[] {
  const faults: string[] = [];
  const jwks = membersOf(document);
  const kids = jwks.map(kidOf);
  const good = jwks.flatMap((jwk, index) => {
    const report: Report = (fault) => void faults.push(`keys[${index}]${fault.startsWith('.') ? '' : ' '}${fault}`);
    if (kids[index] !== undefined && kids.indexOf(kids[index]) < index) report('.kid is that of an earlier key');
    if (typeof jwk === 'object' && jwk !== null) return check(jwk, report, index) ?? [];
    report('is not an object');
    return [];
  });
  if (faults.length > 0) throw new KeySetError(faults);
  return good;
}

function membersOf(document: unknown): readonly unknown[] {
  const keys: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, 'keys') : undefined;
  if (!Array.isArray(keys)) throw new KeySetError(['it has no array of keys']);
  if (keys.length === 0) throw new KeySetError(['it has no key']);
  if (keys.length > mostKeys) throw new KeySetError([`it has more than ${mostKeys} keys`]);
  return keys;
}

function kidOf(jwk: unknown): unknown {
  return typeof jwk === 'object' && jwk !== null ? Reflect.get(jwk, 'kid') : undefined;
}
