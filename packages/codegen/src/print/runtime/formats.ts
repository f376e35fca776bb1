import { fragment } from './fragment.ts';

/** The formats that are neither times nor addresses. */
export const formatFragments = [
  fragment(
    'hasUuidShape',
    String.raw`
function digitTable(digits: string): readonly number[] {
  return Array.from({ length: 128 }, (_, code) => Number(digits.includes(String.fromCharCode(code))));
}

/** Looks at each character without a branch: a third of what a regular expression takes. */
function hasUuidShape(text: string, digits: readonly number[]): boolean {
  if (text.length !== 36) return false;
  const hyphens = text[8] === '-' && text[13] === '-' && text[18] === '-' && text[23] === '-';
  let count = 0;
  for (let index = 0; index < 36; index += 1) count += digits[text.charCodeAt(index)] ?? 0;
  return hyphens && count === 32;
}`,
  ),
  fragment(
    'uuidFormat',
    String.raw`
const uuidDigits = digitTable('0123456789ABCDEFabcdef');

/** RFC 9562, with digits in either case. */
function uuidFormat(text: string): boolean {
  return hasUuidShape(text, uuidDigits);
}`,
    ['hasUuidShape'],
  ),
  fragment(
    'lowerCaseUuidFormat',
    String.raw`
const lowerCaseUuidDigits = digitTable('0123456789abcdef');

/** RFC 9562, with digits in lower case. */
function lowerCaseUuidFormat(text: string): boolean {
  return hasUuidShape(text, lowerCaseUuidDigits);
}`,
    ['hasUuidShape'],
  ),
  fragment(
    'jsonPointerFormat',
    String.raw`
const jsonPointerExpression = /^(?:\/(?:[^~/]|~[01])*)*$/;

/** RFC 6901, section 3. */
function jsonPointerFormat(text: string): boolean {
  return jsonPointerExpression.test(text);
}`,
  ),
  fragment(
    'relativeJsonPointerFormat',
    String.raw`
const relativeJsonPointerExpression = /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/;

/** draft-bhutton-relative-json-pointer-00, section 3. */
function relativeJsonPointerFormat(text: string): boolean {
  return relativeJsonPointerExpression.test(text);
}`,
  ),
  fragment(
    'regexFormat',
    String.raw`
/** ECMA-262: a pattern that parses with the flag u. */
function regexFormat(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}`,
  ),
  fragment(
    'uriTemplateFormat',
    String.raw`
const uriTemplateExpression = ((): RegExp => {
  const escaped = '%[0-9A-Fa-f]{2}';
  const name = '(?:[A-Za-z0-9_]|' + escaped + ')(?:\\.?(?:[A-Za-z0-9_]|' + escaped + '))*(?::[1-9][0-9]{0,3}|\\*)?';
  const literal = '[^\\0-\\x20"%<>\\\\^\\x60{|}\\x7f-\\x9f]';
  return new RegExp('^(?:' + literal + '|' + escaped + '|\\{[+#./;?&=,!@|]?' + name + '(?:,' + name + ')*\\})*$', 'u');
})();

/** RFC 6570, section 2. */
function uriTemplateFormat(text: string): boolean {
  return uriTemplateExpression.test(text);
}`,
  ),
  fragment(
    'int32Format',
    `
/** OpenAPI format registry: a signed integer of 32 bits. */
function int32Format(value: number): boolean {
  return Number.isInteger(value) && value >= -2147483648 && value <= 2147483647;
}`,
  ),
  fragment(
    'int64Format',
    `
/** OpenAPI format registry: a signed integer of 64 bits. */
function int64Format(value: number): boolean {
  return Number.isInteger(value) && value >= -9223372036854775808 && value < 9223372036854775808;
}`,
  ),
] as const;
