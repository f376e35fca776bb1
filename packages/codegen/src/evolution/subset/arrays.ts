import { isJsonArray, type JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { withItem } from '../sample/samples.ts';
import { itemObligations, itemSchemasOf } from './applied.ts';
import { inside, keywordPlace, placeOf, type Failure } from './failure.ts';
import type { Solver, TypeRule } from './solver.ts';
import type { Term } from './term.ts';

/** How many items the lists have that some terms accept. */
interface Lengths {
  readonly min: number;
  readonly max: number;
}

function lengthsOf(terms: readonly Term[]): Lengths {
  const contained = terms.flatMap(({ schema }) => (schema.contains === undefined ? [] : [schema.minContains ?? 1]));
  return {
    min: Math.max(0, ...terms.map(({ schema }) => schema.minItems ?? 0), ...contained),
    max: Math.min(Infinity, ...terms.map(({ schema }) => schema.maxItems ?? Infinity)),
  };
}

/** How many items are spoken of one by one. */
function prefixOf(terms: readonly Term[]): number {
  return Math.max(0, ...terms.map(({ schema }) => schema.prefixItems?.length ?? 0));
}

function itemsOf({ world }: Solver, terms: readonly Term[], index: number): readonly Term[] {
  return terms.flatMap((term) => itemSchemasOf(world, term, index));
}

/** The number of items that a list can have, where one at an index can be none. */
function longest(solver: Solver, left: readonly Term[]): number {
  const { max } = lengthsOf(left);
  const behind = prefixOf(left);
  const end = Array.from({ length: behind + 1 }, (_, index) => index).find((index) => solver.isEmpty(itemsOf(solver, left, index)));
  return Math.min(max, end ?? Infinity);
}

/** Whether no list fits, as far as can be told. */
export function noArrays(solver: Solver, left: readonly Term[]): boolean {
  return lengthsOf(left).min > longest(solver, left) || left.some((term) => hasContains(solver, term, (wanted) => cannotContain(solver, left, term, wanted)));
}

/** Whether no item fits what a list has to contain. */
function cannotContain(solver: Solver, left: readonly Term[], { schema }: Term, wanted: Term): boolean {
  const indices = Array.from({ length: prefixOf(left) + 1 }, (_, index) => index);
  return (schema.minContains ?? 1) > 0 && indices.every((index) => solver.isEmpty([...itemsOf(solver, left, index), wanted]));
}

/** Why a list that the left terms accept may be refused by a right one. */
export const arrayFailures: TypeRule = (solver, left, right) => {
  const max = longest(solver, left);
  const lengths = { min: lengthsOf(left).min, max };
  return right.flatMap((term) => [
    ...lengthFailures(solver, left, term, lengths),
    ...itemFailures(solver, left, term, max, prefixOf([...left, ...right])),
    ...uniqueFailures(solver, left, term, max),
    ...containsFailures(solver, left, term, lengths),
  ]);
};

function lengthFailures(solver: Solver, left: readonly Term[], term: Term, { min, max }: Lengths): readonly Failure[] {
  const { minItems = 0, maxItems = Infinity } = term.schema;
  const few = min >= minItems ? [] : [failureAt(left, term, 'minItems', { witness: ofLength(solver, left, min), total: max < minItems })];
  const wanted = Math.max(min, maxItems + 1);
  const many = max <= maxItems ? [] : [failureAt(left, term, 'maxItems', { witness: ofLength(solver, left, wanted), total: min > maxItems })];
  return [...few, ...many];
}

function ofLength(solver: Solver, left: readonly Term[], length: number): JsonValue | undefined {
  if (length > 500) return undefined;
  const isUnique = left.some(({ schema }) => schema.uniqueItems === true);
  const items = Array.from({ length }, (_, index) => {
    const samples = solver.samples(itemsOf(solver, left, index));
    return samples[isUnique ? index % Math.max(1, samples.length) : 0];
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}

function itemFailures(solver: Solver, left: readonly Term[], term: Term, max: number, prefix: number): readonly Failure[] {
  const last = Math.min(prefix, max - 1);
  const indices = Array.from({ length: last + 1 }, (_, index) => index);
  return indices.flatMap((index) => {
    const items = itemsOf(solver, left, index);
    const failures = itemObligations(solver.world, term, index).flatMap((obligation) => solver.solve(items, [obligation]));
    const embed = (value: JsonValue): JsonValue | undefined => withItem(solver.samples, left, index, value);
    return failures.map((failure) => inside(index === prefix ? null : index, failure, embed));
  });
}

function uniqueFailures(solver: Solver, left: readonly Term[], term: Term, max: number): readonly Failure[] {
  if (term.schema.uniqueItems !== true || max <= 1 || left.some(({ schema }) => schema.uniqueItems === true)) return [];
  const [item] = solver.samples(itemsOf(solver, left, prefixOf(left)));
  const whole = item === undefined ? undefined : withItem(solver.samples, left, prefixOf(left), item);
  const witness = whole !== undefined && isJsonArray(whole) && item !== undefined ? [...whole, item] : undefined;
  return [failureAt(left, term, 'uniqueItems', { witness, total: false })];
}

function containsFailures(solver: Solver, left: readonly Term[], term: Term, { min, max }: Lengths): readonly Failure[] {
  const { contains, minContains = 1, maxContains = Infinity } = term.schema;
  if (contains === undefined) return [];
  const wanted = solver.world.term(contains, term.schemas);
  const [sample] = solver.samples(left);
  const uncertain = { witness: sample, total: false, isCertain: false };
  const few = holdsEnough(solver, left, wanted, { min, minContains }) ? [] : [failureAt(left, term, 'contains', uncertain)];
  const many = max <= maxContains || holdsFew(solver, left, wanted, maxContains) ? [] : [failureAt(left, term, 'maxContains', uncertain)];
  return [...few, ...many];
}

function holdsEnough(solver: Solver, left: readonly Term[], wanted: Term, { min, minContains }: { min: number; minContains: number }): boolean {
  if (minContains === 0) return true;
  const all = Array.from({ length: prefixOf(left) + 1 }, (_, index) => index);
  const allFit = min >= minContains && all.every((index) => solver.solve(itemsOf(solver, left, index), [wanted]).length === 0);
  return allFit || left.some((term) => hasContains(solver, term, (inner) => solver.solve([inner], [wanted]).length === 0) && (term.schema.minContains ?? 1) >= minContains);
}

function holdsFew(solver: Solver, left: readonly Term[], wanted: Term, maxContains: number): boolean {
  return left.some((term) => hasContains(solver, term, (inner) => solver.solve([wanted], [inner]).length === 0) && (term.schema.maxContains ?? Infinity) <= maxContains);
}

function hasContains({ world }: Solver, { schema, schemas }: Term, fits: (inner: Term) => boolean): boolean {
  return schema.contains !== undefined && fits(world.term(schema.contains, schemas));
}

interface Shown {
  readonly witness: JsonValue | undefined;
  readonly total: boolean;
  readonly isCertain?: boolean;
}

function failureAt(left: readonly Term[], term: Term, keyword: keyof Schema, { witness, total, isCertain = true }: Shown): Failure {
  const place = placeOf(left, keyword, 'items', 'types');
  return {
    path: [],
    keyword,
    ...(place === undefined ? {} : { left: place }),
    right: keywordPlace(term, keyword),
    certain: isCertain,
    total,
    ...(witness === undefined ? {} : { witness }),
  };
}
