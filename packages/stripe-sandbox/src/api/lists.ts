import { noSuch, ParameterError } from '../errors.ts';
import { integer, text, nested, type Params, type Reader } from '../params.ts';
import type { Kind, StoredObjects } from '../resources/objects.ts';
import type { PageQuery } from '../store.ts';
import type { Unit } from '../unit.ts';

const second = integer();
const range = nested({ gt: second, gte: second, lt: second, lte: second });

/** A second, or a range of seconds. */
const created: Reader<{ readonly from: number; readonly to: number }> = (node, path) => {
  if (typeof node === 'string') {
    const at = second(node, path);
    return { from: at, to: at };
  }
  const { gt = -1, gte = 0, lt = Number.MAX_SAFE_INTEGER, lte = Number.MAX_SAFE_INTEGER } = range(node, path);
  return { from: Math.max(gte, gt + 1), to: Math.min(lte, lt - 1) };
};

export const listParams = { created, ending_before: text(), limit: integer({ min: 1, max: 100 }), starting_after: text() };

export interface ListQuery<K extends Kind> {
  readonly kind: K;
  readonly url: string;
  readonly params: Params<typeof listParams>;
  readonly filter?: Pick<PageQuery, 'parent' | 'types'>;
}

export interface List<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly url: string;
}

/**
 * A page of what there is, the newest first, 10 unless `limit` says otherwise.
 *
 * @throws ApiError for a cursor that names nothing (`resource_missing`), and for two cursors.
 */
export function listOf<K extends Kind>({ store }: Unit, { kind, url, params, filter }: ListQuery<K>): List<StoredObjects[K]> {
  const { starting_after: after, ending_before: before, limit = 10, created: bounds } = params;
  if (after !== undefined && before !== undefined) {
    const message = 'You may only specify one of these parameters: ending_before, starting_after.';
    throw new ParameterError({ message, param: 'ending_before' });
  }
  if (after !== undefined && store.get(kind, after) === undefined) throw noSuch(kind, after, 'starting_after');
  if (before !== undefined && store.get(kind, before) === undefined) throw noSuch(kind, before, 'ending_before');
  const page = store.page(kind, {
    ...filter,
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    ...(bounds !== undefined && { created: bounds }),
    limit,
  });
  return { object: 'list', data: page.data, has_more: page.hasMore, url };
}
