import { toRegExp } from '../../ir/pattern.ts';
import { readPattern, type PatternTree, type Range } from './pattern-tree.ts';

/** Texts that match a pattern, short ones and such of some lengths; none where the pattern is not understood. */
export function textsMatching(pattern: string, lengths: readonly number[]): readonly string[] {
  const tree = readPattern(pattern);
  if (tree === undefined) return [];
  const wanted = [0, 1, 2, ...lengths.filter((length) => length <= longest)];
  const texts = wanted.flatMap((repeats) => [0, 1, 2].map((which) => textOf(tree, { repeats, which })));
  const expression = toRegExp(pattern);
  return [...new Set([...texts.flatMap((text) => fitted(text, lengths)), ...texts])].filter((text) => expression.test(text));
}

const longest = 10_000;

/** Repetitions add up, and other characters come beside them: the text cut to the lengths that are wanted. */
function fitted(text: string, lengths: readonly number[]): readonly string[] {
  const characters = Array.from(text);
  return lengths.filter((length) => length < characters.length).map((length) => characters.slice(0, length).join(''));
}

interface Choices {
  /** How often what may be repeated is, within its bounds. */
  readonly repeats: number;
  /** The first or a later one of several characters and alternatives. */
  readonly which: number;
}

function textOf(tree: PatternTree, choices: Choices): string {
  switch (tree.kind) {
    case 'start':
    case 'end':
      return '';
    case 'characters':
      return characterOf(tree.ranges, choices.which);
    case 'sequence':
      return tree.parts.map((part) => textOf(part, choices)).join('');
    case 'choice':
      return textOf(tree.options[choices.which % tree.options.length] ?? { kind: 'end' }, choices);
    case 'repeat':
      return textOf(tree.part, choices).repeat(Math.min(tree.max, Math.max(tree.min, choices.repeats)));
  }
}

const first = ['a', 'A', '0'];
const second = ['b', 'Z', '9'];

/** A letter or digit where there is one; of several, also the last. */
function characterOf(ranges: readonly Range[], which: number): string {
  const last = ranges.at(-1)?.[1];
  if (which > 1 && last !== undefined && last < 0x7f) return String.fromCodePoint(last);
  const preferred = [...(which === 0 ? first : second), ...first, ' ', '-', '_', '.'].find((one) => ranges.some(([from, to]) => codeOf(one) >= from && codeOf(one) <= to));
  const [range] = ranges;
  return preferred ?? (range === undefined ? '' : String.fromCodePoint(range[0]));
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** All texts that match a pattern with both anchors, where they are at most some; undefined for more, or if it is not known. */
export function allTexts(pattern: string, most: number): readonly string[] | undefined {
  const tree = readPattern(pattern);
  const whole = tree === undefined ? undefined : withoutAnchors(tree);
  return whole === undefined ? undefined : enumerate(whole, most);
}

/** What stands between the anchors; undefined without them, or with others within. */
function withoutAnchors(tree: PatternTree): PatternTree | undefined {
  if (tree.kind !== 'sequence' || tree.parts.at(0)?.kind !== 'start' || tree.parts.at(-1)?.kind !== 'end') return undefined;
  const inner: PatternTree = { kind: 'sequence', parts: tree.parts.slice(1, -1) };
  return hasAnchor(inner) ? undefined : inner;
}

function hasAnchor(tree: PatternTree): boolean {
  switch (tree.kind) {
    case 'start':
    case 'end':
      return true;
    case 'characters':
      return false;
    case 'sequence':
      return tree.parts.some(hasAnchor);
    case 'choice':
      return tree.options.some(hasAnchor);
    case 'repeat':
      return hasAnchor(tree.part);
  }
}

function enumerate(tree: PatternTree, most: number): readonly string[] | undefined {
  switch (tree.kind) {
    case 'start':
    case 'end':
      return [''];
    case 'characters':
      return enumerateRanges(tree.ranges, most);
    case 'choice':
      return atMost(tree.options.map((option) => enumerate(option, most)).reduce(union, []), most);
    case 'sequence':
      return tree.parts.map((part) => enumerate(part, most)).reduce((before, part) => product(before, part, most), ['']);
    case 'repeat':
      return enumerateRepeats(tree.part, tree.min, tree.max, most);
  }
}

function enumerateRanges(ranges: readonly Range[], most: number): readonly string[] | undefined {
  const size = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  if (size > most) return undefined;
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)));
}

function enumerateRepeats(part: PatternTree, min: number, max: number, most: number): readonly string[] | undefined {
  if (max > most) return undefined;
  const one = enumerate(part, most);
  let all: readonly string[] | undefined = [];
  let power: readonly string[] | undefined = [''];
  for (let count = 0; count <= max && all !== undefined; count += 1) {
    if (count >= min) all = atMost(union(all, power), most);
    power = product(power, one, most);
  }
  return all;
}

function union(left: readonly string[] | undefined, right: readonly string[] | undefined): readonly string[] | undefined {
  return left === undefined || right === undefined ? undefined : [...new Set([...left, ...right])];
}

function product(left: readonly string[] | undefined, right: readonly string[] | undefined, most: number): readonly string[] | undefined {
  if (left === undefined || right === undefined || left.length * right.length > most) return undefined;
  return left.flatMap((start) => right.map((end) => start + end));
}

function atMost(texts: readonly string[] | undefined, most: number): readonly string[] | undefined {
  return texts === undefined || texts.length > most ? undefined : texts;
}

/** Texts of a format, by its name. */
export const formatTexts: ReadonlyMap<string, readonly string[]> = new Map([
  ['date', ['2026-03-14', '2028-02-29']],
  ['time', ['08:15:27Z', '08:15:27.310+05:30']],
  ['date-time', ['2026-03-14T08:15:27.310Z', '2026-03-14T08:15:27Z', '2026-03-14T08:15:27.5+05:30']],
  ['duration', ['P1D', 'PT5M', 'P1W']],
  ['email', ['a@b.c', 'somebody@example.org']],
  ['hostname', ['a', 'shop.example.org']],
  ['ipv4', ['127.0.0.1', '255.255.255.255']],
  ['ipv6', ['::1', '2001:db8::8a2e:370:7334']],
  ['uri', ['a:', 'https://example.org/path?query#fragment']],
  ['uri-reference', ['', '/path', 'https://example.org/path']],
  ['uuid', ['62182797-90f7-414a-9b65-2d7bd6d1744c', '62182797-90F7-414A-9B65-2D7BD6D1744C']],
  ['json-pointer', ['', '/a/b']],
  ['relative-json-pointer', ['0', '1/a']],
  ['regex', ['', '^a+$']],
]);
