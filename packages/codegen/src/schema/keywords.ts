import type { Problem } from '../diagnostics/problem.ts';
import { isJsonObject } from '../ir/json.ts';
import type { JsonObject, JsonPath, JsonValue } from '../ir/json.ts';
import { below, keyOf } from '../ir/origin.ts';
import type { Origin } from '../ir/origin.ts';
import { whyNoPattern } from '../ir/pattern.ts';
import { isForeignAssertion } from './dialects.ts';
import type { KeywordKind, Rules } from './dialects.ts';

/** What is wrong with the keywords of one schema object; its subschemas are not looked at. */
export function checkKeywords(schema: JsonObject, rules: Rules, origin: Origin): readonly Problem[] {
  if (rules.ignoresSiblingsOfRef && '$ref' in schema) return checkKeyword('$ref', schema, rules, origin);
  return Object.keys(schema).flatMap((keyword) => checkKeyword(keyword, schema, rules, origin));
}

function checkKeyword(keyword: string, schema: JsonObject, rules: Rules, origin: Origin): readonly Problem[] {
  const kind = rules.keywords.get(keyword);
  const place = below(origin, keyword);
  if (kind === undefined) {
    if (!isForeignAssertion(keyword, rules)) return [];
    const message = `\`${keyword}\` is no keyword of ${rules.dialect} and refuses nothing here`;
    return [{ code: 'SCHEMA_KEYWORD_IGNORED', message, origin: keyOf(place) }];
  }
  return faultsOf(kind, schema[keyword] ?? null).map(({ path, found, expected, pattern }) => {
    const at = below(place, ...path);
    if (pattern !== undefined) {
      return { code: 'SCHEMA_PATTERN', message: `\`${keyword}\` holds no regular expression: ${pattern}`, origin: at };
    }
    return { code: 'WRONG_KIND', message: `\`${keyword}\` has to be ${expected}, found ${found}`, origin: at };
  });
}

interface Fault {
  readonly path: JsonPath;
  readonly expected: string;
  readonly found: string;
  /** Why a text is no regular expression. */
  readonly pattern?: string;
}

const typeNames: readonly JsonValue[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const isTypeName = (value: JsonValue): boolean => typeNames.includes(value);
const isSchema = (value: JsonValue): boolean => typeof value === 'boolean' || isJsonObject(value);
const isString = (value: JsonValue): boolean => typeof value === 'string';
const isNumber = (value: JsonValue): boolean => typeof value === 'number' && Number.isFinite(value);
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

interface KindRule {
  readonly expected: string;
  readonly holds: (value: JsonValue) => boolean;
  /** What is wrong inside a value that is of the right kind on the outside. */
  readonly inside?: (value: JsonValue) => readonly Fault[];
}

const anyTypeName = 'one of null, boolean, integer, number, string, array, object';

/** The kinds, as the meta-schemas of the dialects define them. */
const kinds: Readonly<Record<KeywordKind, KindRule>> = {
  any: { expected: 'a value', holds: () => true },
  array: { expected: 'an array', holds: isList },
  boolean: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  'boolean-or-number': { expected: 'true or false', holds: (value) => typeof value === 'boolean' || isNumber(value) },
  count: { expected: 'a whole number from 0', holds: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 },
  dependencies: {
    expected: 'a map of schemas and lists of property names',
    holds: isJsonObject,
    inside: each((value) => (isList(value) ? faultsOf('string-set', value) : faultsOf('schema', value))),
  },
  number: { expected: 'a number', holds: isNumber },
  pattern: { expected: 'a regular expression', holds: isString, inside: patternFault },
  positive: { expected: 'a number above 0', holds: (value) => isNumber(value) && Number(value) > 0 },
  reference: { expected: 'a URI reference', holds: isString },
  schema: { expected: 'a schema (a map, true or false)', holds: isSchema },
  'pattern-map': { expected: 'a map of schemas by pattern', holds: isJsonObject, inside: patternMapFaults },
  'schema-map': { expected: 'a map of schemas', holds: isJsonObject, inside: each((value) => faultsOf('schema', value)) },
  'schema-or-list': {
    expected: 'a schema or a list of schemas',
    holds: (value) => isSchema(value) || isList(value),
    inside: (value) => (isList(value) ? each((item) => faultsOf('schema', item))(value) : []),
  },
  schemas: {
    expected: 'a list of at least one schema',
    holds: (value) => isList(value) && value.length > 0,
    inside: each((value) => faultsOf('schema', value)),
  },
  string: { expected: 'a text', holds: isString },
  'string-set': { expected: 'a list of different texts', holds: (value) => isList(value) && isSetOf(value, isString) },
  'string-sets': { expected: 'a map of lists of texts', holds: isJsonObject, inside: each((value) => faultsOf('string-set', value)) },
  type: { expected: anyTypeName, holds: (value) => isTypeName(value) && value !== 'null' },
  'type-or-set': {
    expected: `${anyTypeName}, or a list of them`,
    holds: (value) => isTypeName(value) || (isList(value) && value.length > 0 && isSetOf(value, isTypeName)),
  },
};

/** Where a keyword's value differs from what it has to be. */
export function faultsOf(kind: KeywordKind, value: JsonValue): readonly Fault[] {
  const { expected, holds, inside } = kinds[kind];
  if (!holds(value)) return [{ path: [], expected, found: describe(value) }];
  return inside?.(value) ?? [];
}

function each(faults: (value: JsonValue) => readonly Fault[]): (value: JsonValue) => readonly Fault[] {
  return (value) => {
    const entries = isList(value) ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : [];
    return entries.flatMap(([step, item]) => faults(item).map((fault) => ({ ...fault, path: [step, ...fault.path] })));
  };
}

function patternMapFaults(value: JsonValue): readonly Fault[] {
  const keys = isJsonObject(value) ? Object.keys(value) : [];
  const patterns = keys.flatMap((key) => patternFault(key).map((fault) => ({ ...fault, path: [key] })));
  return [...patterns, ...faultsOf('schema-map', value)];
}

function isSetOf(values: readonly JsonValue[], holds: (value: JsonValue) => boolean): boolean {
  return values.every(holds) && new Set(values).size === values.length;
}

function patternFault(value: JsonValue): readonly Fault[] {
  const reason = typeof value === 'string' ? whyNoPattern(value) : undefined;
  return reason === undefined ? [] : [{ path: [], expected: '', found: '', pattern: reason }];
}

/** A value in a few words, for a message. */
export function describe(value: JsonValue): string {
  if (isList(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isJsonObject(value)) return 'a map';
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
