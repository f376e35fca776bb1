import type { JsonPath, JsonValue } from '../../ir/json.ts';
import { isJsonObject } from '../../ir/json.ts';
import { toRegExp } from '../../ir/pattern.ts';
import type { JsonType, Schema } from '../../ir/schema.ts';
import { isOfFormat } from './formats.ts';
import { fail, type Outcome } from './outcome.ts';

/** Whether a value is of a JSON type; 1.0 is an integer. */
export function hasType(type: JsonType, value: JsonValue): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

export function checkNumber(schema: Schema, value: number, path: JsonPath, outcome: Outcome): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && value < minimum) {
    fail(outcome, path, `is ${String(value)}, less than ${String(minimum)}`);
  }
  if (maximum !== undefined && value > maximum) {
    fail(outcome, path, `is ${String(value)}, more than ${String(maximum)}`);
  }
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
    fail(outcome, path, `is ${String(value)}, not more than ${String(exclusiveMinimum)}`);
  }
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) {
    fail(outcome, path, `is ${String(value)}, not less than ${String(exclusiveMaximum)}`);
  }
  if (multipleOf !== undefined && !isMultipleOf(value, multipleOf)) {
    fail(outcome, path, `is ${String(value)}, no multiple of ${String(multipleOf)}`);
  }
}

/** Exactly, on the decimals that are written: 0.0075 is a multiple of 0.0001, whatever floating point says. */
function isMultipleOf(value: number, divisor: number): boolean {
  const [left, right] = [decimalOf(value), decimalOf(divisor)];
  const exponent = Math.min(left.exponent, right.exponent);
  const scaled = ({ digits, exponent: own }: Decimal): bigint => digits * 10n ** BigInt(own - exponent);
  return right.digits === 0n || scaled(left) % scaled(right) === 0n;
}

/** `digits` times ten to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

export function checkString(
  schema: Schema,
  value: string,
  path: JsonPath,
  outcome: Outcome,
  format: 'assertion' | 'annotation',
): void {
  const { minLength, maxLength, pattern } = schema;
  const length = minLength === undefined && maxLength === undefined ? 0 : codePoints(value);
  if (minLength !== undefined && length < minLength) {
    fail(outcome, path, `has ${count(length, 'character')}, fewer than ${String(minLength)}`);
  }
  if (maxLength !== undefined && length > maxLength) {
    fail(outcome, path, `has ${count(length, 'character')}, more than ${String(maxLength)}`);
  }
  if (pattern !== undefined && !toRegExp(pattern).test(value)) {
    fail(outcome, path, `is ${JSON.stringify(value)}, which does not match ${pattern}`);
  }
  if (format === 'assertion' && schema.format !== undefined && !isOfFormat(schema.format, value)) {
    fail(outcome, path, `is ${JSON.stringify(value)}, which is no ${schema.format}`);
  }
}

/** Lengths count Unicode code points (2020-12 Validation, section 6.3.1). */
function codePoints(text: string): number {
  return Array.from(text).length;
}

/** `1 item`, `2 items`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${String(number)} ${number === 1 ? noun : plural}`;
}
