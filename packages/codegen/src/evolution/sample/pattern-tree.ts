/** A regular expression of the kind that contracts use, as far as texts can be made from it. */
export type PatternTree =
  | { readonly kind: 'characters'; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternTree[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternTree[] }
  | { readonly kind: 'repeat'; readonly part: PatternTree; readonly min: number; readonly max: number }
  | { readonly kind: 'start' | 'end' };

/** From one code point to another, both included. */
export type Range = readonly [from: number, to: number];

/** Reads a pattern; undefined where it has what cannot be made texts from (looking around, references back …). */
export function readPattern(source: string): PatternTree | undefined {
  const reader: Reader = { text: source, at: 0 };
  const tree = readChoice(reader);
  return reader.at === source.length ? tree : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readChoice(reader: Reader): PatternTree | undefined {
  const options: PatternTree[] = [];
  do {
    const option = readSequence(reader);
    if (option === undefined) return undefined;
    options.push(option);
  } while (take(reader, /\|/y) !== undefined);
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
}

function readSequence(reader: Reader): PatternTree | undefined {
  const parts: PatternTree[] = [];
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text.charAt(reader.at))) {
    const part = readPart(reader);
    if (part === undefined) return undefined;
    parts.push(repeated(part, take(reader, /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y)));
  }
  return { kind: 'sequence', parts };
}

function repeated(part: PatternTree, quantifier: string | undefined): PatternTree {
  if (quantifier === undefined) return part;
  const [first] = quantifier;
  if (first === '*') return { kind: 'repeat', part, min: 0, max: Infinity };
  if (first === '+') return { kind: 'repeat', part, min: 1, max: Infinity };
  if (first === '?') return { kind: 'repeat', part, min: 0, max: 1 };
  const [min = '0', max] = quantifier.replace(/[{}?]/g, '').split(',');
  return { kind: 'repeat', part, min: Number(min), max: max === undefined ? Number(min) : max === '' ? Infinity : Number(max) };
}

function readPart(reader: Reader): PatternTree | undefined {
  if (take(reader, /\^/y) !== undefined) return { kind: 'start' };
  if (take(reader, /\$/y) !== undefined) return { kind: 'end' };
  if (take(reader, /\((?:\?:|\?<\w+>)?(?!\?)/y) !== undefined) {
    const inner = readChoice(reader);
    return take(reader, /\)/y) === undefined ? undefined : inner;
  }
  if (take(reader, /\[/y) !== undefined) return readClass(reader);
  const escaped = take(reader, /\\(?:[dDwWsSnrt]|[\^$\\.*+?()[\]{}|/-])/y);
  if (escaped !== undefined) return { kind: 'characters', ranges: escapedRanges(escaped) };
  const plain = take(reader, /[^\\*+?{}\])]/uy);
  if (plain === undefined) return undefined;
  return { kind: 'characters', ranges: plain === '.' ? complement(lineEnds) : [single(plain)] };
}

function readClass(reader: Reader): PatternTree | undefined {
  const negated = take(reader, /\^/y) !== undefined;
  const ranges: Range[] = [];
  for (;;) {
    if (take(reader, /\]/y) !== undefined) break;
    const from = readMember(reader);
    if (from === undefined) return undefined;
    const isRange = from.length === 1 && take(reader, /-(?!\])/y) !== undefined;
    const to = isRange ? readMember(reader) : from;
    if (to === undefined) return undefined;
    ranges.push(...(isRange ? [[from[0]?.[0] ?? 0, to[0]?.[1] ?? 0] as const] : from));
  }
  return { kind: 'characters', ranges: negated ? complement(ranges) : ranges };
}

function readMember(reader: Reader): readonly Range[] | undefined {
  const escaped = take(reader, /\\(?:[dDwWsSnrt]|[\^$\\.*+?()[\]{}|/-])/y);
  if (escaped !== undefined) return escapedRanges(escaped);
  const plain = take(reader, /[^\\\]]/uy);
  return plain === undefined ? undefined : [single(plain)];
}

function single(character: string): Range {
  const code = character.codePointAt(0) ?? 0;
  return [code, code];
}

const digits: readonly Range[] = [[48, 57]];
const words: readonly Range[] = [[48, 57], [65, 90], [95, 95], [97, 122]];
/** `\s` of ECMA-262: white space and line ends. */
const spaces: readonly Range[] = [[9, 13], [32, 32], [160, 160], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000], [0xfeff, 0xfeff]];
const lineEnds: readonly Range[] = [[10, 10], [13, 13], [0x2028, 0x2029]];

function escapedRanges(escaped: string): readonly Range[] {
  switch (escaped.charAt(1)) {
    case 'd':
      return digits;
    case 'D':
      return complement(digits);
    case 'w':
      return words;
    case 'W':
      return complement(words);
    case 's':
      return spaces;
    case 'S':
      return complement(spaces);
    case 'n':
      return [[10, 10]];
    case 'r':
      return [[13, 13]];
    case 't':
      return [[9, 9]];
    default:
      return [single(escaped.charAt(1))];
  }
}

/** All other code points but those that stand for no character by themselves. */
function complement(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges, [0xd800, 0xdfff] as const].sort((left, right) => left[0] - right[0]);
  const others: Range[] = [];
  let next = 0;
  for (const [from, to] of sorted) {
    if (from > next) others.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= 0x10ffff) others.push([next, 0x10ffff]);
  return others;
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const text = pattern.exec(reader.text)?.[0];
  reader.at += text?.length ?? 0;
  return text;
}
