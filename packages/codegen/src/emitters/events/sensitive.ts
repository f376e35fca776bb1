import type { Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';
import { reachable } from './layout.ts';
import { subschemasOf } from '../../ir/subschemas.ts';

type Path = readonly string[];

/**
 * Where values stand that a schema marks `x-sensitive: true`: the keys that lead there, `*` for every item of an array
 * or every property of a map. Below a sensitive value nothing more is listed. Where a schema contains itself, all of
 * the inner one counts as sensitive if anything in it is: a list of paths cannot say how deep it goes.
 */
export function sensitivePaths(id: SchemaId, schemas: SchemaSet): string[][] {
  const found = new Map<string, string[]>();
  collect({ ref: id }, [], { schemas, open: new Set(), found });
  const paths = [...found.values()].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  return paths.filter((path) => !paths.some((other) => other !== path && startsWith(path, other)));
}

interface Search {
  readonly schemas: SchemaSet;
  /** The schemas that are being looked into. */
  readonly open: ReadonlySet<SchemaId>;
  readonly found: Map<string, string[]>;
}

function collect(schema: Partial<Schema>, path: Path, search: Search): void {
  const mark = (): unknown => search.found.set(JSON.stringify(path), [...path]);
  if (schema.annotations?.['x-sensitive'] === true) mark();
  if (schema.ref !== undefined) {
    const target = search.schemas.get(schema.ref);
    if (search.open.has(schema.ref)) {
      if (containsSensitive(schema.ref, search.schemas)) mark();
    } else if (target !== undefined) {
      collect(target, path, { ...search, open: new Set([...search.open, schema.ref]) });
    }
  }
  for (const inner of inPlace(schema)) collect(inner, path, search);
  for (const [step, inner] of below(schema)) collect(inner, [...path, step], search);
}

/** The subschemas that say something about the value itself. */
function inPlace(schema: Partial<Schema>): Schema[] {
  const { allOf = [], anyOf = [], oneOf = [], if: condition, then, else: otherwise, dependentSchemas } = schema;
  const single = [condition, then, otherwise].filter((one) => one !== undefined);
  return [...allOf, ...anyOf, ...oneOf, ...single, ...(dependentSchemas?.values() ?? [])];
}

/** The subschemas that say something about parts of the value, each with the key of the part. */
function below(schema: Partial<Schema>): [string, Schema][] {
  const { properties, patternProperties, prefixItems = [] } = schema;
  const { items, contains, additionalProperties, unevaluatedItems, unevaluatedProperties } = schema;
  const rest = [...(patternProperties?.values() ?? []), items, contains, additionalProperties, unevaluatedItems, unevaluatedProperties];
  return [
    ...(properties ?? []),
    ...prefixItems.map((item, index): [string, Schema] => [String(index), item]),
    ...rest.filter((one) => one !== undefined).map((one): [string, Schema] => ['*', one]),
  ];
}

function containsSensitive(id: SchemaId, schemas: SchemaSet): boolean {
  const isSensitive = (schema: Schema): boolean =>
    schema.annotations['x-sensitive'] === true || subschemasOf(schema).some(isSensitive);
  return [...reachable([id], schemas)].some((reached) => {
    const schema = schemas.get(reached);
    return schema !== undefined && isSensitive(schema);
  });
}

function startsWith(path: Path, start: Path): boolean {
  return start.length < path.length && start.every((step, index) => path[index] === step);
}
