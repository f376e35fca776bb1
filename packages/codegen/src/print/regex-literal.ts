import { toRegExp } from '../ir/pattern.ts';

/** A pattern of JSON Schema as a regular expression literal, in which no character is invisible or ends the line. */
export function regexLiteral(pattern: string): string {
  const { source, flags } = toRegExp(pattern);
  const visible = source.replace(escapable, (text: string, unit: string | undefined) => (unit === undefined ? text : escapeUnit(unit)));
  return `/${visible}/${flags}`;
}

/**
 * Code units that source text had better not have as such (controls, separators, marks of direction, lone surrogates),
 * with the backslash before them, if any, since what takes their place has its own. A pair of backslashes is no escape.
 */
const escapable =
  /\\\\|\\?([\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])/g;

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
