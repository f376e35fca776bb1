import type { SpecFiles } from '../input/documents.ts';
import { isJsonObject, own, type JsonValue } from '../ir/json.ts';
import { splitReference } from './references.ts';

/** The files that each file refers to, by any `$ref` in it and by the mappings of its discriminators. */
export function fileGraph(files: SpecFiles): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, ReadonlySet<string>>();
  for (const { file, value } of files.values()) {
    const targets = new Set<string>();
    collect(value ?? null, (reference) => {
      const target = splitReference(file, reference)?.file;
      if (target !== undefined && target !== file && files.has(target)) targets.add(target);
    });
    graph.set(file, targets);
  }
  return graph;
}

/** The files that one leads to, itself included. */
export function reachable(graph: ReturnType<typeof fileGraph>, file: string): ReadonlySet<string> {
  const reached = new Set([file]);
  for (const next of reached) for (const target of graph.get(next) ?? []) reached.add(target);
  return reached;
}

function collect(value: JsonValue, found: (reference: string) => void): void {
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value;
    for (const item of items) collect(item, found);
  } else if (isJsonObject(value)) {
    const reference = own(value, '$ref');
    if (typeof reference === 'string') found(reference);
    const mapping = own(value, 'mapping');
    for (const child of isJsonObject(mapping) ? Object.values(mapping) : []) {
      if (typeof child === 'string') found(child);
    }
    for (const child of Object.values(value)) collect(child, found);
  }
}
