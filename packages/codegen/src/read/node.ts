import { isJsonObject, own, type JsonPath, type JsonValue } from '../ir/json.ts';
import type { Origin } from '../ir/origin.ts';

/** A value of a spec file and where it stands. */
export interface Node {
  readonly file: string;
  readonly path: JsonPath;
  readonly value: JsonValue;
}

/** The value under a key of an object, or at an index of a list. */
export function childOf(node: Node, step: string | number): Node | undefined {
  const value = Array.isArray(node.value)
    ? indexed(node.value, step)
    : isJsonObject(node.value)
    ? own(node.value, String(step))
    : undefined;
  return value === undefined ? undefined : { file: node.file, path: [...node.path, step], value };
}

function indexed(list: readonly JsonValue[], step: string | number): JsonValue | undefined {
  return typeof step === 'number' || /^(?:0|[1-9]\d*)$/.test(step) ? list[Number(step)] : undefined;
}

/** The values of an object or list, each with its key; nothing for other values. */
export function childrenOf(node: Node): readonly { readonly key: string; readonly node: Node }[] {
  const { value, file, path } = node;
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) => ({
      key: String(index),
      node: { file, path: [...path, index], value: item },
    }));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([key, item]) => ({ key, node: { file, path: [...path, key], value: item } }));
}

/** Where a node stands, as an origin. */
export function originOf(node: Node): Origin {
  return { file: node.file, path: node.path };
}

/** Where a node's key stands. */
export function keyOriginOf(node: Node): Origin {
  return { file: node.file, path: node.path, at: 'key' };
}
