import { fromPointer, isJsonArray, isJsonObject, own, toPointer } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';
import { mapValues, rewriteNodes } from './openapi-nodes.ts';
import type { NodeKind } from './openapi-nodes.ts';

/** A component of an OpenAPI document: the section (`schemas`, `responses` …) and the name in it. */
export interface ComponentKey {
  readonly section: string;
  readonly name: string;
}

/**
 * Gives components other names wherever a part of a document mentions them: in references, in security requirements
 * and in the mappings of discriminators (OpenAPI 3.1.1, sections 4.8.23, 4.8.25 and 4.8.30).
 */
export function renameComponents(
  kind: NodeKind,
  value: JsonValue,
  rename: (component: ComponentKey) => string,
): JsonValue {
  return rewriteNodes(kind, value, (nodeKind, node) =>
    mapValues(node, (item, key) => {
      if (key === '$ref' && typeof item === 'string') return renameReference(item, rename);
      if (nodeKind === 'operation' && key === 'security') return renameSecurity(item, rename);
      if (nodeKind === 'schema' && key === 'discriminator') return renameMapping(item, rename);
      return item;
    }),
  );
}

/** Every component that a part of a document mentions, repeated where it is mentioned again. */
export function mentionedComponents(kind: NodeKind, value: JsonValue): readonly ComponentKey[] {
  const mentioned: ComponentKey[] = [];
  renameComponents(kind, value, (component) => {
    mentioned.push(component);
    return component.name;
  });
  return mentioned;
}

/** The component that a local reference leads to or into. */
export function componentOf(reference: string): ComponentKey | undefined {
  if (!reference.startsWith('#/components/')) return undefined;
  const [, section, name] = fromPointer(decodeFragment(reference.slice(1)));
  return section === undefined || name === undefined ? undefined : { section, name };
}

/** A fragment without its percent-encoding; as it is where it has a stray `%`. */
function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** What a node is: the node itself or, where it is a reference, the component that it leads to. */
export function resolveNode(document: JsonObject, node: JsonValue | undefined): JsonObject | undefined {
  const visited = new Set<JsonObject>();
  let current = node;
  while (isJsonObject(current) && !visited.has(current)) {
    const reference = own(current, '$ref');
    if (typeof reference !== 'string') return current;
    visited.add(current);
    current = fromPointer(decodeFragment(reference.slice(1))).reduce<JsonValue | undefined>(
      (parent, step) => (isJsonObject(parent) ? own(parent, step) : undefined),
      document,
    );
  }
  return undefined;
}

function renameReference(reference: string, rename: (component: ComponentKey) => string): string {
  const component = componentOf(reference);
  if (component === undefined) return reference;
  const name = rename(component);
  if (name === component.name) return reference;
  const [components, section, , ...rest] = fromPointer(decodeFragment(reference.slice(1)));
  return `#${encodeURI(toPointer([components ?? '', section ?? '', name, ...rest]))}`;
}

function renameSecurity(value: JsonValue, rename: (component: ComponentKey) => string): JsonValue {
  if (!isJsonArray(value)) return value;
  return value.map((requirement) =>
    isJsonObject(requirement)
      ? Object.fromEntries(
          Object.entries(requirement).map(([name, scopes]) => [rename({ section: 'securitySchemes', name }), scopes]),
        )
      : requirement,
  );
}

function renameMapping(value: JsonValue, rename: (component: ComponentKey) => string): JsonValue {
  if (!isJsonObject(value)) return value;
  const mapping = own(value, 'mapping');
  if (!isJsonObject(mapping)) return value;
  return { ...value, mapping: mapValues(mapping, (target) => renameTarget(target, rename)) };
}

/** A mapping's target is a reference or the bare name of a schema. */
function renameTarget(target: JsonValue, rename: (component: ComponentKey) => string): JsonValue {
  if (typeof target !== 'string') return target;
  if (/^[A-Za-z0-9._-]+$/.test(target)) return rename({ section: 'schemas', name: target });
  return renameReference(target, rename);
}
