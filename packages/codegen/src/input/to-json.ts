import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { isJsonObject, type JsonValue } from '../ir/json.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { TextRange } from '../diagnostics/problem.ts';

/** Something in a tree that JSON has no place for. */
export interface TreeProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly range: TextRange;
}

/** Aliases may multiply what stands in the file; past this many values it is taken for an attack. */
const maximumValues = 1_000_000;
const maximumDepth = 200;

interface Conversion {
  readonly problems: TreeProblem[];
  /** The anchors so far; a later one of the same name takes over. */
  readonly anchors: Map<string, Anchored>;
  size: number;
  depth: number;
}

/**
 * What an anchor stands for, and how many values it holds with all aliases followed; neither while it is being read.
 */
interface Anchored {
  readonly value?: JsonValue;
  readonly size?: number;
}

/**
 * The JSON value of a YAML tree: aliases followed, merge keys (`<<`) merged, every key an own property, `__proto__`
 * too.
 *
 * Aliased values are shared, not copied; a document that would be larger than a million values is refused.
 */
export function toJson(tree: Document.Parsed): { value: JsonValue; problems: readonly TreeProblem[] } {
  const conversion: Conversion = { problems: [], anchors: new Map(), size: 0, depth: 0 };
  const value = tree.contents === null ? null : convert(conversion, tree.contents);
  return { value, problems: conversion.problems };
}

function convert(conversion: Conversion, node: unknown): JsonValue {
  conversion.size += 1;
  if (isAlias(node)) return convertAlias(conversion, node);
  if (!isNode(node) || node.anchor === undefined) return convertNode(conversion, node);
  const before = conversion.size;
  conversion.anchors.set(node.anchor, {});
  const value = convertNode(conversion, node);
  conversion.anchors.set(node.anchor, { value, size: conversion.size - before });
  return value;
}

function convertNode(conversion: Conversion, node: unknown): JsonValue {
  if (isScalar(node)) return convertScalar(conversion, node);
  if (!isMap(node) && !isSeq(node)) return null;
  if (conversion.depth >= maximumDepth) {
    report(conversion, 'YAML_SYNTAX', `nested more than ${String(maximumDepth)} levels deep`, node);
    return null;
  }
  conversion.depth += 1;
  const value = isMap(node) ? convertMap(conversion, node) : node.items.map((item) => convert(conversion, item));
  conversion.depth -= 1;
  return value;
}

function convertScalar(conversion: Conversion, scalar: Scalar): JsonValue {
  const { value } = scalar;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    report(conversion, 'YAML_VALUE', 'JSON has no such number', scalar);
    return null;
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function convertAlias(conversion: Conversion, alias: Alias): JsonValue {
  const anchored = conversion.anchors.get(alias.source);
  if (anchored?.size === undefined || anchored.value === undefined) {
    const inside = anchored !== undefined;
    const message = inside
      ? 'the alias stands inside of what it stands for'
      : `no anchor &${alias.source} before this alias`;
    report(conversion, 'YAML_ALIAS', message, alias);
    return null;
  }
  const before = conversion.size;
  conversion.size += anchored.size;
  if (before <= maximumValues && conversion.size > maximumValues) {
    report(
      conversion,
      'YAML_ALIAS',
      `with its aliases followed the file holds more than ${String(maximumValues)} values`,
      alias,
    );
  }
  return anchored.value;
}

function convertMap(conversion: Conversion, map: YAMLMap): JsonValue {
  const object: Record<string, JsonValue> = {};
  const merges: Pair[] = [];
  for (const pair of map.items) {
    const key = keyOf(conversion, pair.key);
    if (key === undefined) continue;
    if (isMergeKey(pair)) {
      merges.push(pair);
      continue;
    }
    if (Object.hasOwn(object, key)) {
      report(conversion, 'DUPLICATE_KEY', `the key ${JSON.stringify(key)} stands twice in this map`, pair.key);
    } else define(object, key, convert(conversion, pair.value));
  }
  for (const pair of merges) merge(conversion, object, pair);
  return object;
}

/**
 * The merge key of YAML 1.1 (https://yaml.org/type/merge.html), which 1.2 dropped and OpenAPI documents in the wild
 * use.
 */
export function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === 'PLAIN';
}

function merge(conversion: Conversion, object: Record<string, JsonValue>, pair: Pair): void {
  const merged = convert(conversion, pair.value);
  const sources: readonly JsonValue[] = Array.isArray(merged) ? merged : [merged];
  for (const source of sources) {
    if (!isJsonObject(source)) {
      report(conversion, 'YAML_VALUE', 'only maps can be merged', pair.key);
      return;
    }
    for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(object, key)) define(object, key, value);
  }
}

function keyOf(conversion: Conversion, key: unknown): string | undefined {
  if (isScalar(key) && typeof key.value === 'string') return key.value;
  report(conversion, 'YAML_VALUE', 'a key must be a string', key);
  return undefined;
}

/** Assigning `__proto__` would set the prototype. */
function define(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}

function report(conversion: Conversion, code: DiagnosticCode, message: string, node: unknown): void {
  conversion.problems.push({ code, message, range: rangeOf(node) });
}

function rangeOf(node: unknown): TextRange {
  const range =
    typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range : [0, 1];
  return [Number(range[0]), Number(range[1])];
}
