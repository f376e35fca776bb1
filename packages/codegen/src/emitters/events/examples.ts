import type { Example } from '../../ir/contract.ts';
import { isJsonObject } from '../../ir/json.ts';
import type { JsonValue } from '../../ir/json.ts';
import type { Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';
import { code, join } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { prettyLiteral } from '../../print/literal.ts';

/**
 * Examples as an expression of the type `readonly T[]`, where T is the type of a schema. Where an example has more than
 * the schema declares, which an open schema allows and TypeScript does not in a literal, the predicate vouches for it.
 */
export function printExamples(examples: readonly Example[], id: SchemaId, predicate: Code, schemas: SchemaSet): Code {
  if (examples.length === 0) return code`[]`;
  const items = examples.map(({ name, summary, value }) => {
    const note = [name, summary].filter((text) => text !== undefined).join(': ');
    return code`${note === '' ? '' : `// ${oneLine(note)}\n`}${prettyLiteral(value)},`;
  });
  const schema = schemas.get(id);
  const fits = schema !== undefined && examples.every(({ value }) => isDeclared(value, [schema], schemas));
  const list = code`
  ${join(items, '\n')}
`;
  return fits ? code`[${list}]` : code`Array.of<unknown>(${list}).filter(${predicate})`;
}

function oneLine(text: string): string {
  return text.replace(/[\s\u0085\u2028\u2029]+/g, ' ').trim();
}

/**
 * Whether a value has, at every depth, only properties that its schemas declare by plain means. False where that is
 * hard to see: it only decides how the value is printed.
 */
function isDeclared(value: JsonValue, schemas: readonly Schema[], set: SchemaSet): boolean {
  if (value === null || typeof value !== 'object') return true;
  const all = expand(schemas, set);
  if (all === undefined) return false;
  if (all.every(saysNothing)) return true;
  if (all.some(({ properties }) => inherited.some((name) => properties?.has(name)))) return false;
  if (Array.isArray(value)) {
    const items = all.flatMap((schema) => schema.items ?? []);
    return value.every((item: JsonValue) => isDeclared(item, items, set));
  }
  if (!isJsonObject(value)) return false;
  const isMap = all.every(({ properties }) => properties === undefined || properties.size === 0);
  return Object.entries(value).every(([key, item]) => {
    const declared = all.flatMap(({ properties, additionalProperties }) => (isMap ? additionalProperties : properties?.get(key)) ?? []);
    return (isMap || declared.length > 0) && isDeclared(item, declared, set);
  });
}

/** The schemas with those that they refer to or are composed of by `allOf`; undefined with any other composition. */
function expand(schemas: readonly Schema[], set: SchemaSet): Schema[] | undefined {
  const all = new Set(schemas);
  for (const schema of all) {
    if (intricate.some((keyword) => schema[keyword] !== undefined)) return undefined;
    for (const part of schema.allOf ?? []) all.add(part);
    const target = schema.ref === undefined ? undefined : set.get(schema.ref);
    if (target !== undefined) all.add(target);
  }
  return [...all];
}

/** What TypeScript takes every object for having: an optional property of such a name is "there" in any literal. */
const inherited = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');

const intricate = [
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'prefixItems',
  'contains',
  'unevaluatedItems',
  'patternProperties',
  'dependentSchemas',
  'unevaluatedProperties',
] as const satisfies readonly (keyof Schema)[];

function saysNothing({ types, properties, items, additionalProperties, ref, allOf }: Schema): boolean {
  return [types, properties, items, additionalProperties, ref, allOf].every((keyword) => keyword === undefined);
}
