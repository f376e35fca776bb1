/** What a tree is made of: a method and a templated path, `/orders/{orderId}`. */
export interface Place {
  /** In lower case. */
  readonly method: string;
  readonly path: string;
}

/** What is found at a path. */
export interface Found<P extends Place> {
  /** By method, in upper case; what GET takes, HEAD takes too (RFC 9110, section 9.3.2). */
  at(method: string): P | undefined;
  /** What the path takes, for `Allow`. */
  readonly methods: readonly string[];
}

/** Finds what is at a path, given by its decoded segments; `undefined` where there is nothing. */
export type RouteTree<P extends Place> = (segments: readonly string[]) => Found<P> | undefined;

interface Node<P extends Place> {
  readonly literals: Map<string, Node<P>>;
  /** Segments of text and parameters: `{name}.json`. */
  readonly mixed: Map<string, { readonly pattern: RegExp; readonly node: Node<P> }>;
  parameter: Node<P> | undefined;
  /** With their indices in the table. */
  readonly places: [index: number, place: P][];
  /** What is found where no other node matches. */
  found: Found<P> | undefined;
}

/**
 * A table of routes as a tree: a request costs as many steps as its path has segments. Of the places that match, the one
 * that stands first in the table is the right one; the table is ordered so that literal segments win over templated ones
 * (OpenAPI 3.1.1, section 4.8.8.2).
 */
export function createRouteTree<P extends Place>(places: readonly P[]): RouteTree<P> {
  const root = emptyNode<P>();
  for (const [index, place] of places.entries()) {
    const node = place.path.slice(1).split('/').reduce(childFor, root);
    node.places.push([index, place]);
    node.found = foundIn(node.places);
  }
  return (segments) => {
    const nodes: Node<P>[] = [];
    collect(root, segments, 0, nodes);
    const [only] = nodes;
    if (nodes.length === 1) return only?.found;
    return foundIn(nodes.flatMap(({ places }) => places));
  };
}

function foundIn<P extends Place>(places: readonly (readonly [index: number, place: P])[]): Found<P> | undefined {
  if (places.length === 0) return undefined;
  const byMethod = new Map<string, P>();
  for (const [, place] of places.toSorted(([left], [right]) => right - left)) byMethod.set(place.method.toUpperCase(), place);
  const get = byMethod.get('GET');
  if (get !== undefined && !byMethod.has('HEAD')) byMethod.set('HEAD', get);
  return { at: (method) => byMethod.get(method), methods: [...new Set([...byMethod.keys(), 'OPTIONS'])].sort() };
}

function emptyNode<P extends Place>(): Node<P> {
  return { literals: new Map(), mixed: new Map(), parameter: undefined, places: [], found: undefined };
}

function childFor<P extends Place>(node: Node<P>, segment: string): Node<P> {
  if (!segment.includes('{')) return kept(node.literals, segment, () => emptyNode<P>());
  if (/^\{[^{}]*\}$/.test(segment)) return (node.parameter ??= emptyNode<P>());
  return kept(node.mixed, segment, () => ({ pattern: patternOf(segment), node: emptyNode<P>() })).node;
}

function kept<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function patternOf(segment: string): RegExp {
  const parts = segment.split(/\{[^{}]*\}/).map((text) => text.replaceAll(/[^A-Za-z0-9]/g, (sign) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ''}}`));
  return new RegExp(`^${parts.join('(?:.+?)')}$`, 'su');
}

/** A template takes no empty segment. */
function collect<P extends Place>(node: Node<P>, segments: readonly string[], depth: number, nodes: Node<P>[]): void {
  const segment = segments[depth];
  if (segment === undefined) {
    if (node.places.length > 0) nodes.push(node);
    return;
  }
  const literal = node.literals.get(segment);
  if (literal !== undefined) collect(literal, segments, depth + 1, nodes);
  if (segment === '') return;
  for (const { pattern, node: next } of node.mixed.values()) {
    if (pattern.test(segment)) collect(next, segments, depth + 1, nodes);
  }
  if (node.parameter !== undefined) collect(node.parameter, segments, depth + 1, nodes);
}
