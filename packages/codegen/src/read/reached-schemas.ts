import type { Origin } from '../ir/origin.ts';
import type { NamedSchema, Schema, SchemaId, SchemaSet } from '../ir/schema.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { baseName, freshName, lastName } from './names.ts';

/** The name that a schema at a place shall have, where something else has given it one. */
type GivenName = (origin: Origin) => string | undefined;

/**
 * Named schemas, each once and under a name of its own, and after them every schema that they, or some schemas without
 * a name, refer to.
 */
export function withReached(
  own: readonly NamedSchema[],
  schemas: SchemaSet,
  { unnamed = [], given = () => undefined }: { unnamed?: readonly SchemaId[]; given?: GivenName } = {},
): readonly NamedSchema[] {
  const taken = new Set<string>();
  const named = new Map<SchemaId, NamedSchema>();
  const add = (wanted: string, id: SchemaId): void => {
    const origin = schemas.get(id)?.origin;
    if (named.has(id) || origin === undefined) return;
    const name = given(origin) ?? (taken.has(wanted) ? `${baseName(origin.file)}_${wanted}` : wanted);
    named.set(id, { name: freshName(name, taken), id });
  };
  for (const { name, id } of own) add(name, id);
  const addReferences = (id: SchemaId): void => {
    for (const reached of referencesOf(schemas.get(id))) {
      const target = schemas.get(reached);
      if (target !== undefined) add(lastName(target.origin), reached);
    }
  };
  unnamed.forEach(addReferences);
  // A map that grows while it is walked through is walked to its new end.
  for (const id of named.keys()) addReferences(id);
  return [...named.values()];
}

/** The ids that a schema refers to, in any depth of what is written in it. */
function referencesOf(schema: Schema | undefined): readonly SchemaId[] {
  const found: SchemaId[] = [];
  if (schema === undefined) return found;
  eachSubschema(schema, ({ ref }) => {
    if (ref !== undefined) found.push(ref);
  });
  return found;
}
