import type { Document } from 'yaml';
import type { JsonValue } from '../ir/json.ts';
import type { Problem } from '../diagnostics/problem.ts';

/** What a file of the specs folder is, by the fields at its root. */
export type FileKind = 'asyncapi' | 'openapi' | 'settings' | 'fragment';

/** One file of the specs folder. */
export interface SpecFile {
  /** Relative to the specs folder, with `/` between folders. */
  readonly file: string;
  readonly text: string;
  readonly kind: FileKind;
  /** What the file says; absent where it does not parse. */
  readonly value?: JsonValue;
  /** The YAML tree that places are looked up in; absent where there is none. */
  readonly tree?: Document.Parsed;
}

/** The files of a specs folder by their relative names, in the order of those names. */
export type SpecFiles = ReadonlyMap<string, SpecFile>;

/** A specs folder as read, and what is wrong with its files before anyone asks what they mean. */
export interface LoadedDocuments {
  /** The folder as it was given. */
  readonly dir: string;
  readonly files: SpecFiles;
  readonly problems: readonly Problem[];
}
