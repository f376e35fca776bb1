import { join } from 'node:path';
import { CodegenError } from './codegen-error.ts';
import { contentHash, isPathBelow, type Manifest } from './manifest.ts';
import { filesBelow, findStrays, type Found, type OutputFolder } from './output-folder.ts';

/** How the output folder differs from what the specs yield. */
export interface Comparison {
  readonly unchanged: readonly string[];
  /** On the disk with another text. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Ours, as we wrote them, and no longer planned. */
  readonly stale: readonly string[];
  /** Beside ours and not planned; not written by us, or edited since, and therefore never removed. */
  readonly foreign: readonly string[];
}

/**
 * Compares the wanted texts, and the list of what was written before, with the disk.
 *
 * @throws CodegenError where something that is not ours stands in the place of a file or of its folder.
 */
export function compareFiles(folder: OutputFolder, texts: ReadonlyMap<string, string>, before: Manifest): Comparison {
  const unchanged: string[] = [];
  const changed: string[] = [];
  const missing: string[] = [];
  const obstructed: (readonly [string, Found])[] = [];
  for (const [path, text] of texts) {
    const found = folder.look(path);
    if (found.kind !== 'file') {
      missing.push(path);
      if (found.kind !== 'none') obstructed.push([path, found]);
    } else (Buffer.from(text).equals(found.bytes) ? unchanged : changed).push(path);
  }
  const { stale, edited } = findLeftOvers(folder, texts, before);
  for (const [path, found] of obstructed) refuseObstacle(folder, path, found, new Set(stale));
  const strays = findStrays(folder, new Set([...texts.keys(), ...stale]));
  return { unchanged, changed, missing, stale, foreign: [...new Set([...strays, ...edited])].sort() };
}

function findLeftOvers(
  folder: OutputFolder,
  texts: ReadonlyMap<string, string>,
  before: Manifest,
): { stale: readonly string[]; edited: readonly string[] } {
  const stale: string[] = [];
  const edited: string[] = [];
  for (const [path, hashes] of before) {
    const found = texts.has(path) || !isPathBelow(path) ? undefined : lookPastLinks(folder, path);
    if (found?.kind === 'file') (hashes.includes(contentHash(found.bytes)) ? stale : edited).push(path);
  }
  return { stale, edited };
}

/** What is no longer planned may have been replaced by anything: behind a link it is no longer ours. */
function lookPastLinks(folder: OutputFolder, path: string): Found | undefined {
  try {
    return folder.look(path);
  } catch {
    return undefined;
  }
}

/** What stands in the way may be stale itself: a file that has become a folder, or the other way round. */
function refuseObstacle(folder: OutputFolder, path: string, found: Found, stale: ReadonlySet<string>): void {
  if (found.kind === 'blocked' && !stale.has(found.by)) {
    throw new CodegenError(`${join(folder.given, found.by)} is a file, and ${join(folder.given, path)} needs a folder there`);
  }
  if (found.kind === 'folder' && !filesBelow(folder, path).every((file) => stale.has(file))) {
    throw new CodegenError(`${join(folder.given, path)} is a folder, and a generated file belongs there`);
  }
}
