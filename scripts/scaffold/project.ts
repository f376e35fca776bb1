import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A checkout, as far as it is read. */
export interface Project {
  readonly root: string;
  /** The text of a file, if it is there. */
  readonly read: (file: string) => string | undefined;
  /** The services that have code, in the order of their names. */
  readonly services: readonly string[];
  /** All files under `specs`, by names relative to it. */
  readonly specs: () => ReadonlyMap<string, Uint8Array>;
}

export function openProject(root: string): Project {
  const read = (file: string): string | undefined => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined);
  const services = readdirSync(join(root, 'services')).filter((name) => existsSync(join(root, 'services', name, 'package.json'))).sort();
  const specs = (): ReadonlyMap<string, Uint8Array> => {
    const folder = join(root, 'specs');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(files.map((entry) => [relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'), readFileSync(join(entry.parentPath, entry.name))]));
  };
  return { root, read, services, specs };
}

/** What is wrong with a request, given what there is; for people. */
export class ScaffoldRefusal extends Error {
  override readonly name = 'ScaffoldRefusal';
}

/** Files to write, by paths from the root, and what is left for people to do. */
export interface ScaffoldPlan {
  /** Files that must not be there yet. */
  readonly created: ReadonlyMap<string, string>;
  /** Files that are there, with something added. */
  readonly changed: ReadonlyMap<string, string>;
  readonly next: readonly string[];
}
