import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Problem } from '../diagnostics/problem.ts';
import { fromPointer, isJsonObject, own } from '../ir/json.ts';
import type { JsonObject, JsonPath, JsonValue } from '../ir/json.ts';
import { below } from '../ir/origin.ts';
import type { Origin } from '../ir/origin.ts';
import { dialectOfUri, rulesOf, rulesOfVocabularies, vocabularyOf } from './dialects.ts';
import type { Dialect, Rules } from './dialects.ts';
import { checkKeywords, describe } from './keywords.ts';
import { metaSchema } from './meta/index.ts';
import { follow, placeKey } from './pointer.ts';
import type { Place } from './pointer.ts';
import { isSchema, rawSubschemas } from './subschemas.ts';
import { fileOfUri, fileUri, resolveUri, splitFragment } from './uri.ts';

/** A file that schemas are read from or refer to. */
export interface SchemaDocument {
  /** Its path relative to the specs folder, with `/` between folders: the base of its relative references. */
  readonly file: string;
  readonly value: JsonValue;
  /** The dialect of its schemas where nothing else is said; a schema read in this dialect has the plain id. */
  readonly dialect: Dialect;
}

/** A schema resource (2020-12 Core, section 4.3.5): what one base URI and one dialect hold for. */
export interface Resource {
  readonly uri: string;
  readonly document: SchemaDocument;
  readonly top: Place;
  readonly rules: Rules;
  readonly anchors: Map<string, Node>;
  readonly dynamicAnchors: Map<string, Node>;
}

/** A place where a schema stands. */
export interface Node {
  readonly key: string;
  readonly origin: Origin;
  readonly value: boolean | JsonObject;
  readonly resource: Resource;
}

/** All files as one dialect reads them: who stands where, under which URIs and anchors. */
export interface World {
  readonly dialect: Dialect;
  readonly documents: ReadonlyMap<string, SchemaDocument>;
  readonly resources: Map<string, Resource>;
  readonly resourcesByPlace: Map<string, Resource>;
  readonly nodes: Map<string, Node>;
  /** The meta-schemas that are being looked at: one may name itself as its own. */
  readonly dialectsInWork: Set<string>;
  readonly problems: Problem[];
}

export function createWorld(documents: ReadonlyMap<string, SchemaDocument>, dialect: Dialect): World {
  const maps = { resources: new Map(), resourcesByPlace: new Map(), nodes: new Map(), dialectsInWork: new Set<string>() };
  return { dialect, documents, ...maps, problems: [] };
}

/** The schema at a path of a file; undefined where there is no such file or value. */
export function nodeAt(world: World, file: string, path: JsonPath): Node | undefined {
  const resource = openFile(world, fileUri(file));
  return resource === undefined ? undefined : nodeBelow(world, resource, path.map(String));
}

/** The schema that a reference in a resource leads to; undefined where it leads nowhere. */
export function resolveReference(world: World, reference: string, from: Resource): Node | undefined {
  const uri = resolveUri(reference, from.uri);
  const resource = uri === undefined ? undefined : openResource(world, uri);
  if (resource === undefined) return undefined;
  const [, fragment] = splitFragment(reference);
  if (fragment === '' || fragment.startsWith('/')) return nodeBelow(world, resource, fromPointer(fragment));
  if (holdsOneSchema(resource)) scan(world, resource, resource.top, 'top');
  return resource.anchors.get(fragment);
}

function openResource(world: World, uri: string): Resource | undefined {
  return world.resources.get(uri) ?? openFile(world, uri) ?? openByDeclaredId(world, uri) ?? openMetaSchema(world, uri);
}

/** A file's whole content as a resource. It need not be a schema: some may stand anywhere in it. */
function openFile(world: World, uri: string): Resource | undefined {
  const document = world.documents.get(fileOfUri(uri) ?? uri);
  return world.resources.get(uri) ?? (document === undefined ? undefined : openDocument(world, uri, document));
}

