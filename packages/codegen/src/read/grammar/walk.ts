import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { SpecFiles } from '../../input/documents.ts';
import { isJsonObject, type JsonValue } from '../../ir/json.ts';
import { childOf, childrenOf, keyOriginOf, originOf, type Node } from '../node.ts';
import { idOf, referenceOf, resolveReference } from '../references.ts';
import { resolveRule, type Lazy, type ObjectRule, type Pattern, type Rule, type TextRule } from './rule.ts';

/** What holds for one walk through a document. */
export interface Walk {
  readonly files: SpecFiles;
  readonly problems: Problem[];
  /** Called for each JSON Schema (`schema`), and for each place that may hold one in another format (`payload`). */
  readonly onSchema: (node: Node, rule: 'schema' | 'payload') => void;
  /** What may stand beside `$ref` in a Reference Object. */
  readonly besideReference: readonly string[];
  /** What was looked at, so that what several references lead to is looked at once. */
  readonly seen: Map<string, Set<Rule>>;
}

/** Holds a node and all that it leads to against a rule; what is wrong is added to the walk's problems. */
export function check(walk: Walk, lazy: Lazy, node: Node): void {
  const rule = resolveRule(lazy);
  switch (rule.kind) {
    case 'anything':
      return;
    case 'schema':
    case 'payload':
      walk.onSchema(node, rule.kind);
      return;
    case 'text':
      checkText(walk, rule, node);
      return;
    case 'flag':
      if (typeof node.value !== 'boolean') wrongKind(walk, 'true or false', node);
      return;
    case 'number':
      if (typeof node.value !== 'number') wrongKind(walk, 'a number', node);
      return;
    case 'integer':
      checkInteger(walk, rule, node);
      return;
    case 'list':
      checkList(walk, rule, node);
      return;
    case 'map':
      if (!isJsonObject(node.value)) wrongKind(walk, 'a map', node);
      else for (const { key, node: value } of childrenOf(node)) checkEntry(walk, rule, key, value);
      return;
    case 'object':
      checkObject(walk, rule, node);
      return;
    case 'reference':
      if (referenceOf(node) === undefined) wrongKind(walk, 'a reference ($ref)', node);
      else checkReference(walk, rule.to, node);
      return;
    case 'referable':
      checkReferable(walk, rule.rule, node);
      return;
    case 'choice':
      check(walk, rule.of(node.value), node);
  }
}

function checkText(walk: Walk, rule: TextRule, node: Node): void {
  const { value } = node;
  if (value === null && rule.orNull === true) return;
  if (typeof value !== 'string') {
    const isScalar = typeof value === 'number' || typeof value === 'boolean';
    const hint = isScalar ? '; put it in quotes' : '';
    const expected = rule.options === undefined ? 'text' : listOf(rule.options);
    report(walk, 'WRONG_KIND', `expected ${expected}, found ${describe(value)}${hint}`, node);
  } else if (rule.options !== undefined && !rule.options.includes(value)) {
    const near = suggest(value, rule.options);
    report(walk, 'WRONG_VALUE', `expected ${listOf(rule.options)}, found ${quote(value)}${did(near)}`, node);
  } else if (rule.pattern !== undefined && !rule.pattern.form.test(value)) {
    report(walk, 'WRONG_VALUE', `expected ${rule.pattern.says}, found ${quote(value)}`, node);
  }
}

function checkInteger(walk: Walk, rule: Extract<Rule, { kind: 'integer' }>, node: Node): void {
  const { value } = node;
  if (typeof value !== 'number' || !Number.isInteger(value)) wrongKind(walk, 'a whole number', node);
  else if (value < rule.minimum || value > rule.maximum) {
    report(
      walk,
      'WRONG_VALUE',
      `expected a whole number from ${String(rule.minimum)} to ${String(rule.maximum)}, found ${String(value)}`,
      node,
    );
  }
}

function checkList(walk: Walk, rule: Extract<Rule, { kind: 'list' }>, node: Node): void {
  if (!Array.isArray(node.value)) {
    wrongKind(walk, 'a list', node);
    return;
  }
  if (node.value.length < rule.atLeast) report(walk, 'WRONG_VALUE', 'the list is empty', node);
  for (const { node: item } of childrenOf(node)) check(walk, rule.items, item);
}

function checkEntry(walk: Walk, rule: Extract<Rule, { kind: 'map' }>, key: string, value: Node): void {
  if (rule.keys !== undefined) {
    if (key.startsWith('x-') && !rule.keys.form.test(key)) return;
    checkKey(walk, rule.keys, key, value);
  }
  check(walk, rule.values, value);
}

function checkKey(walk: Walk, keys: Pattern, key: string, value: Node): void {
  if (!keys.form.test(key)) {
    walk.problems.push({
      code: 'WRONG_VALUE',
      message: `expected ${keys.says}, found ${quote(key)}`,
      origin: keyOriginOf(value),
    });
  }
}

