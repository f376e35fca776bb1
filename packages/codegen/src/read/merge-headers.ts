import type { LoadedDocuments, SpecFile, SpecFiles } from '../input/documents.ts';
import type { Problem } from '../diagnostics/problem.ts';
import { isJsonArray, isJsonObject, own, type JsonObject, type JsonPath, type JsonValue } from '../ir/json.ts';
import { rulesOf } from '../schema/dialects.ts';
import { rawSubschemas } from '../schema/subschemas.ts';
import { layersOf, withTraits } from './layers.ts';
import { childOf, childrenOf, type Node } from './node.ts';
import { follow, idOf, referenceOf, relativePath, splitReference } from './references.ts';

/** Files in which messages have the headers of their traits, too. */
export interface MergedFiles {
  readonly files: SpecFiles;
  /** Whether a problem in these files is one of the files as written: what a trait says is wrong in the trait. */
  readonly isWritten: (problem: Problem) => boolean;
}

/**
 * Puts the headers of a message and of its traits together (AsyncAPI 3.0, "Traits Merge Mechanism"): the message is a
 * JSON Merge Patch (RFC 7396) over its traits, a later trait over an earlier one. References count as what they lead to
 * where two headers say something of one place. Messages whose headers come from one place only stay as they are.
 */
export function mergeHeaders({ files }: LoadedDocuments): MergedFiles {
  const merged = new Map(files);
  for (const { message, headers } of mergedMessages(files)) {
    const file = merged.get(message.file);
    if (file?.value === undefined) continue;
    const value = replaceAt(file.value, [...message.path, 'headers'], headers);
    merged.set(message.file, { ...file, value });
  }
  return {
    files: merged,
    isWritten: ({ origin }) => {
      const file = files.get(origin.file);
      return file === undefined || file === merged.get(origin.file) || exists(file, origin.path);
    },
  };
}

function mergedMessages(files: SpecFiles): readonly { readonly message: Node; readonly headers: JsonValue }[] {
  return [...messagesOf(files).values()].flatMap((message) => {
    const layers = layersOf(withTraits(files, message), 'headers');
    if (layers.length < 2) return [];
    const [strongest, ...others] = layers.map((layer) => follow(files, layer)).filter((layer) => layer !== undefined);
    if (strongest === undefined || others.every((other) => idOf(other) === idOf(strongest))) return [];
    const merge = (over: Node, under: Node): JsonValue => mergeNodes({ files, to: message.file, merging: new Set() }, over, under);
    // Of three layers the two weaker ones are merged first; the result stands where the message does.
    const under = others.reduceRight((weaker, stronger) => ({ file: message.file, path: [], value: merge(stronger, weaker) }));
    return [{ message, headers: merge(strongest, under) }];
  });
}

/** Every message that a document has or refers to, once. */
function messagesOf(files: SpecFiles): ReadonlyMap<string, Node> {
  const messages = new Map<string, Node>();
  const entries = (parent: Node | undefined, field: string): readonly Node[] => {
    const section = parent === undefined ? undefined : childOf(parent, field);
    if (section === undefined || !isJsonObject(section.value)) return [];
    return childrenOf(section).flatMap(({ node }) => follow(files, node) ?? []);
  };
  for (const { file, kind, value } of files.values()) {
    if (kind !== 'asyncapi' || value === undefined) continue;
    const root: Node = { file, path: [], value };
    const components = childOf(root, 'components');
    const channels = [...entries(root, 'channels'), ...entries(components, 'channels')];
    const found = [...entries(components, 'messages'), ...channels.flatMap((channel) => entries(channel, 'messages'))];
    for (const message of found) messages.set(idOf(message), message);
  }
  return messages;
}

interface Merging {
  readonly files: SpecFiles;
  /** The file that the result stands in. */
  readonly to: string;
  /** The pairs that are being merged: two schemas that contain themselves would be merged without end. */
  readonly merging: ReadonlySet<string>;
}

function mergeNodes(merging: Merging, over: Node, under: Node): JsonValue {
  const [above, below] = [follow(merging.files, over), follow(merging.files, under)];
  if (above === undefined || below === undefined || !isJsonObject(above.value) || !isJsonObject(below.value)) {
    return moved(merging, over);
  }
  const pair = `${idOf(above)} ${idOf(below)}`;
  const isAgain = merging.merging.has(pair) && (referenceOf(over) !== undefined || referenceOf(under) !== undefined);
  if (isAgain) return moved(merging, over);
  const inside: Merging = { ...merging, merging: new Set([...merging.merging, pair]) };
  const result = new Map(childrenOf(below).map(({ key, node }) => [key, moved(merging, node)]));
  for (const { key, node } of childrenOf(above)) {
    const weaker = childOf(below, key);
    if (node.value === null) result.delete(key);
    else result.set(key, weaker === undefined ? moved(merging, node) : mergeNodes(inside, node, weaker));
  }
  return Object.fromEntries(result);
}

/** A part of a schema as it reads in the file of the result: references into its own file name that file. */
function moved({ to }: Pick<Merging, 'to'>, { file, value }: Node): JsonValue {
  return file === to ? value : withReferences(value, (reference) => referenceFrom(to, file, reference));
}

function referenceFrom(to: string, file: string, reference: string): string {
  const target = splitReference(file, reference);
  if (target === undefined) return reference;
  const fragment = reference.includes('#') ? reference.slice(reference.indexOf('#')) : '';
  return target.file === to ? fragment || '#' : `${encodeURI(relativePath(to, target.file))}${fragment}`;
}

/** Changes `$ref` wherever it is one: not in examples, nor in a schema with an `$id`, which is its own base. */
function withReferences(value: JsonValue, change: (reference: string) => string): JsonValue {
  if (isJsonArray(value)) return value.map((item) => withReferences(item, change));
  if (!isJsonObject(value) || typeof own(value, '$id') === 'string') return value;
  const reference = own(value, '$ref');
  if (typeof reference === 'string') return { ...value, $ref: change(reference) };
  let result: JsonObject = value;
  for (const { steps, value: schema } of rawSubschemas(value, rulesOf('draft-07'))) {
    result = replaceIn(result, steps, withReferences(schema, change));
  }
  return result;
}

function replaceIn(object: JsonObject, path: JsonPath, value: JsonValue): JsonObject {
  const replaced = replaceAt(object, path, value);
  return isJsonObject(replaced) ? replaced : object;
}

/** A value with the part at a path replaced; nothing else is copied than what leads there. */
function replaceAt(whole: JsonValue, [step, ...path]: JsonPath, value: JsonValue): JsonValue {
  if (step === undefined) return value;
  if (isJsonArray(whole)) return whole.map((item, index) => (index === Number(step) ? replaceAt(item, path, value) : item));
  const entries: readonly [string, JsonValue][] = isJsonObject(whole) ? Object.entries(whole) : [];
  const key = String(step);
  const inner = entries.find(([name]) => name === key)?.[1] ?? {};
  return Object.fromEntries([...entries.filter(([name]) => name !== key), [key, replaceAt(inner, path, value)]]);
}

function exists({ file, value }: SpecFile, path: JsonPath): boolean {
  let node: Node | undefined = value === undefined ? undefined : { file, path: [], value };
  for (const step of path) node = node === undefined ? undefined : childOf(node, step);
  return node !== undefined;
}
