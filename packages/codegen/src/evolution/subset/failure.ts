import type { JsonValue } from '../../ir/json.ts';
import type { Origin } from '../../ir/origin.ts';
import { below } from '../../ir/origin.ts';
import type { Term } from './term.ts';

/** A step into a value: the name of a property, the index of an item, or null for any other property or item. */
export type Step = string | number | null;

/** Why some value that the left schema accepts is refused by the right one. */
export interface Failure {
  /** From the value to the part of it that is at fault. */
  readonly path: readonly Step[];
  /** The keyword of the right schema that refuses it. */
  readonly keyword: string;
  /** The property that is asked for, where the keyword is `required`; the one that is not known, where it is closed. */
  readonly name?: string;
  /** Where the left schema speaks of that part; absent where it says nothing of it. */
  readonly left?: Origin;
  readonly right: Origin;
  /** False where the rules could not tell, and no value was found that shows it. */
  readonly certain: boolean;
  /** Whether nothing that the left schema accepts at that part can pass. */
  readonly total: boolean;
  /** A value, as far as one could be made: of the part that was looked at. */
  readonly witness?: JsonValue;
  /** Every refused value, where the left schema has few. */
  readonly values?: readonly JsonValue[];
}

/** A failure of a part as one of the whole. */
export function inside(step: Step, failure: Failure, embed: (value: JsonValue) => JsonValue | undefined): Failure {
  const { witness, ...rest } = failure;
  const whole = witness === undefined ? undefined : embed(witness);
  return { ...rest, path: [step, ...failure.path], ...(whole === undefined ? {} : { witness: whole }) };
}

/** Where the first of some terms that has one of some keywords has it; else where the first of them stands. */
export function placeOf(terms: readonly Term[], ...keywords: readonly string[]): Origin | undefined {
  for (const keyword of keywords) {
    const term = terms.find(({ schema }) => Reflect.get(schema, keyword) !== undefined && schema.origin.file !== '');
    if (term !== undefined) return keywordPlace(term, keyword);
  }
  return terms.find(({ schema }) => schema.origin.file !== '')?.schema.origin;
}

const written: Readonly<Record<string, string>> = { types: 'type' };

/** Where a keyword of a term stands. */
export function keywordPlace({ schema }: Term, keyword: string): Origin {
  return keyword === '' || schema.always !== undefined ? schema.origin : below(schema.origin, written[keyword] ?? keyword);
}

/** The failures of several cases: where one of them passes, none of the others is all that there is. */
export function together(cases: readonly (readonly Failure[])[]): readonly Failure[] {
  const isPassed = cases.some((failures) => failures.length === 0);
  const all = distinctFailures(cases.flat());
  return isPassed ? all.map((failure) => (failure.total ? { ...failure, total: false } : failure)) : all;
}

/** Failures, each reason once; of two, the one with a value. */
export function distinctFailures(failures: readonly Failure[]): readonly Failure[] {
  const found = new Map<string, Failure>();
  for (const failure of failures) {
    const key = JSON.stringify([failure.path, failure.keyword, failure.name, failure.right]);
    const known = found.get(key);
    if (known === undefined) found.set(key, failure);
    else if (known.witness === undefined && failure.witness !== undefined) found.set(key, { ...failure, total: known.total && failure.total });
    else if (known.total && !failure.total) found.set(key, { ...known, total: false });
  }
  return [...found.values()];
}
