import { fromPointer } from '../ir/json.ts';
import type { SchemaId } from '../ir/schema.ts';

/** Words that no declaration of a printed module may have as its name. */
const unusable: ReadonlySet<string> = new Set(
  [
    'abstract any arguments as async await bigint boolean break case catch class const continue debugger declare default',
    'delete do else enum eval export extends false finally for function get global if implements import in infer',
    'instanceof interface is keyof let module namespace never new null number object of override package private',
    'protected public readonly require return satisfies set static string super switch symbol this throw true try type',
    'typeof undefined unique unknown using var void while with yield',
    'Array BigInt Boolean Infinity JSON Map Math NaN Number Object Promise RegExp Set String Symbol TypeError globalThis',
  ].flatMap((line) => line.split(' ')),
);

/** Names that are taken, and a way to new ones. */
export interface Names {
  /** The wished name, or the next one with a number that is free. */
  fresh(wish: string): string;
  has(name: string): boolean;
}

export function createNames(...taken: readonly Iterable<string>[]): Names {
  const names = new Set(taken.flatMap((one) => [...one]));
  const has = (name: string): boolean => unusable.has(name) || names.has(name);
  /** The number to try next for a wish: a name that is taken stays taken. */
  const next = new Map<string, number>();
  const fresh = (wish: string): string => {
    let name = wish;
    let number = next.get(wish) ?? 2;
    for (; has(name); number += 1) name = `${wish}${String(number)}`;
    next.set(wish, number);
    names.add(name);
    return name;
  };
  return { fresh, has };
}

/** What an identifier starts with, and what else it is made of (ECMA-262, section 12.7), as classes of an expression with `u`. */
const identifierStart = '[\\p{ID_Start}$_]';
const identifierPart = '[\\p{ID_Continue}$]';
const identifierExpression = new RegExp(`^${identifierStart}${identifierPart}*$`, 'u');
const referenceExpression = new RegExp(`(?<!\\.|${identifierPart})${identifierStart}${identifierPart}*(?!${identifierPart}|\\??:)`, 'gu');

/**
 * Whether a text is an identifier of TypeScript, in letters of any script. It has to be in normal form C and without the
 * invisible joiners: two names that look the same are to be the same.
 */
export function isIdentifier(text: string): boolean {
  return identifierExpression.test(text) && text.normalize('NFC') === text && !/[\u200c\u200d]/.test(text);
}

/** Whether a text can be declared as a type in TypeScript. */
export function isDeclarable(name: string): boolean {
  return isIdentifier(name) && !unusable.has(name);
}

/**
 * Whether a text can stand bare as a property's name. Only ASCII does: which other letters there are depends on the
 * edition of Unicode, and compilers know older ones than engines do. Reserved words may stand there.
 */
export function isPlainIdentifier(text: string): boolean {
  return isIdentifier(text) && !/[^\0-\x7f]/.test(text);
}

/**
 * The names of declarations that a piece of code may use. What stands in its texts and comments is none, nor is what
 * follows a dot or stands right before a colon: a property's name, or one that is declared there.
 */
export function namesUsedIn(text: string): ReadonlySet<string> {
  return new Set(withoutTexts(text).match(referenceExpression));
}

/** How often a piece of code names a variable. */
export function timesNamed(text: string, variable: string): number {
  const name = variable.replaceAll('$', '\\$');
  return withoutTexts(text).split(new RegExp(`(?<!${identifierPart})${name}(?!${identifierPart})`, 'u')).length - 1;
}

function withoutTexts(text: string): string {
  return text.replaceAll(/'(?:[^'\\\n]|\\.)*'|\/\*[^]*?\*\//g, "''");
}

/** A text as an identifier that starts with a capital: `order.created` is `OrderCreated`. */
export function pascalCase(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? [];
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  if (joined === '') return 'Part';
  return /^[0-9]/.test(joined) ? `N${joined}` : joined;
}

/** A text as an identifier that starts with a small letter: `order-id` is `orderId`. */
export function camelCase(text: string): string {
  const name = pascalCase(text);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A name for a schema that has none, from where it stands. */
export function nameFromId(id: SchemaId): string {
  const [first = ''] = id.split('&');
  const hash = first.indexOf('#');
  const [place = ''] = first.slice(hash + 1).split(/~(?![01])/);
  const steps = fromPointer(place);
  const step = steps.findLast((one) => !/^(?:\d+|properties|items|schema|payload|additionalProperties|allOf|anyOf|oneOf)$/.test(one));
  const file = first.slice(0, Math.max(hash, 0)).split('/').at(-1) ?? '';
  return pascalCase(step ?? file.replace(/\.\w+$/, ''));
}
