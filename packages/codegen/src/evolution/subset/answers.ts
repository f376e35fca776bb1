import type { JsonValue } from '../../ir/json.ts';
import { groupOf, type Group } from '../../print/normal/scalars.ts';
import { accepts } from '../sample/samples.ts';
import { keywordPlace, placeOf, type Failure } from './failure.ts';
import type { Solver } from './solver.ts';
import type { Term } from './term.ts';

/** Where there is none. */
export const noPlace = { file: '', path: [] };

/** What a term refuses for sure, by one of its keywords; of values of a type, where one is given. */
export function refusal(
  solver: Solver,
  left: readonly Term[],
  refusing: { readonly term: Term; readonly keyword: string },
  { total, group }: { readonly total: boolean; readonly group?: Group },
): Failure {
  const { term, keyword } = refusing;
  const isOfGroup = (value: JsonValue): boolean => group === undefined || groupOf(value) === group;
  const witness = solver.samples(left).find((value) => isOfGroup(value) && !accepts(term, value));
  const place = placeOf(left, keyword, 'enum', 'const', 'types');
  return {
    path: [],
    keyword,
    ...(place === undefined ? {} : { left: place }),
    right: keywordPlace(term, keyword),
    certain: true,
    total,
    ...(witness === undefined ? {} : { witness }),
  };
}

/** What could not be told. */
export function unknown(left: readonly Term[], right: readonly Term[]): Failure {
  const place = placeOf(left, 'types');
  return { path: [], keyword: '', ...(place === undefined ? {} : { left: place }), right: right[0]?.schema.origin ?? noPlace, certain: false, total: false };
}
