import type { JsonValue } from '../../ir/json.ts';
import type { JsonType, Schema } from '../../ir/schema.ts';
import { patternFacts } from '../../print/normal/pattern-facts.ts';
import { formats } from '../../checks/validate/formats.ts';
import { numbersAbout, textsAbout } from '../sample/candidates.ts';
import { allTexts } from '../sample/texts.ts';
import { accepts } from '../sample/samples.ts';
import { keywordPlace, placeOf, type Failure } from './failure.ts';
import type { Term } from './term.ts';

/** The keywords that speak of numbers and of texts, each by itself. */
const scalarKeywords = {
  number: ['types', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
} as const satisfies Readonly<Record<string, readonly (keyof Schema)[]>>;

/** Which numbers some terms accept, as far as bounds and steps tell. */
interface Numbers {
  readonly low: number;
  readonly isLowOut: boolean;
  readonly high: number;
  readonly isHighOut: boolean;
  readonly steps: readonly number[];
}

function numbersOf(terms: readonly Term[]): Numbers {
  const schemas = terms.map(({ schema }) => schema);
  const low = Math.max(-Infinity, ...schemas.flatMap(({ minimum, exclusiveMinimum }) => [minimum ?? -Infinity, exclusiveMinimum ?? -Infinity]));
  const high = Math.min(Infinity, ...schemas.flatMap(({ maximum, exclusiveMaximum }) => [maximum ?? Infinity, exclusiveMaximum ?? Infinity]));
  const whole = schemas.some(({ types }) => isWhole(types)) ? [1] : [];
  return {
    low,
    isLowOut: schemas.some(({ exclusiveMinimum }) => exclusiveMinimum === low),
    high,
    isHighOut: schemas.some(({ exclusiveMaximum }) => exclusiveMaximum === high),
    steps: [...whole, ...schemas.flatMap(({ multipleOf }) => multipleOf ?? [])],
  };
}

function isWhole(types: readonly JsonType[] | undefined): boolean {
  return types?.includes('integer') === true && !types.includes('number');
}

/** The whole numbers between the bounds of whole numbers, from the first to the last. */
function firstAndLast({ low, high, isLowOut, isHighOut }: Numbers): readonly [number, number] {
  const first = Math.ceil(low);
  const last = Math.floor(high);
  return [isLowOut && first === low ? first + 1 : first, isHighOut && last === high ? last - 1 : last];
}

/** Whether no number fits. */
export function noNumbers(terms: readonly Term[]): boolean {
  const numbers = numbersOf(terms);
  if (numbers.steps.some(Number.isInteger)) {
    const [first, last] = firstAndLast(numbers);
    return first > last;
  }
  return numbers.low > numbers.high || (numbers.low === numbers.high && (numbers.isLowOut || numbers.isHighOut));
}

/** Every number that fits, where they are whole and few. */
export function allNumbers(terms: readonly Term[]): readonly number[] | undefined {
  const numbers = numbersOf(terms);
  const [first, last] = firstAndLast(numbers);
  if (!numbers.steps.some(Number.isInteger) || !(last - first < fewest)) return undefined;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

const fewest = 256;

function numbersHold(numbers: Numbers, term: Term, keyword: keyof Schema): boolean {
  const { schema } = term;
  const { low, high, isLowOut, isHighOut, steps } = numbers;
  const whole = steps.some(Number.isInteger);
  const [first, last] = whole ? firstAndLast(numbers) : [low, high];
  switch (keyword) {
    case 'types':
      return !isWhole(schema.types) || whole;
    case 'minimum':
      return first >= (schema.minimum ?? -Infinity);
    case 'maximum':
      return last <= (schema.maximum ?? Infinity);
    case 'exclusiveMinimum':
      return first > (schema.exclusiveMinimum ?? -Infinity) || (isLowOut && low === schema.exclusiveMinimum);
    case 'exclusiveMaximum':
      return last < (schema.exclusiveMaximum ?? Infinity) || (isHighOut && high === schema.exclusiveMaximum);
    default:
      return steps.some((step) => isMultiple(step, schema.multipleOf ?? 1));
  }
}

/** Whether all multiples of a step are multiples of another: on whole numbers only, where that is exact. */
function isMultiple(step: number, of: number): boolean {
  return step === of || (Number.isSafeInteger(step) && Number.isSafeInteger(of) && step % of === 0);
}

/** Why a number that the left terms accept may be refused by a right one. */
export function numberFailures(left: readonly Term[], right: readonly Term[]): readonly Failure[] {
  const numbers = numbersOf(left);
  const failing = (term: Term): readonly (keyof Schema)[] =>
    scalarKeywords.number.filter((keyword) => term.schema[keyword] !== undefined && !numbersHold(numbers, term, keyword));
  return right.flatMap((term) =>
    failing(term).map((keyword) => scalarFailure(left, term, keyword, numbersAbout([...left, term].map(({ schema }) => schema)))),
  );
}

/** Which lengths and forms the texts have that some terms accept. */
interface Texts {
  readonly min: number;
  readonly max: number;
  readonly patterns: ReadonlySet<string>;
  readonly formats: ReadonlySet<string>;
}

/** How long the texts of a format are at least and at most, where that is certain. */
const formatLengths: Readonly<Record<string, readonly [number, number]>> = {
  uuid: [36, 36],
  date: [10, 10],
  'date-time': [20, Infinity],
  time: [9, Infinity],
  duration: [3, Infinity],
  email: [3, 318],
  hostname: [1, 253],
  ipv4: [7, 15],
  ipv6: [2, 45],
  uri: [2, Infinity],
};

function textsOf(terms: readonly Term[]): Texts {
  const schemas = terms.map(({ schema }) => schema);
  const patterns = new Set(schemas.flatMap(({ pattern }) => pattern ?? []));
  const formatNames = new Set(schemas.flatMap(({ format }) => format ?? []));
  const facts = [...patterns].map(patternFacts).filter((fact) => fact !== undefined);
  const lengths = [...formatNames].map((name) => formatLengths[name]).filter((length) => length !== undefined);
  return {
    min: Math.max(0, ...schemas.map(({ minLength = 0 }) => minLength), ...facts.map(({ min }) => min), ...lengths.map(([min]) => min)),
    max: Math.min(Infinity, ...schemas.map(({ maxLength = Infinity }) => maxLength), ...facts.map(({ max }) => max), ...lengths.map(([, max]) => max)),
    patterns,
    formats: formatNames,
  };
}

/** Whether no text fits, as far as lengths tell. */
export function noTexts(terms: readonly Term[]): boolean {
  const { min, max } = textsOf(terms);
  return min > max;
}

/** Every text that fits a pattern of some terms, where they are few. */
export function fewTexts(terms: readonly Term[]): readonly string[] | undefined {
  for (const { schema } of terms) {
    const texts = schema.pattern === undefined ? undefined : allTexts(schema.pattern, fewest);
    if (texts !== undefined) return texts;
  }
  return textsOf(terms).max === 0 ? [''] : undefined;
}

/** Patterns that every text matches. */
const anything = new Set(['', '^', '$', '.*', '^.*', '(?:)']);

function textsHold({ min, max, patterns, formats: known }: Texts, { schema }: Term, keyword: keyof Schema): boolean {
  switch (keyword) {
    case 'minLength':
      return min >= (schema.minLength ?? 0);
    case 'maxLength':
      return max <= (schema.maxLength ?? Infinity);
    case 'pattern':
      return patterns.has(schema.pattern ?? '') || anything.has(schema.pattern ?? '');
    default:
      return known.has(schema.format ?? '') || !formats.has(schema.format ?? '');
  }
}

/** Why a text that the left terms accept may be refused by a right one. */
export function stringFailures(left: readonly Term[], right: readonly Term[]): readonly Failure[] {
  const texts = textsOf(left);
  const failing = (term: Term): readonly (keyof Schema)[] =>
    scalarKeywords.string.filter((keyword) => term.schema[keyword] !== undefined && !textsHold(texts, term, keyword));
  return right.flatMap((term) =>
    failing(term).map((keyword) => scalarFailure(left, term, keyword, textsAbout([...left, term].map(({ schema }) => schema)))),
  );
}

/** A keyword that may refuse something, with a value that shows it where there is one. */
function scalarFailure(left: readonly Term[], term: Term, keyword: keyof Schema, candidates: readonly JsonValue[]): Failure {
  const alone: Term = { ...term, schema: onlyKeyword(term.schema, keyword) };
  const accepted = candidates.filter((value) => left.every((one) => accepts(one, value)));
  const witness = accepted.find((value) => !accepts(alone, value));
  const place = placeOf(left, keyword, ...(related[keyword] ?? []), 'types');
  return {
    path: [],
    keyword,
    ...(place === undefined ? {} : { left: place }),
    right: keywordPlace(term, keyword),
    certain: witness !== undefined,
    total: accepted.length > 0 && !accepted.some((value) => accepts(alone, value)) && isDisjoint(left, term),
    ...(witness === undefined ? {} : { witness }),
  };
}

/** The keywords that say something of the same kind. */
const related: Readonly<Record<string, readonly string[]>> = {
  minimum: ['exclusiveMinimum', 'enum', 'const'],
  exclusiveMinimum: ['minimum', 'enum', 'const'],
  maximum: ['exclusiveMaximum', 'enum', 'const'],
  exclusiveMaximum: ['maximum', 'enum', 'const'],
  pattern: ['format', 'enum', 'const'],
  format: ['pattern', 'enum', 'const'],
};

function isDisjoint(left: readonly Term[], term: Term): boolean {
  return noNumbers([...left, term]) || noTexts([...left, term]);
}

/** A schema with one of its keywords only. */
export function onlyKeyword({ origin, ...schema }: Schema, keyword: keyof Schema): Schema {
  return { ...Object.fromEntries(Object.entries(schema).filter(([name]) => name === keyword)), origin, annotations: {} };
}
