import { isJsonObject, own } from '../../ir/json.ts';
import type { JsonValue } from '../../ir/json.ts';
import { draft07MetaSchema } from './draft-07.ts';
import { draft202012MetaSchemas } from './draft-2020-12.ts';

const byUri: ReadonlyMap<string, JsonValue> = new Map(
  [draft07MetaSchema, ...draft202012MetaSchemas].flatMap((schema) => {
    const id = isJsonObject(schema) ? own(schema, '$id') : undefined;
    return typeof id === 'string' ? [[id.replace(/#$/, ''), schema] as const] : [];
  }),
);

/** The meta-schema that has a URI (without a fragment), if it is one that everybody knows. */
export function metaSchema(uri: string): JsonValue | undefined {
  return byUri.get(uri);
}
