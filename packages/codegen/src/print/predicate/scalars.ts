import type { Schema } from '../../ir/schema.ts';
import { formatFunction } from '../formats.ts';
import { literal } from '../literal.ts';
import type { ModulePrinter } from '../module.ts';
import type { Group } from '../normal/scalars.ts';
import { regexLiteral } from '../regex-literal.ts';
import { stringPlan } from '../string-plan.ts';
import type { StringPlan } from '../string-plan.ts';
import { all, always, any, equals, test } from './condition.ts';
import type { Condition } from './condition.ts';
import type { Place } from './context.ts';

/** Whether a value is of a type. */
export function typeTest(group: Group, schema: Schema, value: string, module: ModulePrinter): Condition {
  switch (group) {
    case 'null':
      return equals(value, 'null');
    case 'array':
      return test(`Array.isArray(${value})`);
    case 'object':
      return test(`${module.runtime('jsonObject')}(${value})`);
    case 'number': {
      const isInteger = schema.types?.includes('integer') === true;
      return all([equals(`typeof ${value}`, "'number'"), test(`Number.${isInteger ? 'isInteger' : 'isFinite'}(${value})`)]);
    }
    default:
      return equals(`typeof ${value}`, `'${group}'`);
  }
}

/** The keywords of numbers, of a value that is one. */
export function numberTests(schema: Schema, value: string, module: ModulePrinter): Condition {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
  const asserted = format !== undefined && module.asserts ? formatFunction(format, 'number') : undefined;
  const compare = (operator: string, negated: string, bound: number | undefined): Condition =>
    bound === undefined ? always : test(`${value} ${operator} ${literal(bound)}`, `${value} ${negated} ${literal(bound)}`);
  return all([
    compare('>=', '<', minimum),
    compare('>', '<=', exclusiveMinimum),
    compare('<=', '>', maximum),
    compare('<', '>=', exclusiveMaximum),
    multipleOf === undefined ? always : multipleTest(schema, multipleOf, value, module),
    asserted === undefined ? always : test(`${module.runtime(asserted)}(${value})`),
  ]);
}

function multipleTest(schema: Schema, divisor: number, value: string, module: ModulePrinter): Condition {
  const integer = schema.types?.includes('integer') === true;
  if (integer && divisor === 1) return always;
  if (integer && isBoundedInteger(schema) && Number.isSafeInteger(divisor)) return equals(`${value} % ${literal(divisor)}`, '0');
  return test(`${module.runtime('multipleOf')}(${value}, ${literal(divisor)})`);
}

/** Whether all numbers that a schema allows are exact as JavaScript numbers, if they are integers. */
export function isBoundedInteger({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): boolean {
  const low = Math.max(minimum ?? -Infinity, exclusiveMinimum ?? -Infinity);
  const high = Math.min(maximum ?? Infinity, exclusiveMaximum ?? Infinity);
  return low >= Number.MIN_SAFE_INTEGER && high <= Number.MAX_SAFE_INTEGER;
}

/** The keywords of strings, of a value that is one: what is cheap comes first. */
export function stringTests(schema: Schema, value: string, { printer: { module }, wish }: Place): Condition {
  const plan = stringPlan(schema, module.asserts);
  const { pattern, format } = plan;
  const expression = (text: string): string => module.constant(patternName(wish), ` = ${regexLiteral(text)}`);
  return all([
    lengthTests(plan, value, module),
    format === undefined ? always : test(`${module.runtime(format)}(${value})`),
    pattern === undefined ? always : test(`${expression(pattern)}.test(${value})`),
  ]);
}

export function patternName(wish: string): string {
  return `${wish.charAt(0).toLowerCase()}${wish.slice(1)}Pattern`;
}

/** Lengths in code points: the count of UTF-16 units settles most cases, and all of them where a pattern allows ASCII only. */
function lengthTests({ minLength = 0, maxLength, ascii }: StringPlan, value: string, module: ModulePrinter): Condition {
  const units = `${value}.length`;
  const points = (): string => `${module.runtime('codePointLength')}(${value})`;
  const atLeast = (length: string, count: number): Condition => test(`${length} >= ${String(count)}`, `${length} < ${String(count)}`);
  const atMost = (length: string, count: number): Condition => test(`${length} <= ${String(count)}`, `${length} > ${String(count)}`);
  const lower = (): Condition =>
    ascii || minLength <= 1 ? atLeast(units, minLength) : any([atLeast(units, 2 * minLength - 1), atLeast(points(), minLength)]);
  const upper = (maximum: number): Condition =>
    ascii || maximum === 0 ? atMost(units, maximum) : any([atMost(units, maximum), atMost(points(), maximum)]);
  return all([minLength === 0 ? always : lower(), maxLength === undefined ? always : upper(maxLength)]);
}
