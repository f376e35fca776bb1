import type { Problem } from '../diagnostics/problem.ts';
import type { SpecFiles } from '../input/documents.ts';
import type { SchemaId, SchemaSet } from '../ir/schema.ts';
import { readSchemas, schemaId, type Dialect, type SchemaDocument } from '../schema/read.ts';
import { withoutAliases } from './aliases.ts';
import type { Document } from './classify.ts';
import { reachable, type fileGraph } from './file-graph.ts';
import { childOf, type Node } from './node.ts';
import { placeKey, rootOf, type SchemaPlace } from './reading.ts';
import { resolveReference } from './references.ts';

/** Reads the schemas at all places, each in the dialect of the documents that lead there. */
export function readAllSchemas(
  files: SpecFiles,
  documents: readonly Document[],
  places: readonly SchemaPlace[],
  graph: ReturnType<typeof fileGraph>,
): { schemas: SchemaSet; idOf: (place: SchemaPlace) => SchemaId | undefined; problems: readonly Problem[] } {
  const dialects = dialectsOf(documents, graph);
  const sources = new Map<string, SchemaDocument>();
  for (const { file, value } of files.values()) {
    if (value !== undefined) sources.set(file, { file, value, dialect: dialects.get(file) ?? 'draft-07' });
  }
  const reading = readSchemas(sources, places.map(rootOf));
  const ids = new Map(places.map((place, index) => [placeKey(place), reading.ids[index]]));
  const { schemas, ids: aliases } = withoutAliases(reading.schemas);
  const idOf = (place: SchemaPlace): SchemaId | undefined => {
    const id = ids.get(placeKey(place)) ?? idByReference(place, dialects, reading.schemas);
    return id === undefined ? undefined : aliases.get(id) ?? id;
  };
  return { schemas, idOf, problems: reading.problems.flatMap((problem) => asReference(files, problem)) };
}

/** A file's own dialect is that of the first document that leads to it; documents have theirs. */
function dialectsOf(documents: readonly Document[], graph: ReturnType<typeof fileGraph>): ReadonlyMap<string, Dialect> {
  const dialects = new Map<string, Dialect>(documents.map(({ root, dialect }) => [root.file, dialect]));
  for (const { root, dialect } of documents) {
    for (const file of reachable(graph, root.file)) if (!dialects.has(file)) dialects.set(file, dialect);
  }
  return dialects;
}

/** The id of a schema that was reached by a reference only. */
function idByReference(
  { node, dialect }: SchemaPlace,
  dialects: ReadonlyMap<string, Dialect>,
  schemas: SchemaSet,
): SchemaId | undefined {
  const plain = schemaId(node.file, node.path);
  const id = dialects.get(node.file) === dialect ? plain : `${plain}~${dialect}`;
  return schemas.has(id) ? id : undefined;
}

/**
 * A reference that leads nowhere is reported in the same words wherever it stands, and not at all where it leads into
 * a file that does not parse, which is reported already.
 */
function asReference(files: SpecFiles, problem: Problem): readonly Problem[] {
  const { file, path } = problem.origin;
  const value = files.get(file)?.value;
  let node: Node | undefined = value === undefined ? undefined : { file, path: [], value };
  for (const step of path) node = node === undefined ? undefined : childOf(node, step);
  const reference =
    typeof node?.value === 'string' ? node.value : node === undefined ? undefined : childOf(node, '$ref')?.value;
  if (typeof reference !== 'string' || !problem.code.startsWith('REF_')) return [problem];
  const target = resolveReference(files, file, reference);
  if (target.kind === 'hidden') return [];
  return [target.kind === 'lost' && target.code === problem.code ? { ...problem, message: target.message } : problem];
}
