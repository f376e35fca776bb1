import type { Problem } from '../diagnostics/problem.ts';
import type { SpecFiles } from '../input/documents.ts';
import { isJsonObject } from '../ir/json.ts';
import { reachable, type fileGraph } from './file-graph.ts';

/** Fields that make one expect a document. */
const telling = ['info', 'channels', 'operations', 'paths', 'components', 'webhooks'];

/**
 * Files that are no documents and that no document leads to. Without the house profile only those that look like
 * one: other people's folders hold all kinds of YAML and JSON.
 */
export function unusedFiles(
  files: SpecFiles,
  graph: ReturnType<typeof fileGraph>,
  { house }: { house: boolean },
): readonly Problem[] {
  const used = new Set<string>();
  for (const { file, kind } of files.values()) {
    if (kind === 'asyncapi' || kind === 'openapi') for (const reached of reachable(graph, file)) used.add(reached);
  }
  const hidden = [...files.values()].some(({ value }) => value === undefined);
  return [...files.values()].flatMap(({ file, kind, value }) => {
    if (kind !== 'fragment' || used.has(file) || value === undefined || hidden) return [];
    if (!house && !(isJsonObject(value) && telling.some((field) => Object.hasOwn(value, field)))) return [];
    const message = 'no document ("asyncapi" or "openapi" is not at its root), and no document refers to it';
    return [{ code: 'UNUSED_FILE', message, origin: { file, path: [] } }];
  });
}
