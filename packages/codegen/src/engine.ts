import type { Diagnostic } from './diagnostics/diagnose.ts';
import type { Problem } from './diagnostics/problem.ts';
import type { LoadedDocuments } from './input/documents.ts';
import type { Contract, Settings } from './ir/contract.ts';
import type { Emitter } from './ir/planned-file.ts';
import { engineHash } from './output/engine-hash.ts';

/** The stages of a run; each loads its code when it is first asked for, since most runs find nothing to do. */
export interface Engine {
  /** Changes whenever the same contract may be printed as another text. */
  hash(): string;
  /** Reads the specs folder; what has not changed may be taken from what was read before. */
  load(dir: string, before?: LoadedDocuments): Promise<LoadedDocuments>;
  read(documents: LoadedDocuments): Promise<{ contract: Contract | undefined; problems: readonly Problem[] }>;
  check(contract: Contract, documents: LoadedDocuments): Promise<readonly Problem[]>;
  diagnose(
    problems: readonly Problem[],
    documents: LoadedDocuments,
    profile: Settings['profile'],
  ): Promise<readonly Diagnostic[]>;
  emitters(): Promise<readonly Emitter[]>;
  /** Loads what a later run may need, while there is time. */
  warmUp?(): Promise<void>;
}

/** The engine itself, as opposed to the small ones of the tests. */
export const engine: Engine = {
  hash: () => engineHash(),
  load: async (dir, before) => (await import('./input/load.ts')).loadDocuments(dir, before),
  read: async (documents) => (await import('./read/read-contract.ts')).readContract(documents),
  check: async (contract, documents) => (await import('./checks/index.ts')).runChecks(contract, documents),
  diagnose: async (problems, documents, profile) => {
    const { diagnose } = await import('./diagnostics/diagnose.ts');
    return diagnose(problems, problems.length === 0 ? documents : await withTrees(documents), profile);
  },
  emitters: async () => (await import('./emitters/index.ts')).emitters,
  warmUp: async () => {
    await (await import('./emitters/events/modelina-load.ts')).loadModelina();
    await (await import('./emitters/http/openapi-typescript-load.ts')).loadOpenapiTypescript();
  },
};

/** Places need the trees, which a cache does not have. */
async function withTrees(documents: LoadedDocuments): Promise<LoadedDocuments> {
  const isWhole = [...documents.files.values()].every(({ tree, value }) => tree !== undefined || value === undefined);
  return isWhole ? documents : (await import('./input/load.ts')).loadDocuments(documents.dir);
}