function checkObject(walk: Walk, rule: ObjectRule, node: Node): void {
  if (!isJsonObject(node.value)) {
    wrongKind(walk, `${rule.name} (a map)`, node);
    return;
  }
  const misspelt = new Set<string>();
  for (const { key, node: value } of childrenOf(node)) {
    const field = rule.fields.get(key);
    if (field !== undefined) check(walk, field, value);
    else if (rule.others?.keys.form.test(key) === true) check(walk, rule.others.values, value);
    else if (!rule.open) {
      const meant = unknownField(walk, rule, key, value, node.value);
      if (meant !== undefined) misspelt.add(meant);
    }
  }
  for (const field of rule.required) {
    if (Object.hasOwn(node.value, field) || misspelt.has(field)) continue;
    walk.problems.push({
      code: 'MISSING_FIELD',
      message: `${rule.name} needs ${quote(field)}`,
      origin: keyOriginOf(node),
    });
  }
}

/** Reports a field that the object does not have, and gives the one that was meant; a foreign `x-…` is fine. */
function unknownField(
  walk: Walk,
  rule: ObjectRule,
  key: string,
  value: Node,
  object: Readonly<Record<string, JsonValue>>,
): string | undefined {
  const free = [...rule.fields.keys()].filter((field) => !Object.hasOwn(object, field));
  const extensions = key.startsWith('x-') ? [...rule.fields.keys()].filter((field) => field.startsWith('x-')) : [];
  const near = suggest(key, extensions.length > 0 ? extensions : free);
  if (key.startsWith('x-') && near === undefined) return undefined;
  const allowed = rule.others === undefined ? '' : ` (or ${rule.others.keys.says})`;
  const message = `${rule.name} has no field ${quote(key)}${near === undefined ? allowed : did(near)}`;
  walk.problems.push({ code: 'UNKNOWN_FIELD', message, origin: keyOriginOf(value) });
  return near;
}

/** An object that has a `$ref` of its own, the path item, keeps what stands beside it. */
function checkReferable(walk: Walk, lazy: Lazy, node: Node): void {
  const rule = resolveRule(lazy);
  const keepsSiblings = rule.kind === 'object' && rule.fields.has('$ref');
  if (referenceOf(node) === undefined || keepsSiblings) check(walk, rule, node);
  if (referenceOf(node) === undefined) return;
  if (!keepsSiblings) checkSiblings(walk, node);
  followChecked(walk, rule, node);
}

function checkReference(walk: Walk, rule: Lazy, node: Node): void {
  checkSiblings(walk, node);
  followChecked(walk, rule, node);
}

function checkSiblings(walk: Walk, node: Node): void {
  for (const { key, node: sibling } of childrenOf(node)) {
    if (key === '$ref' || walk.besideReference.includes(key)) continue;
    walk.problems.push({
      code: 'REF_SIBLING',
      message: `${quote(key)} is not read beside "$ref"`,
      origin: keyOriginOf(sibling),
    });
  }
}

function followChecked(walk: Walk, rule: Lazy, node: Node): void {
  const chain = new Map<string, Node>();
  let current = node;
  for (let reference = referenceOf(current); reference !== undefined; reference = referenceOf(current)) {
    const at = childOf(current, '$ref') ?? current;
    if (chain.has(idOf(current))) {
      reportCycle(walk, chain, current);
      return;
    }
    chain.set(idOf(current), current);
    const target = resolveReference(walk.files, current.file, reference);
    if (target.kind === 'lost') report(walk, target.code, target.message, at);
    if (target.kind !== 'found') return;
    current = target.node;
  }
  if (firstTime(walk, resolveRule(rule), current)) check(walk, rule, current);
}

/** A cycle is reported once, at the first of its members, wherever it was entered. */
function reportCycle(walk: Walk, chain: ReadonlyMap<string, Node>, entry: Node): void {
  const ids = [...chain.keys()];
  const cycle = ids.slice(ids.indexOf(idOf(entry))).sort();
  const first = chain.get(cycle[0] ?? '') ?? entry;
  report(walk, 'REF_CYCLE', `the references lead in a circle: ${cycle.join(', ')}`, childOf(first, '$ref') ?? first);
}

function firstTime(walk: Walk, rule: Rule, node: Node): boolean {
  const id = idOf(node);
  const rules = walk.seen.get(id) ?? new Set();
  walk.seen.set(id, rules);
  if (rules.has(rule)) return false;
  rules.add(rule);
  return true;
}

function wrongKind(walk: Walk, expected: string, node: Node): void {
  report(walk, 'WRONG_KIND', `expected ${expected}, found ${describe(node.value)}`, node);
}

function report(walk: Walk, code: DiagnosticCode, message: string, node: Node): void {
  walk.problems.push({ code, message, origin: originOf(node) });
}

/** A value in a few words. */
export function describe(value: JsonValue): string {
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'a map';
  const shown = JSON.stringify(value);
  return `${typeof value === 'string' ? 'the text ' : typeof value === 'number' ? 'the number ' : ''}${
    shown.length > 60 ? `${shown.slice(0, 57)}…"` : shown
  }`;
}

function listOf(options: readonly string[]): string {
  const quoted = options.map(quote);
  return quoted.length === 1 ? quoted[0] ?? '' : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}

function quote(value: string): string {
  return JSON.stringify(value);
}

function did(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean ${quote(near)}?`;
}
