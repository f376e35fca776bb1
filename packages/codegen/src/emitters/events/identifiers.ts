import { isIdentifier } from '../../print/names.ts';

/**
 * Words that cannot name a type or a constant, or that would hide something that generated code uses: ECMAScript's
 * reserved words, TypeScript's own types, and the globals that printed code mentions.
 */
const unusable = new Set(
  `abstract any arguments as asserts async await bigint boolean break case catch class const constructor continue
  debugger declare default delete do else enum eval export extends false finally for from function get global if
  implements import in infer instanceof interface intrinsic is keyof let module namespace never new null number object
  of out override package private protected public readonly require return satisfies set static string super switch
  symbol this throw true try type typeof undefined unique unknown using var void while with yield
  Array BigInt Boolean Date Error Extract Exclude Function Infinity Intl JSON Map Math NaN Number Object Omit Partial
  Pick Promise Proxy Readonly ReadonlyArray Record Reflect RegExp Required Set String Symbol URL WeakMap z`.split(/\s+/),
);

/** Whether a text can stand as the name of a type or constant: letters and digits of any script, `_` and `$`. */
function isSafeIdentifier(text: string): boolean {
  return isIdentifier(text) && !unusable.has(text);
}

/**
 * A name as an identifier: as it is where it is one, else its words in Pascal case (`my-schema` is `MySchema`), with
 * a leading underscore where it starts with a digit or is a reserved word.
 */
export function toIdentifier(name: string): string {
  return isSafeIdentifier(name) ? name : madeSafe(inPascalCase(name));
}

/** A name as the name of a type: as `toIdentifier`, with the first letter in upper case where it has one. */
export function toTypeName(name: string): string {
  const [plain, joined] = [capitalize(name), inPascalCase(name)];
  return isSafeIdentifier(plain) ? plain : madeSafe(joined);
}

/** A name as the name of a constant: as `toIdentifier`, with the first letter in lower case where it has one. */
export function toConstantName(name: string): string {
  return madeSafe(uncapitalize(toIdentifier(name)));
}

function inPascalCase(name: string): string {
  const words = name.normalize('NFC').split(/[^\p{L}\p{Mn}\p{Mc}\p{Nd}$]+/u);
  return words.map((word) => capitalize(word)).join('');
}

function madeSafe(name: string): string {
  return [name, `_${name}`].find(isSafeIdentifier) ?? '_';
}

/** With the first character in upper case, if it has one. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** With the first character in lower case, if it has one. */
export function uncapitalize(text: string): string {
  const [first = ''] = text;
  return first.toLowerCase() + text.slice(first.length);
}

/** Names that stand side by side. */
export interface NameScope {
  isFree(name: string): boolean;
  occupy(name: string): void;
}

/**
 * Names that must differ, also in more than case, since they become files and are read by people. `derived` lists the
 * further names that come with one; those differ exactly.
 */
export function nameScope(derived: (name: string) => readonly string[] = () => []): NameScope {
  const names = new Set<string>();
  const occupied = new Set<string>();
  return {
    isFree: (name) => !names.has(name.toLowerCase()) && [name, ...derived(name)].every((text) => !occupied.has(text)),
    occupy: (name) => {
      names.add(name.toLowerCase());
      for (const text of [name, ...derived(name)]) occupied.add(text);
    },
  };
}

/**
 * The first of some wishes that is free in all scopes, or the last one with the smallest number from 2 behind it; it is
 * then taken there.
 */
export function freeName(wishes: readonly string[], scopes: readonly NameScope[]): string {
  const isFree = (name: string): boolean => scopes.every((scope) => scope.isFree(name));
  const last = wishes.at(-1) ?? '_';
  let name = wishes.find(isFree) ?? last;
  for (let count = 2; !isFree(name); count += 1) name = `${last}${String(count)}`;
  for (const scope of scopes) scope.occupy(name);
  return name;
}

/** Gives names that differ from all given before: see `nameScope`. */
export function nameGiver(derived?: (name: string) => readonly string[]): (wish: string) => string {
  const scope = nameScope(derived);
  return (wish) => freeName([wish], [scope]);
}
