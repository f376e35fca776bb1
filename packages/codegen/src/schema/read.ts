import type { Problem } from '../diagnostics/problem.ts';
import type { JsonPath } from '../ir/json.ts';
import type { Schema, SchemaId, SchemaSet } from '../ir/schema.ts';
import { buildSchemas } from './build.ts';
import { findCycles } from './cycles.ts';
import type { Dialect } from './dialects.ts';
import { followReferences } from './links.ts';
import { placeKey } from './pointer.ts';
import { createWorld, nodeAt } from './world.ts';
import type { SchemaDocument } from './world.ts';

export type { Dialect } from './dialects.ts';
export type { SchemaDocument } from './world.ts';

/** A place in a file where a schema stands. */
export interface SchemaRoot {
  readonly file: string;
  readonly path: JsonPath;
  readonly dialect: Dialect;
}

export interface SchemaReading {
  /** The roots and every schema that a reference leads to. */
  readonly schemas: SchemaSet;
  /** The id of each root, in their order. */
  readonly ids: readonly SchemaId[];
  readonly problems: readonly Problem[];
}

/** The id of a schema that is read in its file's own dialect: `common/money.yaml#/components/schemas/Amount`. */
export function schemaId(file: string, path: JsonPath): SchemaId {
  return placeKey(file, path);
}

/**
 * Reads the schemas at some places of some files, and all that they refer to: by relative references to other files,
 * by `$id`, `$anchor` and `$dynamicAnchor`, and to the meta-schemas of draft-07 and 2020-12.
 *
 * A schema that is read in another dialect than its file's has the dialect in its id: `money.yaml#/Amount~draft-07`.
 */
export function readSchemas(
  documents: ReadonlyMap<string, SchemaDocument>,
  roots: readonly SchemaRoot[],
): SchemaReading {
  const schemas = new Map<SchemaId, Schema>();
  const ids = new Map<SchemaRoot, SchemaId>();
  const problems: Problem[] = [];
  for (const dialect of new Set(roots.map((root) => root.dialect))) {
    const own = roots.filter((root) => root.dialect === dialect);
    const reading = readWorld(documents, dialect, own);
    for (const [id, schema] of reading.schemas) schemas.set(id, schema);
    own.forEach((root, index) => ids.set(root, reading.ids[index] ?? schemaId(root.file, root.path)));
    problems.push(...reading.problems);
  }
  problems.push(...findCycles(schemas));
  return { schemas, ids: roots.map((root) => ids.get(root) ?? schemaId(root.file, root.path)), problems: different(problems) };
}

function readWorld(
  documents: ReadonlyMap<string, SchemaDocument>,
  dialect: Dialect,
  roots: readonly SchemaRoot[],
): SchemaReading {
  const world = createWorld(documents, dialect);
  const nodes = roots.map(({ file, path }) => {
    const node = nodeAt(world, file, path);
    if (node === undefined) throw new Error(`there is no schema at ${schemaId(file, path)}`);
    return node;
  });
  const links = followReferences(world);
  return { ...buildSchemas(world, links, nodes), problems: world.problems };
}

/** What two dialects find wrong at one place is one problem. */
function different(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ code, message, origin }: Problem): string => JSON.stringify([code, message, origin]);
  return [...new Map(problems.map((problem) => [key(problem), problem])).values()];
}