function openDocument(world: World, uri: string, document: SchemaDocument): Resource {
  const top = { path: [], value: document.value };
  const fields = { uri, document, top, anchors: new Map<string, Node>(), dynamicAnchors: new Map<string, Node>() };
  const resource = { ...fields, rules: rulesOf(world.dialect) };
  world.resources.set(uri, resource);
  return resource;
}

/** The files that say by a `$id` at their top that another URI is theirs are opened, and one of them may be it. */
function openByDeclaredId(world: World, uri: string): Resource | undefined {
  for (const { file, value } of world.documents.values()) {
    if (isJsonObject(value) && typeof own(value, '$id') === 'string') nodeAt(world, file, []);
  }
  return world.resources.get(uri);
}

function openMetaSchema(world: World, uri: string): Resource | undefined {
  const value = metaSchema(uri);
  if (value === undefined) return undefined;
  const resource = openDocument(world, uri, { file: uri, value, dialect: world.dialect });
  scan(world, resource, resource.top, 'top');
  return world.resources.get(uri);
}

/** Whether a file is one schema as a whole, so that the ids and anchors in it are found by reading all of it. */
function holdsOneSchema({ top: { value } }: Resource): boolean {
  return isJsonObject(value) && ['$schema', '$id', '$defs', 'definitions'].some((key) => Object.hasOwn(value, key));
}

/** Follows a pointer from a resource's top; an inner resource on the way takes over. */
function nodeBelow(world: World, resource: Resource, steps: readonly string[]): Node | undefined {
  const place = follow(resource.top, steps);
  if (place === undefined) return undefined;
  if (steps.length > 0 && holdsOneSchema(resource)) scan(world, resource, resource.top, 'top');
  return scan(world, innermost(world, resource, place.path), place, 'top');
}

function innermost(world: World, from: Resource, path: JsonPath): Resource {
  for (let length = path.length; length >= from.top.path.length; length -= 1) {
    const resource = world.resourcesByPlace.get(placeKey(from.document.file, path.slice(0, length)));
    if (resource !== undefined) return resource;
  }
  return from;
}

/** Reads a place as a schema, and all places below it: their resources, their anchors, their mistakes. */
function scan(world: World, outer: Resource, place: Place, position: 'top' | 'inside'): Node {
  const key = placeKey(outer.document.file, place.path);
  const known = world.nodes.get(key);
  if (known !== undefined) return known;
  const origin: Origin = { file: outer.document.file, path: place.path };
  const { value } = place;
  if (!isSchema(value)) report(world, 'WRONG_KIND', `expected a schema (a map, true or false), found ${describe(value)}`, origin);
  if (!isSchema(value) || typeof value === 'boolean') {
    return addNode(world, { key, origin, value: value !== false, resource: outer });
  }
  const resource = resourceAt(world, outer, { ...place, value }, position);
  // By which rules it is to be read nobody knows: what draft-07 finds wrong in it would be no mistake.
  if (resource === undefined) return addNode(world, { key, origin, value: true, resource: outer });
  const node = addNode(world, { key, origin, value, resource });
  addAnchors(world, node, value);
  world.problems.push(...checkKeywords(value, resource.rules, origin));
  for (const { steps, value: inner } of rawSubschemas(value, resource.rules)) {
    scan(world, resource, { path: [...place.path, ...steps], value: inner }, 'inside');
  }
  return node;
}

function addNode(world: World, node: Node): Node {
  world.nodes.set(node.key, node);
  return node;
}

/**
 * The resource that a schema object belongs to: its own where it has a `$id`, or a `$schema` at the top; undefined where
 * that names a dialect that is not known.
 */
