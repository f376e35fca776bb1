import { isJsonObject } from '../ir/json.ts';
import type { JsonValue } from '../ir/json.ts';
import { isPlainIdentifier } from './names.ts';

/**
 * A JSON value as a TypeScript expression with the same meaning, whatever text is in it: quotes, backslashes,
 * template characters, line separators and `</script` are escaped, and `__proto__` is a computed key, since a plain
 * one would set the prototype (ECMA-262, 13.2.5.5).
 */
export function literal(value: JsonValue): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => literal(item)).join(', ')}]`;
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${literal(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return value === null ? 'null' : value === true ? 'true' : 'false';
}

/** A JSON value as an expression over several lines, as long as it does not fit on one. */
export function prettyLiteral(value: JsonValue, width = 100): string {
  const flat = lowerBound(value, width) > width ? undefined : literal(value);
  if (flat !== undefined && flat.length <= width) return flat;
  const indent = (text: string): string => text.replaceAll('\n', '\n  ');
  if (Array.isArray(value)) {
    return `[\n${value.map((item: JsonValue) => `  ${indent(prettyLiteral(item, width - 2))},`).join('\n')}\n]`;
  }
  if (isJsonObject(value)) {
    const lines = Object.entries(value).map(
      ([key, item]) => `  ${propertyKey(key)}: ${indent(prettyLiteral(item, width - 2))},`,
    );
    return `{\n${lines.join('\n')}\n}`;
  }
  return flat ?? literal(value);
}

/** How long a value's literal is at least; counted no further than it takes to see that it does not fit. */
function lowerBound(value: JsonValue, width: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  let length = 2;
  for (const [key, item] of Object.entries(value)) {
    length += (Array.isArray(value) ? 0 : key.length + 2) + lowerBound(item, width - length);
    if (length > width) break;
  }
  return length;
}

/** A string as a single-quoted literal of printable characters and harmless ones only. */
export function stringLiteral(text: string): string {
  const body = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replace(/[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, unicodeEscape)
    .replaceAll('</', '<\\/');
  return `'${body}'`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A property's name in an object literal or type: bare where it is an identifier, quoted otherwise. */
export function propertyKey(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return isPlainIdentifier(name) ? name : stringLiteral(name);
}

/** The access to a property: `.name` or `['odd name']`. */
export function propertyAccess(name: string): string {
  return isPlainIdentifier(name) ? `.${name}` : `[${stringLiteral(name)}]`;
}
