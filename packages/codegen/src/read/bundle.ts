import type { SpecFiles } from '../input/documents.ts';
import { isJsonObject, own, toPointer, type JsonObject, type JsonPath, type JsonValue } from '../ir/json.ts';
import type { Bundle, Copy } from './bundle-parts.ts';
import { bundleSchema } from './bundle-schema.ts';
import { resolveRule, type Lazy, type ObjectRule } from './grammar/rule.ts';
import { baseName, freshName, lastName } from './names.ts';
import { childOf, childrenOf, type Node } from './node.ts';
import { follow, idOf, referenceOf, resolveReference } from './references.ts';

/**
 * An OpenAPI document as one: what it refers to in other files has become a component of its own, under the last
 * segment of its pointer, and every `$ref` is local. Nothing else changes; references that lead nowhere stay.
 *
 * `schemaName` tells the name that a schema of another file has got.
 *
 * Path items are copied in place, as `components` has no room for them before 3.1. Where two parts of the same name
 * meet, the later one gets its file's name before its own.
 */
export function bundleApi(
  files: SpecFiles,
  root: Node,
  grammar: ObjectRule,
): { document: JsonObject; schemaName: (place: Pick<Node, 'file' | 'path'>) => string | undefined } {
  const bundle: Bundle = { files, root, imported: new Map(), taken: new Map(), sections: new Map(), copying: [] };
  takeOwnNames(bundle);
  const own = transform(bundle, grammar, root);
  return {
    document: withComponents(isJsonObject(own) ? own : {}, bundle.sections),
    schemaName: (place) => bundle.imported.get(partKey('schemas', place)),
  };
}

/** The document's own components keep their names; one that only stands for a part of that name becomes that part. */
function takeOwnNames(bundle: Bundle): void {
  const components = childOf(bundle.root, 'components');
  if (components === undefined) return;
  for (const { key: section, node } of childrenOf(components)) {
    bundle.taken.set(section, new Set(childrenOf(node).map(({ key }) => key)));
    for (const { key, node: component } of childrenOf(node)) {
      const target = foreignTarget(bundle, component);
      if (target !== undefined && lastName(target) === key) bundle.imported.set(partKey(section, target), key);
    }
  }
}

function partKey(section: string, node: Pick<Node, 'file' | 'path'>): string {
  return `${section} ${idOf(node)}`;
}

/** The part of another file that a node refers to. */
function foreignTarget(bundle: Bundle, node: Node): Node | undefined {
  const reference = referenceOf(node);
  if (reference === undefined) return undefined;
  const target = resolveReference(bundle.files, node.file, reference);
  return target.kind === 'found' && target.node.file !== bundle.root.file ? target.node : undefined;
}

function transform(bundle: Bundle, lazy: Lazy, node: Node): JsonValue {
  const rule = resolveRule(lazy);
  switch (rule.kind) {
    case 'schema':
      return bundleSchema(bundle, node, importPart);
    case 'list':
      return Array.isArray(node.value)
        ? childrenOf(node).map(({ node: item }) => transform(bundle, rule.items, item))
        : node.value;
    case 'map':
      return mapObject(node, (value) => transform(bundle, rule.values, value));
    case 'object':
      return mapObject(node, (value, key) => {
        const field = rule.fields.get(key);
        return field === undefined ? value.value : transform(bundle, field, value);
      });
    case 'choice':
      return transform(bundle, rule.of(node.value), node);
    case 'referable':
      if (referenceOf(node) === undefined) return transform(bundle, rule.rule, node);
      return rule.section === undefined
        ? inline(bundle, rule.rule, node)
        : refer(bundle, rule.section, rule.rule, node);
    default:
      return node.value;
  }
}

function mapObject(node: Node, change: (value: Node, key: string) => JsonValue): JsonValue {
  if (!isJsonObject(node.value)) return node.value;
  return Object.fromEntries(childrenOf(node).map(({ key, node: value }) => [key, change(value, key)]));
}

/**
 * A path item by reference, in place; what stands beside the reference wins. One that has a callback to itself refers
 * to its copy.
 */
function inline(bundle: Bundle, rule: Lazy, node: Node): JsonValue {
  const target = follow(bundle.files, node);
  if (target === undefined) return node.value;
  const known = target.file === bundle.root.file ? target.path : copyOf(bundle, target);
  if (known !== undefined) return mapObject(node, (value, key) => (key === '$ref' ? localPointer(known) : value.value));
  const copied = copyPart(bundle, { from: target, at: placeOf(bundle, node) }, () => transform(bundle, rule, target));
  const beside = transform(bundle, rule, node);
  if (!isJsonObject(copied) || !isJsonObject(beside)) return copied;
  return Object.fromEntries([...Object.entries(copied), ...Object.entries(beside)].filter(([key]) => key !== '$ref'));
}

