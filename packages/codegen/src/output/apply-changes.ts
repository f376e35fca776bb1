import { mkdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findAbandoned, temporaryName, writeAtomically } from './atomic-write.ts';
import { CodegenError, errorCode, reasonOf } from './codegen-error.ts';
import type { Comparison } from './compare-files.ts';
import { isPathBelow, manifestName, mergeManifests, parseManifest, printManifest, type Manifest } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';

/**
 * Makes the output folder what the specs yield: writes what is changed or missing (the manifest among it), removes what
 * is stale, touches nothing else.
 *
 * All new texts are on the disk, in a temporary folder beside the generated ones, before the first file changes, so that
 * a full disk or a missing permission changes nothing. A run that is killed between leaves whole files, old or new, and
 * a manifest that names both, from which the next run goes on.
 *
 * @throws CodegenError naming the file that cannot be written or removed.
 */
export function applyChanges(
  folder: OutputFolder,
  texts: ReadonlyMap<string, string>,
  comparison: Comparison,
  before: Manifest,
): void {
  const { changed, missing, stale } = comparison;
  removeAbandoned(folder);
  if (changed.length + missing.length + stale.length === 0) return;
  const wanted = [...changed, ...missing].filter((path) => path !== manifestName);
  const manifest = texts.get(manifestName) ?? '';
  const manifestPath = join(folder.root, manifestName);
  const stage = join(folder.root, temporaryName('stage'));
  try {
    attempt(folder, '', () => mkdirSync(stage, { recursive: true }));
    wanted.forEach((path, index) => {
      attempt(folder, path, () => writeFileSync(join(stage, String(index)), texts.get(path) ?? ''));
    });
    const both = printManifest(mergeManifests(before, parseManifest(manifest)));
    attempt(folder, manifestName, () => writeAtomically(manifestPath, both));
    for (const path of stale) attempt(folder, path, (file) => rmSync(file, { force: true }));
    const gone = [...before.keys()].filter((path) => !texts.has(path) && isPathBelow(path));
    removeEmptyFolders(folder, [...gone, ...wanted.map((path) => `${path}/.`)]);
    wanted.forEach((path, index) => {
      attempt(folder, path, (file) => moveIntoPlace(join(stage, String(index)), file));
    });
    attempt(folder, manifestName, () => writeAtomically(manifestPath, manifest));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Another run may remove a folder that has just become empty: the second attempt makes it again. */
function moveIntoPlace(from: string, to: string): void {
  for (const last of [false, true]) {
    mkdirSync(dirname(to), { recursive: true });
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (last || errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

/** Removes the folders above some paths that hold nothing any more, but not the output folder itself. */
function removeEmptyFolders(folder: OutputFolder, paths: readonly string[]): void {
  for (const path of paths) {
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      try {
        rmdirSync(join(folder.root, parent));
      } catch {
        break;
      }
    }
  }
}

/** What killed runs left behind. */
function removeAbandoned(folder: OutputFolder): void {
  for (const name of findAbandoned(folder.root)) {
    attempt(folder, name, (path) => rmSync(path, { recursive: true, force: true }));
  }
}

function attempt(folder: OutputFolder, path: string, act: (absolute: string) => void): void {
  try {
    act(join(folder.root, path));
  } catch (error) {
    throw new CodegenError(`cannot write ${join(folder.given, path)}: ${reasonOf(error)}`);
  }
}
