import type { Problem } from '../diagnostics/problem.ts';
import { own } from '../ir/json.ts';
import { below } from '../ir/origin.ts';
import { describe } from './keywords.ts';
import { fileOfUri, resolveUri, splitFragment } from './uri.ts';
import { resolveReference } from './world.ts';
import type { Node, World } from './world.ts';

/** The keywords that refer to another schema. */
type ReferenceKeyword = '$ref' | '$dynamicRef';

/** Where every reference of a world leads, by the key of the node that it stands in. */
export type Links = Readonly<Record<ReferenceKeyword, ReadonlyMap<string, Node>>>;

interface Reference {
  readonly keyword: ReferenceKeyword;
  readonly node: Node;
  readonly text: string;
}

/**
 * Follows all references of all nodes, those included that following brings up. An anchor may stand in a part that only
 * another reference opens, so what leads nowhere is tried again as long as there are new nodes.
 */
export function followReferences(world: World): Links {
  const links = { $ref: new Map<string, Node>(), $dynamicRef: new Map<string, Node>() };
  let unresolved: Reference[] = [];
  const visited = new Set<string>();
  for (let progress = true; progress; ) {
    const before = world.nodes.size;
    // A map's iteration goes on to what is added meanwhile.
    const fresh = [...unresolved];
    for (const node of world.nodes.values()) {
      if (visited.has(node.key)) continue;
      visited.add(node.key);
      fresh.push(...resolve(world, links, referencesIn(node)));
    }
    unresolved = resolve(world, links, fresh);
    progress = world.nodes.size > before;
  }
  world.problems.push(...unresolved.map((reference) => leadsNowhere(world, reference)));
  return links;
}

/** Notes what is found, returns what is not. */
function resolve(world: World, links: Record<ReferenceKeyword, Map<string, Node>>, references: readonly Reference[]): Reference[] {
  return references.filter(({ keyword, node, text }) => {
    const target = resolveReference(world, text, node.resource);
    if (target !== undefined) links[keyword].set(node.key, target);
    return target === undefined;
  });
}

function referencesIn(node: Node): Reference[] {
  const { value, resource } = node;
  if (typeof value === 'boolean') return [];
  const keywords = ['$ref', '$dynamicRef'] as const;
  return keywords.flatMap((keyword) => {
    const text = own(value, keyword);
    return typeof text === 'string' && resource.rules.keywords.has(keyword) ? [{ keyword, node, text }] : [];
  });
}

function leadsNowhere(world: World, { keyword, node, text }: Reference): Problem {
  const origin = below(node.origin, keyword);
  const uri = resolveUri(text, node.resource.uri);
  const file = uri === undefined ? undefined : fileOfUri(uri);
  if (file !== undefined && !world.documents.has(file)) {
    return { code: 'REF_FILE', message: `the reference ${describe(text)} leads to ${file}, which is not there`, origin };
  }
  if (uri !== undefined && file === undefined && /^https?:/.test(uri) && !world.resources.has(uri)) {
    return { code: 'REF_REMOTE', message: `the reference ${describe(text)} leads to ${uri}, and nothing is fetched`, origin };
  }
  const [, fragment] = splitFragment(text);
  const found = fragment.startsWith('/') || fragment === '' ? 'there is no such place' : `no schema has the anchor ${describe(fragment)}`;
  return { code: 'REF_POINTER', message: `the reference ${describe(text)} leads nowhere: ${found}`, origin };
}
