import type { Schema } from '../ir/schema.ts';
import { formatFunction } from './formats.ts';
import { patternFacts } from './normal/pattern-facts.ts';
import type { PatternFacts } from './normal/pattern-facts.ts';

/** What there is to ask of a string: each thing once, and nothing that follows from another. */
export interface StringPlan {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The runtime's function for the format. */
  readonly format?: string;
  readonly pattern?: string;
  /** Whether a fitting text is ASCII, so that its length is the number of its UTF-16 units. */
  readonly ascii: boolean;
}

const formatLengths: ReadonlyMap<string, { readonly min: number; readonly max: number }> = new Map([
  ['uuid', { min: 36, max: 36 }],
  ['date', { min: 10, max: 10 }],
  ['date-time', { min: 20, max: Infinity }],
]);

/** The keywords of strings, as far as they say something beside each other. */
export function stringPlan(schema: Schema, assertsFormats: boolean): StringPlan {
  const { minLength, maxLength, pattern } = schema;
  const asserted = assertsFormats ? schema.format : undefined;
  const format = asserted === undefined ? undefined : formatFunction(asserted, 'string');
  const facts = pattern === undefined ? undefined : patternFacts(pattern);
  const lengths = asserted === undefined ? undefined : formatLengths.get(asserted);
  const min = Math.max(facts?.min ?? 0, lengths?.min ?? 0);
  const max = Math.min(facts?.max ?? Infinity, lengths?.max ?? Infinity);
  const uuid = facts === undefined || asserted !== 'uuid' ? undefined : uuidFormatFor(facts);
  return {
    ...(minLength === undefined || minLength <= min ? {} : { minLength }),
    ...(maxLength === undefined || maxLength >= max ? {} : { maxLength }),
    ...(format === undefined ? {} : { format: uuid ?? format }),
    ...(pattern === undefined || uuid !== undefined ? {} : { pattern }),
    ascii: facts?.ascii === true || lengths !== undefined,
  };
}

const hyphens: readonly number[] = [8, 13, 18, 23];
const lowerCaseDigits = Array.from('0123456789abcdef');
const capitals = Array.from('ABCDEF');

/** The function for `format: uuid` beside a pattern that does no more than choose the case of the digits. */
function uuidFormatFor({ characters }: PatternFacts): string | undefined {
  const classes = characters?.map((source) => new RegExp(`^${source}$`, 'u'));
  if (classes?.length !== 36) return undefined;
  const digits = classes.filter((_, index) => !hyphens.includes(index));
  const allowed = (one: RegExp, some: readonly string[]): number => some.filter((character) => one.test(character)).length;
  const isUuid = hyphens.every((index) => classes[index]?.test('-') === true) && digits.every((one) => allowed(one, lowerCaseDigits) === 16);
  if (!isUuid) return undefined;
  if (digits.every((one) => allowed(one, capitals) === 6)) return 'uuidFormat';
  return digits.every((one) => allowed(one, capitals) === 0) ? 'lowerCaseUuidFormat' : undefined;
}
