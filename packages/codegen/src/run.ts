import type { Diagnostic } from './diagnostics/diagnose.ts';
import { engine as realEngine, type Engine } from './engine.ts';
import type { LoadedDocuments } from './input/documents.ts';
import { canonical } from './ir/canonical.ts';
import { applyChanges } from './output/apply-changes.ts';
import { openCache } from './output/cache.ts';
import { compareFiles } from './output/compare-files.ts';
import { manifestName, readManifest } from './output/manifest.ts';
import { openOutputFolder } from './output/output-folder.ts';
import { planFiles } from './output/plan-files.ts';
import { printFiles } from './output/print-files.ts';
import { fileResults, type FileResult } from './output/file-results.ts';
import { specsFingerprint } from './output/stamp.ts';
import { stopwatch, type Stage } from './output/stopwatch.ts';

export type { Diagnostic, FileResult, Stage };

export interface GenerateOptions {
  /** The folder with the specs. Diagnostics name files as this path and what follows it. */
  readonly specs: string;
  /** The folder to generate into. It is made where it does not exist. */
  readonly out: string;
  /** Write nothing; report how the output folder differs from the specs. */
  readonly check?: boolean;
  /** Where printed texts are kept between runs: see `defaultCacheDir`. False: nowhere. */
  readonly cacheDir?: string | false;
}

export interface RunResult {
  /** No error in the specs and, with `check`, no difference. */
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Every generated file in the order of the paths, and what was removed or does not belong; empty on errors. */
  readonly files: readonly FileResult[];
  /** Milliseconds by stage; a stage that was not needed is absent. */
  readonly durations: Readonly<Partial<Record<Stage, number>>>;
}

/** What a run leaves for the next one of the same process. */
export interface RunMemory {
  documents?: LoadedDocuments;
}

/**
 * Generates from a specs folder: loads, reads, checks, plans, prints, compares and writes what differs. On any error in
 * the specs nothing is written, and the last good output stays.
 *
 * @throws CodegenError where the output folder cannot be used or written.
 * @example
 * const { ok, diagnostics } = await generate({ specs: 'specs', out: 'generated' });
 */
export function generate(options: GenerateOptions): Promise<RunResult> {
  return run(options, realEngine);
}

/** `generate` with its stages given, and with what runs before have read. */
export async function run(options: GenerateOptions, engine: Engine, memory: RunMemory = {}): Promise<RunResult> {
  const { specs, out, check = false } = options;
  const { time, durations } = stopwatch();
  const folder = openOutputFolder(out, specs);
  const fingerprint = specsFingerprint(specs);
  const cache = openCache(options, engine.hash(), fingerprint);
  const last = check ? undefined : await time('stamp', () => cache.lastRun());
  if (last !== undefined) return { ok: true, ...last, durations };

  const documents = await time('load', () => engine.load(specs, memory.documents ?? cache.documents.read()));
  if (memory.documents === undefined) cache.documents.keep(documents);
  memory.documents = documents;
  const { contract, problems } = await time('read', () => engine.read(documents));
  const checked = await time('check', () => (contract === undefined ? [] : engine.check(contract, documents)));
  const found = [...documents.problems, ...problems, ...checked];
  const diagnostics = await engine.diagnose(found, documents, contract?.settings.profile ?? 'none');
  const wrong = contract === undefined || diagnostics.some(({ severity }) => severity === 'error');
  if (wrong) return { ok: false, diagnostics, files: [], durations };

  const emitters = await time('plan', () => engine.emitters());
  const plan = await time('plan', () => planFiles(canonical(contract), emitters));
  const texts = await time('print', () => printFiles(plan, cache));
  const manifest = readManifest(folder.look(manifestName));
  const comparison = await time('compare', () => compareFiles(folder, texts, manifest));
  const files = fileResults(comparison, check);
  if (check) return { ok: files.every(({ status }) => status === 'unchanged'), diagnostics, files, durations };

  if (specsFingerprint(specs) !== fingerprint) return run(options, engine, memory);
  await time('write', () => applyChanges(folder, texts, comparison, manifest));
  cache.keepRun({ texts, diagnostics, files });
  return { ok: true, diagnostics, files, durations };
}
