import { own } from '../ir/json.ts';
import type { JsonPath } from '../ir/json.ts';
import { below } from '../ir/origin.ts';
import type { Schema, SchemaId, SchemaSet } from '../ir/schema.ts';
import { createRelevance, dynamicTarget, emptyScope, enter } from './dynamic-scope.ts';
import type { DynamicScope } from './dynamic-scope.ts';
import type { Links } from './links.ts';
import { placeKey } from './pointer.ts';
import { readKeywords } from './read-keywords.ts';
import type { MutableSchema } from './read-keywords.ts';
import type { Node, World } from './world.ts';

/**
 * How many levels of subschemas stand in each other; the next is a schema of its own that is referred to. People write no
 * more than a dozen, and a program's stack has room for some hundred.
 */
const deepest = 48;

/** The schemas at some nodes and all that they refer to, in the vocabulary of 2020-12, and the ids of the former. */
export function buildSchemas(
  world: World,
  links: Links,
  roots: readonly Node[],
): { readonly schemas: SchemaSet; readonly ids: readonly SchemaId[] } {
  const relevantNames = createRelevance(world, links);
  const schemas = new Map<SchemaId, Schema>();
  const waiting = new Map<SchemaId, () => Schema>();
  const inPlace = new Map<SchemaId, Schema>();

  const idOf = (node: Node, scope: DynamicScope): SchemaId => {
    const dialect = world.dialect === node.resource.document.dialect ? '' : `~${world.dialect}`;
    const changed = [...relevantNames(node)].sort().flatMap((name) => {
      const target = scope.get(name);
      return target === undefined || target === node.resource.dynamicAnchors.get(name) ? [] : [`~${name}=${target.key}`];
    });
    return [node.key, dialect, ...changed].join('');
  };

  const refer = (target: Node, from: DynamicScope): SchemaId => {
    const scope = enter(from, target.resource);
    const id = idOf(target, scope);
    if (!schemas.has(id)) waiting.set(id, () => build(target, scope));
    return id;
  };

  const build = (node: Node, scope: DynamicScope, depth = 0): Schema => {
    if (depth > deepest) return { origin: node.origin, ref: refer(node, scope), annotations: {} };
    const id = idOf(node, scope);
    const known = inPlace.get(id);
    if (known !== undefined) return known;
    const schema = buildNode(node, scope, depth);
    inPlace.set(id, schema);
    return schema;
  };

  const buildNode = (node: Node, scope: DynamicScope, depth: number): Schema => {
    const { value, origin, resource } = node;
    if (typeof value === 'boolean') return { origin, always: value, annotations: {} };
    const sub = (...steps: JsonPath): Schema => {
      const inner = world.nodes.get(placeKey(origin.file, [...origin.path, ...steps]));
      return inner === undefined ? anything(node, steps) : build(inner, enter(scope, inner.resource), depth + 1);
    };
    const references = referencesOf(node, scope);
    if (resource.rules.ignoresSiblingsOfRef && typeof own(value, '$ref') === 'string') {
      return { origin, ...(references[0] === undefined ? { always: true } : { ref: references[0] }), annotations: {} };
    }
    return withReferences(readKeywords({ value, origin, rules: resource.rules, sub }), references);
  };

  const referencesOf = (node: Node, scope: DynamicScope): SchemaId[] => {
    const target = links.$ref.get(node.key);
    const initial = links.$dynamicRef.get(node.key);
    return [
      ...(target === undefined ? [] : [refer(target, scope)]),
      ...(initial === undefined ? [] : [refer(dynamicTarget(node, initial, scope), scope)]),
    ];
  };

  const ids = roots.map((root) => refer(root, emptyScope));
  for (const [id, make] of waiting) schemas.set(id, make());
  return { schemas, ids };
}

/** A schema has one reference; a `$dynamicRef` beside a `$ref` goes into its `allOf`. */
function withReferences(schema: MutableSchema, [first, second]: readonly SchemaId[]): Schema {
  if (first !== undefined) schema.ref = first;
  if (second !== undefined) {
    schema.allOf = [...(schema.allOf ?? []), { origin: schema.origin, ref: second, annotations: {} }];
  }
  return schema;
}

/** What stands in for a subschema that is none; the mistake has been reported. */
function anything({ origin }: Node, steps: JsonPath): Schema {
  return { origin: below(origin, ...steps), always: true, annotations: {} };
}

