import type { Problem } from '../diagnostics/problem.ts';
import type { Contract } from '../ir/contract.ts';
import { keyOf, type Origin } from '../ir/origin.ts';
import { baseName } from '../read/names.ts';
import { quote } from './check.ts';

interface Named {
  readonly name: string;
  readonly origin: Origin;
}

/**
 * Events, their messages and services have names that differ in letters and digits: their folders are one where the
 * disk ignores case, and their identifiers would only differ in a number.
 */
export function* distinctNames({ eventDocuments, apis }: Contract): Iterable<Problem> {
  const files = (documents: readonly { readonly origin: Origin }[]): readonly Named[] =>
    documents.map(({ origin }) => ({ name: baseName(origin.file), origin }));
  const messages = eventDocuments.flatMap(({ channels }) => channels).flatMap((channel) => channel.messages);
  yield* distinct('event', files(eventDocuments));
  yield* distinct('message', messages.map(({ name, entry }) => ({ name, origin: keyOf(entry) })));
  yield* distinct('service', files(apis));
}

function* distinct(what: string, things: readonly Named[]): Iterable<Problem> {
  const first = new Map<string, Named>();
  for (const thing of things) {
    const folded = fold(thing.name);
    const other = first.get(folded);
    if (other === undefined) {
      first.set(folded, thing);
      continue;
    }
    const same = other.name === thing.name;
    const difference = same ? 'is also that' : `differs in case or punctuation only from ${quote(other.name)}`;
    const message = `the name ${quote(thing.name)} of the ${what} ${difference} in ${other.origin.file}`;
    yield { code: 'NAME_COLLISION', message, origin: thing.origin };
  }
}

/** Digits that punctuation parts stay apart: `a1.1` is not `a11`. */
function fold(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/(?<=\p{Nd})[^\p{L}\p{N}]+(?=\p{Nd})/gu, '\0')
    .replace(/[^\p{L}\p{N}\0]+/gu, '');
}