function copyPart(bundle: Bundle, copy: Copy, print: () => JsonValue): JsonValue {
  bundle.copying.push(copy);
  const copied = print();
  bundle.copying.pop();
  return copied;
}

/** Where the copy of a part stands that is on its way. */
function copyOf(bundle: Bundle, part: Node): JsonPath | undefined {
  return bundle.copying.find(({ from }) => idOf(from) === idOf(part))?.at;
}

/** Where a node will stand in the bundle. */
function placeOf(bundle: Bundle, node: Node): JsonPath {
  const around = bundle.copying.at(-1);
  return around === undefined ? node.path : [...around.at, ...node.path.slice(around.from.path.length)];
}

function localPointer(path: JsonPath): string {
  return `#${encodeURI(toPointer(path))}`;
}

function refer(bundle: Bundle, section: string, rule: Lazy, node: Node): JsonValue {
  const target = foreignTarget(bundle, node);
  if (target !== undefined && isStandIn(bundle, section, node, target)) {
    return copyPart(bundle, { from: target, at: node.path }, () => transform(bundle, rule, target));
  }
  const reference = localReference(bundle, section, node, (part) =>
    transform(bundle, referableRule(section, rule), part),
  );
  return mapObject(node, (value, key) => (key === '$ref' ? reference ?? value.value : value.value));
}

function referableRule(section: string, rule: Lazy): Lazy {
  return { kind: 'referable', rule, section };
}

/** Whether a node is the document's own component that gives its name to a part of another file. */
function isStandIn(bundle: Bundle, section: string, node: Node, target: Node): boolean {
  const [components, at, name] = node.path;
  const isComponent =
    node.file === bundle.root.file && node.path.length === 3 && components === 'components' && at === section;
  return isComponent && bundle.imported.get(partKey(section, target)) === name;
}

/** Imports schemas, for the part that walks through them. */
function importPart(
  bundle: Bundle,
  node: Node,
  printPart: (part: Node) => JsonValue,
): { reference?: string; standsFor?: Node } {
  const target = foreignTarget(bundle, node);
  if (target !== undefined && isStandIn(bundle, 'schemas', node, target)) return { standsFor: target };
  const reference = localReference(bundle, 'schemas', node, printPart);
  return reference === undefined ? {} : { reference };
}

/** What a `$ref` becomes; undefined where it may stay. */
function localReference(
  bundle: Bundle,
  section: string,
  node: Node,
  print: (part: Node) => JsonValue,
): string | undefined {
  const reference = referenceOf(node);
  if (reference === undefined || (node.file === bundle.root.file && reference.startsWith('#'))) return undefined;
  const target = resolveReference(bundle.files, node.file, reference);
  if (target.kind !== 'found') return undefined;
  if (target.node.file === bundle.root.file) return localPointer(target.node.path);
  const name = importTarget(bundle, section, target.node, print);
  return localPointer(['components', section, name]);
}

function importTarget(bundle: Bundle, section: string, target: Node, print: (part: Node) => JsonValue): string {
  const key = partKey(section, target);
  const known = bundle.imported.get(key);
  if (known !== undefined) return known;
  const taken = bundle.taken.get(section) ?? new Set();
  bundle.taken.set(section, taken);
  const wanted = componentName(lastName(target));
  const name = freshName(taken.has(wanted) ? componentName(`${baseName(target.file)}_${wanted}`) : wanted, taken);
  bundle.imported.set(key, name);
  const parts = bundle.sections.get(section) ?? new Map<string, JsonValue>();
  bundle.sections.set(section, parts);
  parts.set(name, null);
  parts.set(name, copyPart(bundle, { from: target, at: ['components', section, name] }, () => print(target)));
  return name;
}

/** OpenAPI allows no other characters in the names of components. */
function componentName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_');
}

function withComponents(document: JsonObject, sections: Bundle['sections']): JsonObject {
  if (sections.size === 0) return document;
  const components = own(document, 'components');
  const merged = new Map(Object.entries(isJsonObject(components) ? components : {}));
  for (const [section, parts] of sections) {
    const present = merged.get(section);
    merged.set(section, Object.fromEntries([...Object.entries(isJsonObject(present) ? present : {}), ...parts]));
  }
  return Object.fromEntries([
    ...Object.entries(document).filter(([key]) => key !== 'components'),
    ['components', Object.fromEntries(merged)],
  ]);
}
