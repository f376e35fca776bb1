import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnose.ts';
import { findAbandoned, writeAtomically } from './atomic-write.ts';
import { sha256, stableHash } from './stable-hash.ts';

/** What a run left behind when all was well: as long as it describes the disk, another run would do nothing. */
export interface Stamp {
  readonly engine: string;
  /** The fingerprint of the specs folder. */
  readonly specs: string;
  /** The generated files, the manifest too. */
  readonly paths: readonly string[];
  /** The fingerprint of their content. */
  readonly output: string;
  /** The warnings, to be shown again. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Which stamp belongs to a pair of folders. They count as given, since warnings show them so. */
export function stampPath(cacheDir: string, specs: string, out: string): string {
  return join(cacheDir, 'stamps', `${stableHash([resolve(specs), resolve(out), specs, out]).slice(0, 32)}.json`);
}

/** The stamp of the last run, or undefined where there is none that can be read whole. */
export function readStamp(path: string): Stamp | undefined {
  try {
    const [checksum = '', text = ''] = readFileSync(path, 'utf8').split('\n', 2);
    const stamp: unknown = checksum === sha256(text) ? JSON.parse(text) : undefined;
    return isStamp(stamp) ? stamp : undefined;
  } catch {
    return undefined;
  }
}

/** The checksum has shown that it is what some version of this module wrote. */
function isStamp(value: unknown): value is Stamp {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['engine', 'specs', 'output'].every((key) => typeof Reflect.get(value, key) === 'string') &&
    ['paths', 'diagnostics'].every((key) => Array.isArray(Reflect.get(value, key)))
  );
}

/** Keeps a stamp; a cache that cannot be written costs the next run its short cut, nothing else. */
export function writeStamp(path: string, stamp: Stamp): void {
  try {
    const text = JSON.stringify(stamp);
    writeAtomically(path, `${sha256(text)}\n${text}\n`);
  } catch {
    // See above.
  }
}

/** Whether the disk is still as a stamp says, and no killed run has left anything to clear away. */
export function stampHolds(stamp: Stamp, engine: string, specs: string, out: string): boolean {
  if (stamp.engine !== engine || stamp.specs !== specs) return false;
  return stamp.output === fingerprint(stamp.paths, (path) => fileHash(join(out, path))) && findAbandoned(out).length === 0;
}

/** The fingerprint that an output folder with these texts has. */
export function textsFingerprint(texts: ReadonlyMap<string, string>): string {
  return fingerprint([...texts.keys()], (path) => sha256(texts.get(path) ?? ''));
}

/**
 * The hash of every file in the specs folder that the engine could read: names and content. A folder that cannot be
 * read hashes as such; saying so is left to the loader.
 */
export function specsFingerprint(dir: string): string {
  const parts: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.(?:ya?ml|json)$/i.test(entry.name)) parts.push(`${path}\0${fileHash(path)}`);
    }
  };
  try {
    visit(dir);
  } catch (error) {
    parts.push(`unreadable\0${String(error)}`);
  }
  return sha256(parts.sort().join('\0'));
}

function fingerprint(paths: readonly string[], hashOf: (path: string) => string): string {
  return sha256(paths.map((path) => `${path}\0${hashOf(path)}`).join('\0'));
}

function fileHash(path: string): string {
  try {
    return statSync(path).isFile() ? sha256(readFileSync(path)) : 'no file';
  } catch {
    return 'none';
  }
}
