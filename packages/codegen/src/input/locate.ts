import { isAlias, isCollection, isMap, isNode, isSeq, type Document, type Node, type Pair } from 'yaml';
import type { JsonPath } from '../ir/json.ts';
import type { Origin } from '../ir/origin.ts';
import type { TextRange } from '../diagnostics/problem.ts';
import { isMergeKey } from './to-json.ts';

/** A value in a tree, and the key or list item that holds it. */
interface Place {
  readonly node: unknown;
  readonly key?: Node;
}

/**
 * Where the value at a path stands in the text, or its key.
 *
 * A map or list in block style is pointed at by its key, which is where one looks for it. Where the path leads to
 * nothing, the place is the deepest one on the way that exists.
 */
export function locate(tree: Document.Parsed, origin: Pick<Origin, 'path' | 'at'>): TextRange {
  const { place, missed } = descend(tree, origin.path);
  const { node, key } = place;
  const wantsKey = origin.at === 'key' || missed || (isCollection(node) && node.flow !== true);
  return rangeOf(wantsKey && key !== undefined ? key : node) ?? rangeOf(key) ?? [0, 1];
}

function descend(tree: Document.Parsed, path: JsonPath): { place: Place; missed: boolean } {
  let place: Place = { node: tree.contents };
  for (const step of path) {
    const next = child(tree, place.node, step);
    if (next === undefined) return { place, missed: true };
    place = next;
  }
  return { place, missed: false };
}

function child(tree: Document.Parsed, parent: unknown, step: string | number): Place | undefined {
  const node = isAlias(parent) ? parent.resolve(tree) : parent;
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { node: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => keyText(key) === String(step));
  if (pair !== undefined) return { node: pair.value, ...(isNode(pair.key) ? { key: pair.key } : {}) };
  return childByMerge(tree, node.items, step);
}

function childByMerge(tree: Document.Parsed, pairs: readonly Pair[], step: string | number): Place | undefined {
  for (const pair of pairs.filter(isMergeKey)) {
    const sources: readonly unknown[] = isSeq(pair.value) ? pair.value.items : [pair.value];
    for (const source of sources) {
      const found = child(tree, source, step);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function keyText(key: unknown): string | undefined {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : undefined;
}

/** From the start of a node to its end, without the comments and white space that follow. */
function rangeOf(node: unknown): TextRange | undefined {
  const range = isNode(node) ? node.range : undefined;
  return range === undefined || range === null ? undefined : [range[0], range[1]];
}
