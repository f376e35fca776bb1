import { engine as realEngine, type Engine } from './engine.ts';
import { watchTree } from './watch/watch-tree.ts';
import { CodegenError } from './output/codegen-error.ts';
import { run, type GenerateOptions, type RunMemory, type RunResult } from './run.ts';

/** One run of a watch: its result and how long it took since the change was seen, or why it could not run. */
export type WatchRun = { readonly result: RunResult; readonly milliseconds: number } | { readonly failure: string };

export interface Watcher {
  /** Stops watching, after the run that is under way. */
  close(): Promise<void>;
}

/**
 * Generates at once and again after every change in the specs folder; only changed files are read again. A run that
 * fails is told of and the watch goes on, whatever happens to the folder.
 */
export function watch(
  options: GenerateOptions,
  onRun: (run: WatchRun) => void | Promise<void>,
  engine: Engine = realEngine,
): Watcher {
  const hash = engine.hash();
  const sameEngine: Engine = { ...engine, hash: () => hash };
  const memory: RunMemory = {};
  const generateOnce = async (since: number): Promise<void> => {
    try {
      const result = await run(options, sameEngine, memory);
      await onRun({ result, milliseconds: performance.now() - since });
    } catch (error) {
      await onRun({ failure: error instanceof CodegenError ? error.message : `internal error: ${String(error)}` });
    }
  };
  let runs = Promise.resolve();
  const tree = watchTree(options.specs, (since) => {
    runs = runs.then(() => generateOnce(since));
  });
  runs = generateOnce(performance.now()).then(() => warmUp(options, sameEngine, memory));
  return {
    close() {
      tree.close();
      return runs;
    },
  };
}

/** So that the first save does not wait for code to be loaded and documents to be read: a check does both. */
async function warmUp(options: GenerateOptions, engine: Engine, memory: RunMemory): Promise<void> {
  try {
    await run({ ...options, check: true }, engine, memory);
    await engine.warmUp?.();
  } catch {
    // The run that needs it will say what is wrong.
  }
}
