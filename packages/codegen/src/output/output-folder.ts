import { lstatSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { CodegenError, errorCode, reasonOf } from './codegen-error.ts';

/** The folder that is generated into, as it is on the disk. Paths are relative to it, with `/` between folders. */
export interface OutputFolder {
  /** As the user gave it, for messages. */
  readonly given: string;
  /** Without symbolic links. */
  readonly root: string;
  /** What stands at a path. */
  readonly look: (path: string) => Found;
}

/** What stands at a path: a file's bytes, nothing, a folder, or nothing because a file stands where a folder should. */
export type Found =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'none' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'blocked'; readonly by: string };

/**
 * Opens the output folder, which need not exist and may itself be a symbolic link.
 *
 * @throws CodegenError where it is a file, or inside the specs folder or around it; its `look` throws one where a
 * symbolic link stands in the way, since what we write must not land elsewhere.
 */
export function openOutputFolder(given: string, specs: string): OutputFolder {
  const root = realRoot(given);
  refuseNesting(given, specs);
  const kinds = new Map<string, 'file' | 'folder' | undefined>();
  const kindOf = (path: string): 'file' | 'folder' | undefined => {
    if (!kinds.has(path)) kinds.set(path, kindOnDisk(join(root, path), join(given, path)));
    return kinds.get(path);
  };
  return {
    given,
    root,
    look(path) {
      for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
        const folder = path.slice(0, end);
        const kind = kindOf(folder);
        if (kind !== 'folder') return kind === 'file' ? { kind: 'blocked', by: folder } : { kind: 'none' };
      }
      const kind = kindOnDisk(join(root, path), join(given, path));
      if (kind === 'file') return { kind, bytes: readBytes(join(root, path), join(given, path)) };
      return { kind: kind ?? 'none' };
    },
  };
}

/** The files in a folder and its subfolders. */
export function filesBelow(folder: OutputFolder, path: string): readonly string[] {
  return entriesOf(join(folder.root, path)).flatMap((entry) => {
    const below = `${path}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, below) : [below];
  });
}

/**
 * Files that nobody planned in the folders that the planned files share. Hidden files, `node_modules` and `dist` (what
 * npm and packing put there) are none of our business, nor are folders that hold no planned file at all.
 */
export function findStrays(folder: OutputFolder, planned: ReadonlySet<string>): readonly string[] {
  const roots = new Set([...planned].filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))));
  const visit = (path: string): string[] =>
    entriesOf(join(folder.root, path)).flatMap((entry) => {
      const below = `${path}/${entry.name}`;
      if (isIgnored(entry.name)) return [];
      if (entry.isDirectory()) return visit(below);
      return planned.has(below) ? [] : [below];
    });
  return [...roots].flatMap(visit).sort();
}

function isIgnored(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === 'dist' || name.endsWith('.tgz');
}

function entriesOf(absolute: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(absolute, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What is generated would be read as specs, or specs be taken for what is left over. */
function refuseNesting(given: string, specs: string): void {
  const [out, input] = [realPlace(given), realPlace(specs)];
  if (`${out}${sep}`.startsWith(`${input}${sep}`) || `${input}${sep}`.startsWith(`${out}${sep}`)) {
    throw new CodegenError(`the specs folder ${specs} and the output folder ${given} must not be one inside the other`);
  }
}

function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(resolve(path));
    return parent === resolve(path) ? parent : join(realPlace(parent), basename(path));
  }
}

function realRoot(given: string): string {
  let root: string;
  try {
    root = realpathSync(given);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && lstatSync(given, { throwIfNoEntry: false }) === undefined) return resolve(given);
    throw new CodegenError(`the output folder ${given} cannot be used: ${reasonOf(error)}`);
  }
  if (!lstatSync(root).isDirectory()) throw new CodegenError(`the output folder ${given} is a file`);
  return root;
}

function kindOnDisk(absolute: string, shown: string): 'file' | 'folder' | undefined {
  const entry = attempt(() => lstatSync(absolute, { throwIfNoEntry: false }), shown);
  if (entry?.isSymbolicLink() === true) {
    throw new CodegenError(`${shown} is a symbolic link; what is generated must not land elsewhere`);
  }
  return entry === undefined ? undefined : entry.isDirectory() ? 'folder' : 'file';
}

function readBytes(absolute: string, shown: string): Uint8Array {
  return attempt(() => readFileSync(absolute), shown);
}

function attempt<T>(read: () => T, shown: string): T {
  try {
    return read();
  } catch (error) {
    throw new CodegenError(`${shown} cannot be read: ${reasonOf(error)}`);
  }
}
