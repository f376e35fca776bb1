import { types } from 'node:util';
import { DatabaseError } from './errors.ts';

/** What a query may carry to either server. */
export type Parameter = null | boolean | number | bigint | string | Date | Uint8Array;

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

/**
 * Checks a value before it is sent. What one of the servers would silently turn into null or text (undefined, NaN,
 * objects) is refused on both.
 *
 * @throws DatabaseError `invalid-value` or `out-of-range`
 */
export function asParameter(value: unknown): Parameter {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw invalid(String(value));
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw outOfRange('a number beyond 2^53: use a bigint');
      return value;
    case 'bigint':
      if (value < smallest || value > largest) throw outOfRange('a bigint of more than 64 bits');
      return value;
    case 'object':
      return objectParameter(value);
    default:
      throw invalid(typeof value);
  }
}

function objectParameter(value: object | null): Parameter {
  if (value === null) return null;
  if (types.isDate(value)) {
    if (Number.isNaN(value.getTime())) throw invalid('an invalid Date');
    return value;
  }
  if (types.isUint8Array(value)) return value;
  throw invalid('an object or array: write JSON.stringify(value)');
}

function invalid(what: string): DatabaseError {
  return new DatabaseError('invalid-value', `not a value for a query: ${what}`);
}

function outOfRange(what: string): DatabaseError {
  return new DatabaseError('out-of-range', `not a value for a query: ${what}`);
}
