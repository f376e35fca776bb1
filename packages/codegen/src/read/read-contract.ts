import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments, SpecFile } from '../input/documents.ts';
import type { Api, Contract, EventDocument } from '../ir/contract.ts';
import type { SchemaSet } from '../ir/schema.ts';
import { readEventDocument } from './asyncapi.ts';
import { bundleApi } from './bundle.ts';
import { classify, type Document } from './classify.ts';
import { fileGraph } from './file-graph.ts';
import { openApiGrammar } from './grammar/openapi.ts';
import { mergeHeaders } from './merge-headers.ts';
import { documentNames } from './names.ts';
import { withSchemaNames } from './openapi-bodies.ts';
import { readApi } from './openapi.ts';
import { withReached } from './reached-schemas.ts';
import type { Reading } from './reading.ts';
import { readAllSchemas } from './read-schemas.ts';
import { readServices } from './services.ts';
import { readSettings } from './settings.ts';
import { unusedFiles } from './unused-files.ts';
import { walkDocuments } from './walk-documents.ts';

/**
 * Reads all documents of a specs folder into one contract.
 *
 * What is wrong is among the problems, all of it; the contract then holds what could be understood. There is none
 * where there is no document to read.
 */
export function readContract(loaded: LoadedDocuments): {
  contract: Contract | undefined;
  problems: readonly Problem[];
} {
  const { files, isWritten } = mergeHeaders(loaded);
  const { settings, problems: settingProblems } = readSettings(files);
  const house = settings.profile === 'kada-mandiya';
  const { documents, problems: kindProblems } = classify(files);
  const graph = fileGraph(files);
  const walked = walkDocuments(files, documents, { house });
  const read = readAllSchemas(files, documents, walked.places, graph);
  const reading: Reading = { files, house, idOf: read.idOf };
  const events = readEvents(reading, documents, read.schemas);
  const apis = readApis(reading, documents, read.schemas);
  const found = [
    ...settingProblems,
    ...kindProblems,
    ...noDocuments(loaded),
    ...unusedFiles(files, graph, { house }),
    ...walked.problems,
    ...read.problems,
    ...events.problems,
  ];
  const problems = found.filter(isWritten);
  if (documents.length === 0) return { contract: undefined, problems };
  const services = house ? readServices(events.documents, apis) : [];
  return { contract: { settings, eventDocuments: events.documents, apis, services, schemas: read.schemas }, problems };
}

function readEvents(
  reading: Reading,
  documents: readonly Document[],
  schemas: SchemaSet,
): { documents: readonly EventDocument[]; problems: readonly Problem[] } {
  const roots = documents.filter(({ kind }) => kind === 'asyncapi').map(({ root }) => root);
  const names = documentNames(roots.map(({ file }) => file));
  const read = roots.map((root) => readEventDocument(reading, root, names.get(root.file) ?? root.file));
  return {
    documents: read.map(({ document, schemas: own }) => ({ ...document, schemas: withReached(own, schemas) })),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function readApis(reading: Reading, documents: readonly Document[], schemas: SchemaSet): readonly Api[] {
  const openapi = documents.filter((document) => document.kind === 'openapi');
  const names = documentNames(openapi.map(({ root }) => root.file));
  return openapi.map(({ root, version, dialect }) => {
    const {
      api,
      schemas: own,
      unnamed,
    } = readApi(reading, root, { name: names.get(root.file) ?? root.file, version, dialect });
    const { document, schemaName } = bundleApi(reading.files, root, openApiGrammar(version, { house: false }));
    const named = withReached(own, schemas, { unnamed, given: schemaName });
    const schemaNames = new Map(named.map(({ id, name }) => [id, name]));
    const operations = api.operations.map((operation) => withSchemaNames(operation, schemaNames));
    return { ...api, operations, schemas: named, bundled: document };
  });
}

/** Said only where nothing else is: a folder that cannot be read is a problem already. */
function noDocuments({ files, problems }: LoadedDocuments): readonly Problem[] {
  if (files.size === 0 && problems.length > 0) return [];
  if ([...files.values()].some((file) => isDocument(file) || file.value === undefined)) return [];
  const message = 'no AsyncAPI or OpenAPI document in the specs folder';
  return [{ code: 'NO_DOCUMENTS', message, origin: { file: '', path: [] } }];
}

function isDocument({ kind }: SpecFile): boolean {
  return kind === 'asyncapi' || kind === 'openapi';
}
