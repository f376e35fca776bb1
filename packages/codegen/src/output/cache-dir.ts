import { mkdirSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * Where texts and stamps are kept between runs: `node_modules/.cache/kada-codegen` in the nearest folder above the
 * output that has a `node_modules`, else a folder of the user's own below the system's temporary one.
 * Deleting it costs time, nothing else.
 */
export function defaultCacheDir(out: string): string {
  for (let folder = resolve(out); ; folder = dirname(folder)) {
    if (isFolder(join(folder, 'node_modules'))) return join(folder, 'node_modules', '.cache', 'kada-codegen');
    if (dirname(folder) === folder) return join(tmpdir(), `kada-codegen-${ownName()}`);
  }
}

/**
 * Whether a cache folder may be used, after making it: one that someone else owns is not, since its texts would
 * become our code.
 */
export function openCacheDir(dir: string): boolean {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const { uid } = statSync(dir);
    const own = process.getuid?.();
    return own === undefined || uid === own || own === 0;
  } catch {
    return false;
  }
}

function ownName(): string {
  try {
    return String(process.getuid?.() ?? userInfo().username);
  } catch {
    return 'user';
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
