import { fragment } from './fragment.ts';

/** What the predicates need to know of values. */
export const valueFragments = [
  fragment(
    'jsonObject',
    `
/** Whether a value is a JSON object: neither null nor an array. */
function jsonObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}`,
  ),
  fragment(
    'codePointLength',
    `
/** The length of a text in Unicode code points, which is what JSON Schema counts. */
function codePointLength(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      length -= 1;
      index += 1;
    }
  }
  return length;
}`,
  ),
  fragment(
    'propertyCount',
    `
/** The number of properties of an object. */
function propertyCount(value: object): number {
  let count = 0;
  for (const _ in value) count += 1;
  return count;
}`,
  ),
  fragment(
    'matchCount',
    `
/** How many items of an array a test accepts. */
function matchCount(items: readonly unknown[], test: (item: unknown) => boolean): number {
  let count = 0;
  for (let index = 0; index < items.length; index += 1) if (test(items[index])) count += 1;
  return count;
}`,
  ),
  fragment(
    'multipleOf',
    `
/** Whether a number is a multiple of another, as their decimal digits tell: 0.3 is a multiple of 0.1. */
function multipleOf(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  const ratio = value / divisor;
  if (Number.isFinite(ratio) && Math.abs(ratio - Math.round(ratio)) > Math.abs(ratio) * 1e-14) return false;
  if (!Number.isFinite(value)) return false;
  const [digits, exponent] = decimal(value);
  const [divisorDigits, divisorExponent] = decimal(divisor);
  const lowest = Math.min(exponent, divisorExponent);
  const scaled = digits * 10n ** BigInt(exponent - lowest);
  return scaled % (divisorDigits * 10n ** BigInt(divisorExponent - lowest)) === 0n;
}`,
    ['decimal'],
  ),
  fragment(
    'decimal',
    `
/** A number as its digits times a power of ten. */
function decimal(value: number): readonly [digits: bigint, exponent: number] {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}`,
  ),
  fragment(
    'jsonEqual',
    `
/** Whether two JSON values are equal: numbers by value, objects whatever the order of their keys; however deep they are. */
function jsonEqual(left: unknown, right: unknown): boolean {
  const waiting = [left, right];
  while (waiting.length > 0) {
    const [one, other] = [waiting.pop(), waiting.pop()];
    if (one === other) continue;
    if (Array.isArray(one)) {
      if (!Array.isArray(other) || one.length !== other.length) return false;
      for (let index = 0; index < one.length; index += 1) waiting.push(one[index], other[index]);
    } else {
      if (!jsonObject(one) || !jsonObject(other)) return false;
      let surplus = 0;
      for (const key in one) {
        if (!Object.hasOwn(other, key)) return false;
        waiting.push(one[key], other[key]);
        surplus += 1;
      }
      for (const _ in other) surplus -= 1;
      if (surplus !== 0) return false;
    }
  }
  return true;
}`,
    ['jsonObject'],
  ),
  fragment(
    'allDifferent',
    `
/** Whether no two items of an array are equal as JSON values. */
function allDifferent(items: readonly unknown[]): boolean {
  if (items.length > 16) return new Set(items.map(canonicalJson)).size === items.length;
  for (let index = 1; index < items.length; index += 1) {
    for (let other = 0; other < index; other += 1) if (jsonEqual(items[index], items[other])) return false;
  }
  return true;
}`,
    ['canonicalJson', 'jsonEqual'],
  ),
  fragment(
    'canonicalJson',
    `
/** A text that equal JSON values have in common, and no others; however deep they are. */
function canonicalJson(value: unknown): string {
  let text = '';
  const waiting: (string | readonly [value: unknown])[] = [[value]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') {
      text += next;
      continue;
    }
    const [one] = next;
    if (Array.isArray(one)) {
      text += '[';
      waiting.push(']');
      for (let index = one.length - 1; index >= 0; index -= 1) waiting.push(',', [one[index]]);
    } else if (jsonObject(one)) {
      text += '{';
      waiting.push('}');
      for (const key of Object.keys(one).sort()) waiting.push(',', [one[key]], JSON.stringify(key) + ':');
    } else {
      text += typeof one === 'number' ? String(one) : (JSON.stringify(one) ?? '');
    }
  }
  return text;
}`,
    ['jsonObject'],
  ),
] as const;
