import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import { isJsonObject, own, type JsonValue } from '../ir/json.ts';
import type { Contract } from '../ir/contract.ts';
import type { Origin } from '../ir/origin.ts';
import { childOf, type Node } from '../read/node.ts';

/** One rule: what it finds wrong in a contract. */
export type Check = (contract: Contract, documents: LoadedDocuments) => Iterable<Problem>;

/** What is written at a place; undefined where there is nothing. */
export function nodeAt(documents: LoadedDocuments, { file, path }: Origin): Node | undefined {
  const value = documents.files.get(file)?.value;
  let node: Node | undefined = value === undefined ? undefined : { file, path: [], value };
  for (const step of path) node = node === undefined ? undefined : childOf(node, step);
  return node;
}

/** The value that is written at a place. */
export function valueAt(documents: LoadedDocuments, origin: Origin): JsonValue | undefined {
  return nodeAt(documents, origin)?.value;
}

/**
 * Whether an object at a place has a field as written, whatever it holds: what is there but wrong is reported already.
 */
export function isWritten(documents: LoadedDocuments, origin: Origin, field: string): boolean {
  const value = valueAt(documents, origin);
  return value !== undefined && isJsonObject(value) && own(value, field) !== undefined;
}

/** `"name"`. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** `; did you mean "name"?`, or nothing. */
export function didYouMean(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean ${quote(near)}?`;
}
