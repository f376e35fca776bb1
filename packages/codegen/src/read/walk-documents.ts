import type { Problem } from '../diagnostics/problem.ts';
import type { SpecFiles } from '../input/documents.ts';
import type { Document } from './classify.ts';
import { asyncApiGrammar } from './grammar/asyncapi.ts';
import { openApiGrammar } from './grammar/openapi.ts';
import { check } from './grammar/walk.ts';
import type { Node } from './node.ts';
import { payloadPlace, placeKey, schemaPlace, type SchemaPlace } from './reading.ts';

/** Holds every document against its grammar, and finds where its schemas stand. */
export function walkDocuments(
  files: SpecFiles,
  documents: readonly Document[],
  { house }: { house: boolean },
): { places: readonly SchemaPlace[]; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const places = new Map<string, SchemaPlace>();
  for (const document of documents) {
    const add = (place: SchemaPlace): void => void places.set(placeKey(place), place);
    const onSchema = (node: Node, rule: 'schema' | 'payload'): void => {
      const found = rule === 'payload' ? payloadPlace(files, node) : schemaPlace(files, node, document.dialect);
      if ('code' in found) problems.push(found);
      else if (isComponent(node) && found.dialect === document.dialect) add({ node, dialect: document.dialect });
      else add(found);
    };
    const besideReference = document.kind === 'openapi' ? ['summary', 'description'] : [];
    const grammar =
      document.kind === 'asyncapi' ? asyncApiGrammar({ house }) : openApiGrammar(document.version, { house });
    check({ files, problems, onSchema, besideReference, seen: new Map() }, grammar, document.root);
  }
  return { places: [...places.values()], problems };
}

/** A component is a schema of its own, even where it is only another name for one. */
function isComponent(node: Node): boolean {
  return node.path.length === 3 && node.path[0] === 'components' && node.path[1] === 'schemas';
}
