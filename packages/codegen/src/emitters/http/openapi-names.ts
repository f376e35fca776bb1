import { isJsonArray, isJsonObject } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';
import { propertyKey, stringLiteral } from '../../print/literal.ts';
import { renameComponents } from './component-references.ts';
import { mapValues, rewriteNodes } from './openapi-nodes.ts';

/** A document without names that openapi-typescript stumbles over, and the way back in what it prints. */
export interface PlainlyNamed {
  readonly document: JsonObject;
  readonly restore: (text: string) => string;
}

/**
 * Replaces names that openapi-typescript takes for parts of a reference: it decodes paths, properties and components
 * as URI fragments, so that a `%` throws and a `~1` becomes another name.
 */
export function withPlainNames(document: JsonObject): PlainlyNamed {
  const prefix = freePrefix(document);
  const numbers = new Map<string, number>();
  const plain = (name: string): string => {
    if (isPlain(name)) return name;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return `${prefix}${String(number)}_`;
  };
  const renamed = rewriteNodes('document', document, (kind, node) => {
    if (kind === 'components') return mapValues(node, (section) => renameKeys(section, plain));
    if (kind === 'parameter') return mapValues(node, (item, key) => (key === 'name' ? renameText(item, plain) : item));
    return mapValues(node, (item, key) => {
      if (namedMaps.has(key)) return renameKeys(item, plain);
      return kind === 'schema' && key === 'required' ? renameList(item, plain) : item;
    });
  });
  const result = renameComponents('document', renamed, ({ name }) => plain(name));
  const names = [...numbers.keys()];
  return {
    document: isJsonObject(result) ? result : document,
    restore: (text) =>
      text
        .replace(new RegExp(`"${prefix}([0-9]+)_"`, 'g'), (_, number: string) => stringLiteral(names[+number] ?? ''))
        .replace(new RegExp(`${prefix}([0-9]+)_`, 'g'), (_, number: string) => propertyKey(names[+number] ?? '')),
  };
}

/** The maps whose keys openapi-typescript prints, whatever holds them. */
const namedMaps: ReadonlySet<string> = new Set(['paths', 'webhooks', 'properties', 'headers', 'content', 'responses']);

function isPlain(name: string): boolean {
  return /^[^%#~]*$/.test(name);
}

function renameKeys(value: JsonValue, rename: (name: string) => string): JsonValue {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), item]));
}

function renameList(value: JsonValue, rename: (name: string) => string): JsonValue {
  return isJsonArray(value) ? value.map((item) => renameText(item, rename)) : value;
}

function renameText(value: JsonValue, rename: (name: string) => string): JsonValue {
  return typeof value === 'string' ? rename(value) : value;
}

function freePrefix(document: JsonObject): string {
  const text = JSON.stringify(document);
  let prefix = 'name_';
  while (text.includes(prefix)) prefix = `name${prefix}`;
  return prefix;
}
