import type { JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { formatFunction } from '../formats.ts';
import { literal, stringLiteral } from '../literal.ts';
import type { ModulePrinter } from '../module.ts';
import { isBoundedInteger, patternName } from '../predicate/scalars.ts';
import { regexLiteral } from '../regex-literal.ts';
import { stringPlan } from '../string-plan.ts';
import { withChecks } from './context.ts';
import type { ZodPlace, ZodText } from './context.ts';

const lossless = (text: string): ZodText => ({ text, lossless: true });

/** A value among scalars. */
export function enumZod(values: readonly JsonValue[], { printer: { module } }: ZodPlace): ZodText {
  const z = module.z();
  const [first = null] = values;
  if (values.length === 1) return lossless(first === null ? `${z}.null()` : `${z}.literal(${literal(first)})`);
  const isPlain = values.every((value) => typeof value === 'string' && !(value in {}));
  return lossless(`${z}.${isPlain ? 'enum' : 'literal'}([${values.map(literal).join(', ')}])`);
}

/**
 * A string. Zod counts lengths in code points, as JSON Schema does. A format that Zod knows as JSON Schema does is Zod's
 * own, another one is a `z.stringFormat` with the function that the predicate calls too.
 */
export function stringZod(schema: Schema, place: ZodPlace): ZodText {
  const { module } = place.printer;
  const { minLength, maxLength, format, pattern } = stringPlan(schema, module.asserts);
  const expression = (text: string): string => module.constant(patternName(place.wish), ` = ${regexLiteral(text)}`);
  const calls = [
    format === undefined ? `${module.z()}.string()` : formatZod(format, schema.format ?? format, module),
    minLength === undefined ? '' : `.min(${literal(minLength)})`,
    maxLength === undefined ? '' : `.max(${literal(maxLength)})`,
    pattern === undefined ? '' : `.regex(${expression(pattern)})`,
  ];
  return lossless(calls.join(''));
}

/** Zod's own schemas for formats, where they accept what the standards that JSON Schema names accept. */
const nativeFormats: ReadonlyMap<string, string> = new Map([
  ['dateFormat', 'iso.date()'],
  ['ipv4Format', 'ipv4()'],
  ['uuidFormat', 'guid()'],
]);

function formatZod(name: string, format: string, module: ModulePrinter): string {
  const native = nativeFormats.get(name);
  return native === undefined ? `${module.z()}.stringFormat(${stringLiteral(format)}, ${module.runtime(name)})` : `${module.z()}.${native}`;
}

/**
 * A number. `z.int()` refuses integers beyond 2^53, so it is for bounded ones, and `multipleOf` computes with a tolerance
 * that is exact for integers of up to 15 digits.
 */
export function numberZod(schema: Schema, place: ZodPlace): ZodText {
  const { module } = place.printer;
  const z = module.z();
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
  const isInteger = schema.types?.includes('integer') === true;
  const bounded = isInteger && isBoundedInteger(schema);
  const asserted = format !== undefined && module.asserts ? formatFunction(format, 'number') : undefined;
  const exactMultiple = bounded && multipleOf !== undefined && isExactMultiple(schema, multipleOf);
  const base = asserted === 'int32Format' ? 'int32()' : bounded ? 'int()' : 'number()';
  const native = [
    `${z}.${base}`,
    ...([['min', minimum], ['gt', exclusiveMinimum], ['max', maximum], ['lt', exclusiveMaximum]] as const).map(([call, bound]) =>
      bound === undefined ? '' : `.${call}(${literal(bound)})`,
    ),
    exactMultiple && multipleOf !== 1 ? `.multipleOf(${literal(multipleOf)})` : '',
  ];
  const must = (test: string, message: string): string => `${module.runtime('must')}(${test}, ${stringLiteral(message)})`;
  const checks = [
    ...(isInteger && !bounded && asserted === undefined ? [must('Number.isInteger', 'Invalid input: expected an integer')] : []),
    ...(asserted === 'int64Format' ? [must(onNumber(`${module.runtime(asserted)}(value)`), 'Invalid input: expected an integer of 64 bits')] : []),
    ...(multipleOf === undefined || exactMultiple || (isInteger && multipleOf === 1)
      ? []
      : [must(onNumber(`${module.runtime('multipleOf')}(value, ${literal(multipleOf)})`), `Invalid number: must be a multiple of ${String(multipleOf)}`)]),
  ];
  return withChecks(lossless(native.join('')), checks, { native: schema, whole: schema }, place);
}

function onNumber(expression: string): string {
  return `(value) => typeof value === 'number' && ${expression}`;
}

function isExactMultiple({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema, divisor: number): boolean {
  const bounds = [minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum, divisor];
  return Number.isInteger(divisor) && bounds.every((bound) => bound !== undefined && Math.abs(bound) <= 1e14);
}