function resourceAt(
  world: World,
  outer: Resource,
  place: Place & { value: JsonObject },
  position: 'top' | 'inside',
): Resource | undefined {
  const { value, path } = place;
  if (outer.rules.ignoresSiblingsOfRef && typeof own(value, '$ref') === 'string') return outer;
  const origin: Origin = { file: outer.document.file, path };
  const id = own(value, '$id');
  const ownId = typeof id === 'string' && splitFragment(id)[0] !== '' ? id : undefined;
  const declared = own(value, '$schema');
  const reads = typeof declared === 'string' && (ownId !== undefined || position === 'top');
  const rules = reads ? rulesOfSchemaUri(world, declared, below(origin, '$schema')) : outer.rules;
  if (rules === undefined) return undefined;
  if (ownId === undefined && rules === outer.rules) return outer;
  const resource = ownId === undefined ? { ...outer, rules } : { ...identified(world, outer, ownId, origin), top: place, rules };
  if (ownId !== undefined) world.resources.set(resource.uri, resource);
  world.resourcesByPlace.set(placeKey(outer.document.file, path), resource);
  return resource;
}

function identified(world: World, outer: Resource, id: string, origin: Origin): Resource {
  const uri = resolveUri(id, outer.uri);
  if (uri === undefined) report(world, 'WRONG_KIND', `\`$id\` has to be a URI reference, found ${describe(id)}`, below(origin, '$id'));
  const other = uri === undefined ? undefined : world.resources.get(uri);
  const elsewhere = other !== undefined && placeKey(other.document.file, other.top.path) !== placeKey(origin.file, origin.path);
  if (elsewhere) {
    report(world, 'SCHEMA_ID_TWICE', `the id ${describe(id)} is taken by another schema`, below(origin, '$id'));
  }
  return { ...outer, uri: uri ?? outer.uri, anchors: new Map<string, Node>(), dynamicAnchors: new Map<string, Node>() };
}

/** The rules that a `$schema` asks for: a known dialect, or a meta-schema that chooses vocabularies of 2020-12; else none. */
function rulesOfSchemaUri(world: World, uri: string, origin: Origin): Rules | undefined {
  const dialect = dialectOfUri(uri);
  if (dialect !== undefined) return rulesOf(dialect);
  if (world.dialectsInWork.has(uri)) return rulesOf('2020-12');
  world.dialectsInWork.add(uri);
  const meta = openResource(world, uri.replace(/#$/, ''));
  world.dialectsInWork.delete(uri);
  const chosen = meta !== undefined && isJsonObject(meta.top.value) ? own(meta.top.value, '$vocabulary') : undefined;
  if (chosen === undefined || !isJsonObject(chosen)) {
    report(world, 'SCHEMA_DIALECT', `the dialect ${describe(uri)} is not known: draft-07 and 2020-12 are`, origin);
    return undefined;
  }
  const unknown = Object.entries(chosen).filter(([name, required]) => required === true && vocabularyOf(name) === undefined);
  for (const [name] of unknown) report(world, 'SCHEMA_DIALECT', `the vocabulary ${describe(name)} is not known`, origin);
  return rulesOfVocabularies(Object.keys(chosen).flatMap((name) => vocabularyOf(name) ?? []));
}

function addAnchors(world: World, node: Node, schema: JsonObject): void {
  const { resource, origin } = node;
  const { rules } = resource;
  if (rules.ignoresSiblingsOfRef && typeof own(schema, '$ref') === 'string') return;
  const id = own(schema, '$id');
  const legacy = rules.dialect === 'draft-07' && typeof id === 'string' ? splitFragment(id)[1] : '';
  if (legacy !== '') addAnchor(world, resource.anchors, legacy, node, below(origin, '$id'));
  for (const keyword of ['$anchor', '$dynamicAnchor']) {
    const anchor = own(schema, keyword);
    if (typeof anchor !== 'string' || !rules.keywords.has(keyword)) continue;
    addAnchor(world, resource.anchors, anchor, node, below(origin, keyword));
    if (keyword === '$dynamicAnchor') resource.dynamicAnchors.set(anchor, node);
  }
}

function addAnchor(world: World, anchors: Map<string, Node>, name: string, node: Node, origin: Origin): void {
  const other = anchors.get(name);
  if (other !== undefined && other !== node) report(world, 'SCHEMA_ID_TWICE', `the anchor ${describe(name)} is taken by another schema`, origin);
  else anchors.set(name, node);
}

function report(world: World, code: DiagnosticCode, message: string, origin: Origin): void {
  world.problems.push({ code, message, origin });
}
