import type { JsonValue } from '../../../packages/codegen/src/ir/json.ts';
import type { Schema, SchemaId, SchemaSet } from '../../../packages/codegen/src/ir/schema.ts';

/** A property, as a row of a table. */
export interface Field {
  /** From the schema's root: `items[].productId`. */
  readonly path: string;
  readonly depth: number;
  readonly required: boolean;
  /** `string`, `integer or null`, `list of OrderLine`. */
  readonly type: string;
  /** What else is asked of a value, each as a phrase. */
  readonly constraints: readonly string[];
  readonly description?: string;
  readonly sensitive: boolean;
}

/** The properties of a schema and of what is in it, from the outside in. A schema that contains itself is not entered again. */
export function fieldsOf(id: SchemaId, schemas: SchemaSet): readonly Field[] {
  return fieldsBelow({ ref: id }, { schemas, path: '', depth: 0, open: new Set() });
}

interface Place {
  readonly schemas: SchemaSet;
  readonly path: string;
  readonly depth: number;
  /** The schemas that are being listed. */
  readonly open: ReadonlySet<SchemaId>;
}

type Part = Partial<Schema>;

function fieldsBelow(schema: Part, place: Place): readonly Field[] {
  const { parts, ids } = partsOf(schema, place.schemas);
  if (ids.some((id) => place.open.has(id))) return [];
  const inner: Place = { ...place, open: new Set([...place.open, ...ids]) };
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  const properties = new Map<string, Part[]>();
  for (const part of parts) for (const [name, property] of part.properties ?? []) properties.set(name, [...(properties.get(name) ?? []), property]);
  return [...properties].flatMap(([name, found]) => fieldsOfProperty(name, found, required.has(name), inner));
}

function fieldsOfProperty(name: string, found: readonly Part[], required: boolean, place: Place): readonly Field[] {
  const path = place.path === '' ? name : `${place.path}.${name}`;
  const whole: Part = found.length === 1 ? found[0] ?? {} : { allOf: found.map((part) => ({ annotations: {}, origin: { file: '', path: [] }, ...part })) };
  const { parts, name: schemaName } = partsOf(whole, place.schemas);
  const items = parts.map((part) => part.items).find((one) => one !== undefined);
  const description = textOf(parts, 'description');
  const field: Field = {
    path,
    depth: place.depth,
    required,
    type: typeOf(parts, items, place.schemas) + (schemaName === undefined ? '' : ` · ${schemaName}`),
    constraints: [...constraintsOf(parts), ...(items === undefined ? [] : constraintsOf(partsOf(items, place.schemas).parts).map((text) => `each: ${text}`))],
    ...(description === undefined ? {} : { description }),
    sensitive: parts.some((part) => part.annotations?.['x-sensitive'] === true),
  };
  const below = items === undefined ? fieldsBelow(whole, { ...place, path, depth: place.depth + 1 }) : fieldsBelow(items, { ...place, path: `${path}[]`, depth: place.depth + 1 });
  return [field, ...below];
}

/** What is said of one value: the schema, what it refers to, and each part of its `allOf`, the nearest first. */
function partsOf(schema: Part, schemas: SchemaSet): { readonly parts: readonly Part[]; readonly ids: readonly SchemaId[]; readonly name?: string } {
  const parts: Part[] = [];
  const ids: SchemaId[] = [];
  const collect = (part: Part): void => {
    parts.push(part);
    if (part.ref !== undefined && !ids.includes(part.ref)) {
      ids.push(part.ref);
      const target = schemas.get(part.ref);
      if (target !== undefined) collect(target);
    }
    for (const one of part.allOf ?? []) collect(one);
  };
  collect(schema);
  const [first] = ids;
  return { parts, ids, ...(first === undefined ? {} : { name: nameOf(first) }) };
}

function nameOf(id: SchemaId): string {
  return /[^/#]*$/.exec(id)?.[0] ?? id;
}

function typeOf(parts: readonly Part[], items: Part | undefined, schemas: SchemaSet): string {
  if (items !== undefined) {
    const { parts: inner, name } = partsOf(items, schemas);
    return `list of ${name ?? typeOf(inner, undefined, schemas)}`;
  }
  const types = parts.map((part) => part.types).find((one) => one !== undefined);
  if (types !== undefined) return types.join(' or ');
  const constant = parts.map((part) => part.const).find((one) => one !== undefined);
  return constant === undefined ? 'any' : typeof constant;
}

function textOf(parts: readonly Part[], keyword: string): string | undefined {
  return parts.map((part) => part.annotations?.[keyword]).find((one) => typeof one === 'string');
}

function constraintsOf(parts: readonly Part[]): readonly string[] {
  return [...new Set(parts.flatMap(ownConstraints))];
}

function ownConstraints(part: Part): readonly string[] {
  return [
    part.const === undefined ? undefined : `is ${JSON.stringify(part.const)}`,
    part.enum === undefined ? undefined : `one of ${part.enum.map((value: JsonValue) => JSON.stringify(value)).join(', ')}`,
    part.format === undefined ? undefined : `format ${part.format}`,
    range(part.minimum ?? part.exclusiveMinimum, part.maximum ?? part.exclusiveMaximum, ''),
    range(part.minLength, part.maxLength, ' characters'),
    range(part.minItems, part.maxItems, ' items'),
    part.multipleOf === undefined ? undefined : `multiple of ${part.multipleOf}`,
    part.pattern === undefined || part.format !== undefined ? undefined : `pattern ${part.pattern}`,
    part.uniqueItems === true ? 'no item twice' : undefined,
  ].filter((text) => text !== undefined);
}

function range(from: number | undefined, to: number | undefined, unit: string): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) return `at most ${to ?? ''}${unit}`;
  return to === undefined ? `at least ${from}${unit}` : from === to ? `exactly ${from}${unit}` : `${from} to ${to}${unit}`;
}
