import { flagsOf } from '../../ir/pattern.ts';

/** What can be said of all texts that match a pattern. */
export interface PatternFacts {
  /** How long they are, in code points. */
  readonly min: number;
  readonly max: number;
  /** Whether they are ASCII, so that units and code points are the same. */
  readonly ascii: boolean;
  /** Where all are of one length: what each character has to match, as source of an expression. */
  readonly characters?: readonly string[];
}

/**
 * The facts about a pattern that has an anchor at both ends and between them characters, classes, groups, alternatives
 * and quantifiers; undefined for one without the anchors or with syntax beyond those.
 */
export function patternFacts(pattern: string): PatternFacts | undefined {
  if (!pattern.startsWith('^') || !/(?<!\\)(?:\\\\)*\$$/.test(pattern) || flagsOf(pattern) !== 'u') return undefined;
  const reader: Reader = { text: pattern.slice(1, -1), at: 0, depth: 0 };
  const facts = alternatives(reader);
  return reader.at === reader.text.length ? facts : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/** Outside of a group an alternative would be without one of the anchors. */
function alternatives(reader: Reader): PatternFacts | undefined {
  let facts = sequence(reader);
  while (facts !== undefined && reader.depth > 0 && take(reader, /\|/y) !== undefined) {
    const other = sequence(reader);
    if (other === undefined) return undefined;
    facts = { min: Math.min(facts.min, other.min), max: Math.max(facts.max, other.max), ascii: facts.ascii && other.ascii };
  }
  return facts;
}

function sequence(reader: Reader): PatternFacts | undefined {
  let total: PatternFacts = { min: 0, max: 0, ascii: true, characters: [] };
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text.charAt(reader.at))) {
    const one = term(reader);
    if (one === undefined) return undefined;
    total = followedBy(total, one, quantifier(reader));
  }
  return total;
}

const longest = 64;

function followedBy(first: PatternFacts, second: PatternFacts, { min, max }: { readonly min: number; readonly max: number }): PatternFacts {
  const { characters } = second;
  const isFixed = first.characters !== undefined && characters !== undefined && min === max && first.min + second.min * min <= longest;
  return {
    min: first.min + second.min * min,
    max: first.max + (second.max === 0 || max === 0 ? 0 : second.max * max),
    ascii: first.ascii && second.ascii,
    ...(isFixed ? { characters: [...first.characters, ...Array.from({ length: min }, () => characters).flat()] } : {}),
  };
}

/** One character, escaped or in a class, that is ASCII. */
const asciiCharacter = /[\w !"#%&',/:;<=>@`~-]|\\[dw.+*?^$()[\]{}|\\/-]|\[(?!\^)(?:[\w !"#%&'()*+,./:;<=>?@`{|}~$-]|\\[dw\\\][^.\-/$+*?(){}|])+\]/y;

/** One character of any kind: a dot, a negated escape, a class without an escape, a letter of another script. */
const anyCharacter = /\.|\\[sSDW]|\[(?:[^\\\][]|\\[dwsSDW\\\][^.\-/$+*?(){}|])+\]|[^\0-\x7f]/uy;

function term(reader: Reader): PatternFacts | undefined {
  const ascii = take(reader, asciiCharacter);
  const character = ascii ?? take(reader, anyCharacter);
  if (character !== undefined) return { min: 1, max: 1, ascii: ascii !== undefined, characters: [character] };
  if (take(reader, /\((?:\?:)?(?!\?)/y) === undefined) return undefined;
  reader.depth += 1;
  const facts = alternatives(reader);
  reader.depth -= 1;
  return take(reader, /\)/y) === undefined ? undefined : facts;
}

function quantifier(reader: Reader): { readonly min: number; readonly max: number } {
  const text = take(reader, /[*+?]\??|\{\d+(?:,\d*)?\}\??/y) ?? '{1}';
  if (text.startsWith('*')) return { min: 0, max: Infinity };
  if (text.startsWith('+')) return { min: 1, max: Infinity };
  if (text.startsWith('?')) return { min: 0, max: 1 };
  const [min = '1', max] = text.replace(/[{}?]/g, '').split(',');
  return { min: Number(min), max: max === undefined ? Number(min) : max === '' ? Infinity : Number(max) };
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const text = pattern.exec(reader.text)?.[0];
  reader.at += text?.length ?? 0;
  return text;
}
