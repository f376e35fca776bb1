import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { SpecFiles } from '../input/documents.ts';
import { fromPointer, isJsonObject, own, toPointer } from '../ir/json.ts';
import { childOf, type Node } from './node.ts';

/** What a `$ref` leads to. `hidden`: into a file that does not parse, which is reported already. */
export type Target =
  | { readonly kind: 'found'; readonly node: Node }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'lost'; readonly code: DiagnosticCode; readonly message: string };

/** The text of a node's `$ref`, or undefined where the node is no reference. */
export function referenceOf(node: Node): string | undefined {
  if (!isJsonObject(node.value)) return undefined;
  const reference = own(node.value, '$ref');
  return typeof reference === 'string' ? reference : undefined;
}

/**
 * A reference taken apart (RFC 3986, section 4.1): the file that it names, relative to the specs folder, and its
 * fragment.
 */
export function splitReference(from: string, reference: string): { file: string; fragment: string } | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference) || reference.startsWith('//')) return undefined;
  const hash = reference.indexOf('#');
  const path = hash === -1 ? reference : reference.slice(0, hash);
  const fragment = hash === -1 ? '' : decode(reference.slice(hash + 1));
  return { file: path === '' ? from : joinPath(from, decode(path)), fragment };
}

/** The first hop of a reference in a file: relative files, JSON Pointers, percent-encoding (RFC 6901, section 6). */
export function resolveReference(files: SpecFiles, from: string, reference: string): Target {
  const known = resolved.get(files) ?? new Map<string, Target>();
  resolved.set(files, known);
  const key = `${from}\0${reference}`;
  const target = known.get(key) ?? resolveAt(files, from, reference, 0);
  known.set(key, target);
  return target;
}

/** Grammar, readers and bundles ask for the same references, and files do not change once they are loaded. */
const resolved = new WeakMap<SpecFiles, Map<string, Target>>();

function resolveAt(files: SpecFiles, from: string, reference: string, depth: number): Target {
  const parts = splitReference(from, reference);
  if (parts === undefined) {
    return lost(
      'REF_REMOTE',
      `${quote(reference)} is not fetched; save it into the specs folder and refer to the file`,
    );
  }
  const file = files.get(parts.file);
  if (file === undefined) return lost('REF_FILE', missingFile(files, from, parts.file));
  if (file.value === undefined) return { kind: 'hidden' };
  if (parts.fragment !== '' && !parts.fragment.startsWith('/')) {
    return lost('REF_POINTER', `"#${parts.fragment}" is no JSON Pointer; it would start with "#/"`);
  }
  return walkPointer(files, { file: file.file, path: [], value: file.value }, parts.fragment, depth);
}

/**
 * Follows references from a node to the value that they mean in the end; undefined where they lead nowhere or in a
 * circle.
 */
export function follow(files: SpecFiles, node: Node): Node | undefined {
  return followFrom(files, node, 0);
}

function followFrom(files: SpecFiles, node: Node, depth: number): Node | undefined {
  const seen = new Set<string>();
  let current: Node = node;
  for (let reference = referenceOf(current); reference !== undefined; reference = referenceOf(current)) {
    const id = idOf(current);
    if (seen.has(id)) return undefined;
    seen.add(id);
    const target =
      depth === 0 ? resolveReference(files, current.file, reference) : resolveAt(files, current.file, reference, depth);
    if (target.kind !== 'found') return undefined;
    current = target.node;
  }
  return current;
}

/** The address of a node: its file and JSON Pointer. */
export function idOf(node: Pick<Node, 'file' | 'path'>): string {
  return `${node.file}#${toPointer(node.path)}`;
}

function walkPointer(files: SpecFiles, root: Node, pointer: string, depth: number): Target {
  let node = root;
  for (const step of fromPointer(pointer)) {
    const next = childOf(node, step) ?? throughReference(files, node, step, depth);
    if (next === undefined) return lost('REF_POINTER', missingStep(node, step, pointer));
    node = next;
  }
  return { kind: 'found', node };
}

/**
 * `#/channels/order/messages/Placed` is meant to be found where `order` is itself a reference (AsyncAPI 3.0, Operation
 * Object).
 */
function throughReference(files: SpecFiles, node: Node, step: string, depth: number): Node | undefined {
  if (depth >= deepestPointer || referenceOf(node) === undefined) return undefined;
  const target = followFrom(files, node, depth + 1);
  return target === undefined ? undefined : childOf(target, step);
}

/** How many references a pointer may lead through: a reference into itself would never end. */
const deepestPointer = 8;

function missingFile(files: SpecFiles, from: string, file: string): string {
  if (file.startsWith('../')) return `${quote(file)} is outside of the specs folder`;
  const near = similarFile(files, file);
  return `there is no file ${quote(file)}${
    near === undefined ? '' : `; did you mean ${quote(relativePath(from, near))}?`
  }`;
}

/** The file of the same name in another folder, or of a similar name. */
function similarFile(files: SpecFiles, file: string): string | undefined {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const names = [...files.keys()];
  const near = suggest(nameOf(file), names.map(nameOf));
  return names.find((name) => nameOf(name) === nameOf(file)) ?? names.find((name) => nameOf(name) === near);
}

function missingStep(node: Node, step: string, pointer: string): string {
  const where = node.path.length === 0 ? quote(node.file) : `${quote(node.file)} at ${quote(toPointer(node.path))}`;
  const keys = isJsonObject(node.value) ? Object.keys(node.value) : [];
  const near = suggest(step, keys);
  const hint = near === undefined ? '' : `; did you mean ${quote(near)}?`;
  return `"#${pointer}" leads to nothing: ${where} has no ${quote(step)}${hint}`;
}

function lost(code: DiagnosticCode, message: string): Target {
  return { kind: 'lost', code, message };
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A path beside a file, without `.` and `..`; what climbs out of the specs folder keeps its `..`. */
function joinPath(from: string, path: string): string {
  const steps = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

/** The way from a file to another one, both relative to the specs folder. */
export function relativePath(from: string, to: string): string {
  const folder = from.split('/').slice(0, -1);
  const steps = to.split('/');
  let common = 0;
  while (common < folder.length && common < steps.length - 1 && folder[common] === steps[common]) common += 1;
  return [...folder.slice(common).map(() => '..'), ...steps.slice(common)].join('/');
}
