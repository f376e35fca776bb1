import { fragment } from './fragment.ts';

/** The formats of RFC 3339. They look at the characters themselves: times are in every event, and memory is left alone. */
export const timeFragments = [
  fragment(
    'dateTimeFormat',
    `
/** RFC 3339, \`date-time\`; leap seconds where there can be one. */
function dateTimeFormat(text: string): boolean {
  return (text.charCodeAt(10) | 0x20) === 0x74 && dateAtStart(text) && timeFrom(text, 11);
}`,
    ['dateAtStart', 'timeFrom'],
  ),
  fragment(
    'dateFormat',
    `
/** RFC 3339, \`full-date\`. */
function dateFormat(text: string): boolean {
  return text.length === 10 && dateAtStart(text);
}`,
    ['dateAtStart'],
  ),
  fragment(
    'timeFormat',
    `
/** RFC 3339, \`full-time\`. */
function timeFormat(text: string): boolean {
  return timeFrom(text, 0);
}`,
    ['timeFrom'],
  ),
  fragment(
    'dateAtStart',
    `
/** Whether a text starts with a date that the calendar has. */
function dateAtStart(text: string): boolean {
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century > 99 || year > 99 || text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return false;
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (month !== 2) return day < 31 || (month < 8 ? month % 2 === 1 : month % 2 === 0);
  return day < 29 || (day === 29 && (year === 0 ? century % 4 === 0 : year % 4 === 0));
}`,
    ['twoDigits'],
  ),
  fragment(
    'timeFrom',
    `
/** Whether the rest of a text is a time with its offset. */
function timeFrom(text: string, start: number): boolean {
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  const second = twoDigits(text, start + 6);
  if (hour > 23 || minute > 59 || second > 60) return false;
  if (text.charCodeAt(start + 2) !== 0x3a || text.charCodeAt(start + 5) !== 0x3a) return false;
  let at = start + 8;
  if (text.charCodeAt(at) === 0x2e) {
    do at += 1;
    while (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39);
    if (at === start + 9) return false;
  }
  const offset = offsetFrom(text, at);
  return second < 60 ? offset < 1440 : (hour * 60 + minute - offset + 1440) % 1440 === 1439;
}`,
    ['offsetFrom', 'twoDigits'],
  ),
  fragment(
    'offsetFrom',
    `
/** The minutes by which the rest of a text says a time is ahead of UTC; infinitely many where it says nothing of that. */
function offsetFrom(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign | 0x20) === 0x7a) return text.length === at + 1 ? 0 : Infinity;
  const hour = twoDigits(text, at + 1);
  const minute = twoDigits(text, at + 4);
  if ((sign !== 0x2b && sign !== 0x2d) || hour > 23 || minute > 59) return Infinity;
  if (text.charCodeAt(at + 3) !== 0x3a || text.length !== at + 6) return Infinity;
  return (sign === 0x2b ? 1 : -1) * (hour * 60 + minute);
}`,
    ['twoDigits'],
  ),
  fragment(
    'twoDigits',
    `
/** The number that two digits make; 100 where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}`,
  ),
  fragment(
    'durationFormat',
    String.raw`
const durationPattern =
  /^P(?:\d+W|(?=.)(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/;

/** RFC 3339, appendix A. */
function durationFormat(text: string): boolean {
  return durationPattern.test(text);
}`,
  ),
] as const;
