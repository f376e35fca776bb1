import { validateExample } from '../../src/checks/validate/validate-example.ts';
import type { JsonValue } from '../../src/ir/json.ts';
import { readSchemas, type Dialect } from '../../src/schema/read.ts';
import type { SchemaIn } from '../../src/evolution/subset/is-subset.ts';

/** A schema as JSON, read as the engine reads it. */
export function schemaOf(value: JsonValue, file = 'a.json', dialect: Dialect = '2020-12'): SchemaIn {
  const documents = new Map([[file, { file, value, dialect }]]);
  const { schemas, ids } = readSchemas(documents, [{ file, path: [], dialect }]);
  return { schemas, id: ids[0] ?? '' };
}

/** Whether a schema accepts a value; formats are asserted. */
export function isValid({ schemas, id }: SchemaIn, value: JsonValue): boolean {
  return validateExample(schemas, id, value, 'assertion').length === 0;
}
