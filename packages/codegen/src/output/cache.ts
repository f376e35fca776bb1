import type { Diagnostic } from '../diagnostics/diagnose.ts';
import { defaultCacheDir, openCacheDir } from './cache-dir.ts';
import { noDocumentCache, openDocumentCache, type DocumentCache } from './document-cache.ts';
import type { FileResult } from './file-results.ts';
import { manifestName } from './manifest.ts';
import { readStamp, stampHolds, stampPath, textsFingerprint, writeStamp } from './stamp.ts';
import { noTextCache, openTextCache, type TextCache } from './text-cache.ts';

/** What is kept from run to run, outside the output folder. */
export interface Cache {
  /** The engine's hash, a part of every key. */
  readonly engine: string;
  readonly texts: TextCache;
  readonly documents: DocumentCache;
  /** The result of the last run, where the specs, the engine and the output folder are still as it left them. */
  lastRun(): Pick<Outcome, 'diagnostics' | 'files'> | undefined;
  keepRun(outcome: Outcome): void;
}

interface Outcome {
  readonly texts: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly FileResult[];
}

/** Whose cache it is, and where. */
export interface CachePlace {
  readonly specs: string;
  readonly out: string;
  /** `defaultCacheDir` where it is not given; false: nothing is kept. */
  readonly cacheDir?: string | false;
}

/** Opens the cache of a run; where its folder cannot be used, one that keeps nothing. */
export function openCache(place: CachePlace, engine: string, specsFingerprint: string): Cache {
  const { specs, out, cacheDir = defaultCacheDir(out) } = place;
  if (cacheDir === false || !openCacheDir(cacheDir)) {
    return { engine, texts: noTextCache, documents: noDocumentCache, lastRun: () => undefined, keepRun: () => undefined };
  }
  const path = stampPath(cacheDir, specs, out);
  return {
    engine,
    texts: openTextCache(cacheDir),
    documents: openDocumentCache(cacheDir, engine, specs),
    lastRun() {
      const stamp = readStamp(path);
      if (stamp === undefined || !stampHolds(stamp, engine, specsFingerprint, out)) return undefined;
      const files = stamp.paths.filter((file) => file !== manifestName).map((file) => ({ path: file, status: 'unchanged' as const }));
      return { diagnostics: stamp.diagnostics, files };
    },
    keepRun({ texts, diagnostics, files }) {
      // What is left over is said again until someone deletes it.
      if (files.some(({ status }) => status === 'left-over')) return;
      writeStamp(path, { engine, specs: specsFingerprint, paths: [...texts.keys()], output: textsFingerprint(texts), diagnostics });
    },
  };
}
