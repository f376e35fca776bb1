import type { Contract } from './contract.ts';

/** A file that an emitter wants to exist. */
export interface PlannedFile {
  /** Below the output folder, with `/` between folders. */
  readonly path: string;
  /** All that its text depends on besides the engine: the text is cached under its hash. */
  readonly input: unknown;
  /** The text. Called only where the cache does not have it. */
  print(): string | Promise<string>;
}

/** Plans files from a contract; it prints lazily and never touches the disk. */
export type Emitter = (contract: Contract) => Iterable<PlannedFile>;
