import { posix } from 'node:path';
import type { SpecFiles } from '../../../packages/codegen/src/input/documents.ts';
import { fromPointer, isJsonArray, isJsonObject, own, type JsonObject, type JsonValue } from '../../../packages/codegen/src/ir/json.ts';

/**
 * An AsyncAPI document with all that it takes from other files as components of its own, under the same pointers. In our
 * specs a name means one thing wherever it stands; where two parts would get the same pointer, it throws.
 */
export function bundleAsyncApi(files: SpecFiles, file: string): JsonObject {
  const imported = new Map<string, { readonly file: string; value: JsonValue }>();
  const value = files.get(file)?.value;
  if (!isJsonObject(value)) throw new Error(`${file} is no document`);

  const copy = (node: JsonValue, from: string): JsonValue => {
    if (isJsonArray(node)) return node.map((item) => copy(item, from));
    if (!isJsonObject(node)) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, key === '$ref' && typeof child === 'string' ? local(child, from) : copy(child, from)]));
  };
  const local = (reference: string, from: string): string => {
    const [address = '', pointer = ''] = reference.split('#');
    const target = address === '' ? from : posix.join(posix.dirname(from), address);
    if (target !== file) importPart(target, pointer);
    return `#${pointer}`;
  };
  const importPart = (target: string, pointer: string): void => {
    const known = imported.get(pointer);
    if (known !== undefined && known.file !== target) throw new Error(`${file}: ${pointer} is in ${known.file} and in ${target}`);
    if (known !== undefined) return;
    const part = at(files.get(target)?.value, pointer);
    if (part === undefined) throw new Error(`${file}: there is no ${pointer} in ${target}`);
    const entry = { file: target, value: part };
    imported.set(pointer, entry);
    entry.value = copy(part, target);
  };

  const document = copy(value, file);
  return [...imported].reduce<JsonObject>((whole, [pointer, part]) => withPart(whole, fromPointer(pointer), part.value), isJsonObject(document) ? document : {});
}

/** Several bundled documents as one, under a title of its own. */
export function mergeAsyncApi(documents: readonly JsonObject[], info: JsonObject): JsonObject {
  const [first = {}] = documents;
  const parts = (name: string): JsonObject => Object.assign({}, ...documents.map((document) => own(document, name))) as JsonObject;
  const sections = new Set(documents.flatMap((document) => Object.keys(objectAt(document, 'components'))));
  const components = Object.fromEntries([...sections].map((section) => [section, Object.assign({}, ...documents.map((document) => objectAt(objectAt(document, 'components'), section))) as JsonObject]));
  return { ...first, info, servers: parts('servers'), channels: parts('channels'), operations: parts('operations'), components };
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}

function at(value: JsonValue | undefined, pointer: string): JsonValue | undefined {
  return fromPointer(pointer).reduce<JsonValue | undefined>((node, step) => (isJsonObject(node) ? own(node, step) : undefined), value);
}

function withPart(object: JsonObject, [step = '', ...rest]: readonly string[], part: JsonValue): JsonObject {
  return { ...object, [step]: rest.length === 0 ? part : withPart(objectAt(object, step), rest, part) };
}
