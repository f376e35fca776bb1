import { header, isWrittenByBroker, type Headers } from './headers.ts';

/**
 * amqplib encodes headers into a buffer of 64 KiB, ours among them (up to 20 KiB with a full history). A message whose
 * copy cannot be encoded could never be put aside.
 */
const mostBytes = 32_768;
const deepest = 16;

/** The headers that a message came with and its copy can have too: not what we or the broker write. */
export function carriedHeaders(headers: Headers): Headers {
  const foreign = Object.entries(headers).filter(([name]) => !name.startsWith('x-kada-') && !isWrittenByBroker(name));
  const carried = foreign.filter(([name, value]) => Number.isFinite(encodedBytes({ [name]: value })));
  const fits = encodedBytes(Object.fromEntries(carried)) <= mostBytes;
  const isComplete = fits && carried.length === foreign.length;
  return {
    ...(fits ? Object.fromEntries(carried) : {}),
    ...(isComplete ? {} : { [header.headersDropped]: true }),
  };
}

/** An upper bound for a value's bytes in an AMQP table; infinite for what amqplib decodes and cannot encode again. */
function encodedBytes(value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'string':
      return 5 + Buffer.byteLength(value);
    case 'boolean':
      return 2;
    case 'number':
      return Number.isFinite(value) && value >= -(2 ** 63) ? 9 : Infinity;
    case 'object':
      if (value === null) return 1;
      return depth > deepest ? Infinity : compoundBytes(value, depth + 1);
    default:
      return Infinity;
  }
}

function compoundBytes(value: object, depth: number): number {
  if (Buffer.isBuffer(value)) return 5 + value.length;
  if (Array.isArray(value)) return 5 + sum(value.map((item) => encodedBytes(item, depth)));
  if ('!' in value) return isTimestamp(value) ? 9 : Infinity;
  return 5 + sum(Object.entries(value).map(([name, member]) => nameBytes(name) + encodedBytes(member, depth)));
}

function isTimestamp(value: object): boolean {
  if (!('!' in value) || value['!'] !== 'timestamp' || !('value' in value)) return false;
  return typeof value.value === 'number' && Number.isSafeInteger(value.value) && value.value >= 0;
}

function nameBytes(name: string): number {
  const bytes = Buffer.byteLength(name);
  return bytes > 255 ? Infinity : 1 + bytes;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
