import { own } from '../ir/json.ts';
import { splitFragment } from './uri.ts';
import type { Links } from './links.ts';
import type { Node, Resource, World } from './world.ts';
import { placeKey } from './pointer.ts';
import { rawSubschemas } from './subschemas.ts';

/**
 * The anchors that the resources entered so far have set (2020-12 Core, section 7.1): of each name the outermost wins,
 * so that the way by which a schema is reached says what a `$dynamicRef` in it means.
 */
export type DynamicScope = ReadonlyMap<string, Node>;

export const emptyScope: DynamicScope = new Map();

/** The scope inside a resource. */
export function enter(scope: DynamicScope, { dynamicAnchors }: Resource): DynamicScope {
  const fresh = [...dynamicAnchors].filter(([name]) => !scope.has(name));
  return fresh.length === 0 ? scope : new Map([...scope, ...fresh]);
}

/** The schema that a `$dynamicRef` leads to in a scope (2020-12 Core, section 8.2.3.2). */
export function dynamicTarget(node: Node, initial: Node, scope: DynamicScope): Node {
  const anchor = dynamicName(node, initial);
  return (anchor === undefined ? undefined : scope.get(anchor)) ?? initial;
}

/** The anchor by which a `$dynamicRef` is dynamic; undefined where it is like a `$ref`. */
function dynamicName({ value }: Node, initial: Node): string | undefined {
  const text = typeof value === 'boolean' ? undefined : own(value, '$dynamicRef');
  const [, anchor] = splitFragment(typeof text === 'string' ? text : '');
  return initial.resource.dynamicAnchors.get(anchor) === initial ? anchor : undefined;
}

/** Which anchors of the scope a schema depends on: those of the `$dynamicRef`s that can be reached from it. */
export function createRelevance(world: World, links: Links): (node: Node) => ReadonlySet<string> {
  if (links.$dynamicRef.size === 0) return () => new Set();
  const known = new Map<string, ReadonlySet<string>>();
  return (node) => {
    const names = known.get(node.key) ?? reachableNames(world, links, node);
    known.set(node.key, names);
    return names;
  };
}

function reachableNames(world: World, links: Links, start: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set([start]);
  for (const node of seen) {
    const initial = links.$dynamicRef.get(node.key);
    const name = initial === undefined ? undefined : dynamicName(node, initial);
    if (name !== undefined) {
      names.add(name);
      for (const { dynamicAnchors } of allResources(world)) add(seen, dynamicAnchors.get(name));
    }
    add(seen, initial);
    add(seen, links.$ref.get(node.key));
    for (const inner of nodesBelow(world, node)) seen.add(inner);
  }
  return names;
}

function add(nodes: Set<Node>, node: Node | undefined): void {
  if (node !== undefined) nodes.add(node);
}

function allResources(world: World): Iterable<Resource> {
  return new Set([...world.resources.values(), ...world.resourcesByPlace.values()]);
}

/** The nodes of the subschemas that stand directly in a node. */
function nodesBelow(world: World, { value, resource, origin }: Node): Node[] {
  if (typeof value === 'boolean') return [];
  return rawSubschemas(value, resource.rules).flatMap(
    ({ steps }) => world.nodes.get(placeKey(origin.file, [...origin.path, ...steps])) ?? [],
  );
}
