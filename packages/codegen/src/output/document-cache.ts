import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LoadedDocuments, SpecFile } from '../input/documents.ts';
import { isJsonObject, type JsonValue } from '../ir/json.ts';
import { writeAtomically } from './atomic-write.ts';
import { sha256, stableHash } from './stable-hash.ts';

/**
 * What the files of a specs folder say, kept between processes: parsing YAML is what an otherwise small run would spend
 * most of its time on. Only files without problems are kept, and without their trees.
 */
export interface DocumentCache {
  read(): LoadedDocuments | undefined;
  keep(documents: LoadedDocuments): void;
}

/** A cache that keeps nothing. */
export const noDocumentCache: DocumentCache = { read: () => undefined, keep: () => undefined };

/** The cache of one specs folder, for one version of the engine. */
export function openDocumentCache(cacheDir: string, engine: string, specs: string): DocumentCache {
  const path = join(cacheDir, 'documents', `${stableHash(resolve(specs)).slice(0, 32)}.json`);
  return {
    read() {
      try {
        const [checksum = '', text = ''] = readFileSync(path, 'utf8').split('\n', 2);
        if (checksum !== sha256(engine + text)) return undefined;
        const files: unknown = JSON.parse(text);
        return Array.isArray(files) ? documentsOf(specs, files.filter(isSpecFile)) : undefined;
      } catch {
        return undefined;
      }
    },
    keep(documents) {
      if (![...documents.files.values()].some(({ tree }) => tree !== undefined)) return;
      try {
        const text = `[${[...documents.files.values()].flatMap((file) => printFile(file, documents)).join(',')}]`;
        writeAtomically(path, `${sha256(engine + text)}\n${text}\n`);
      } catch {
        // A full disk or a read-only folder: the files are parsed again next time.
      }
    },
  };
}

function documentsOf(dir: string, files: readonly SpecFile[]): LoadedDocuments {
  return { dir, files: new Map(files.map((file) => [file.file, file])), problems: [] };
}

/** Nothing for a file that JSON cannot hold as it is (`-0`), or only at a multiple of its size (aliases). */
function printFile(file: SpecFile, { problems }: LoadedDocuments): readonly string[] {
  if (file.value === undefined || problems.some(({ origin }) => origin.file === file.file)) return [];
  const lost: JsonValue[] = [];
  const json = JSON.stringify({ ...file, tree: undefined }, (_key, item: JsonValue) => {
    if (Object.is(item, -0)) lost.push(item);
    return item;
  });
  return lost.length === 0 && json.length < 10_000 + 10 * file.text.length ? [json] : [];
}

/** The checksum has shown that this module wrote it. */
function isSpecFile(value: unknown): value is SpecFile {
  if (!isJsonObject(value)) return false;
  const { file, text, kind } = value;
  return [file, text, kind].every((field) => typeof field === 'string');
}
