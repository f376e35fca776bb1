import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './atomic-write.ts';
import { sha256 } from './stable-hash.ts';

/** Printed texts by their keys. It never fails: what cannot be read is printed again, what cannot be kept is not. */
export interface TextCache {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
  /** Forgets the oldest texts where there are far more than the run needs. */
  prune(needed: ReadonlySet<string>): void;
}

/** A cache that keeps nothing. */
export const noTextCache: TextCache = { get: () => undefined, set: () => undefined, prune: () => undefined };

/**
 * A cache with one file per text, its own hash in the first line: a file that was cut short or changed is as good as
 * none. Several processes may use one folder.
 */
export function openTextCache(cacheDir: string): TextCache {
  const folder = join(cacheDir, 'texts');
  let added = false;
  return {
    get(key) {
      try {
        return parseEntry(readFileSync(join(folder, key), 'utf8'));
      } catch {
        return undefined;
      }
    },
    set(key, text) {
      added = true;
      try {
        writeAtomically(join(folder, key), `${sha256(text)}\n${text}`);
      } catch {
        // A full disk or a read-only folder: the text is printed again next time.
      }
    },
    prune(needed) {
      if (added) pruneFolder(folder, needed);
    },
  };
}

function parseEntry(entry: string): string | undefined {
  const text = entry.slice(65);
  return entry[64] === '\n' && entry.slice(0, 64) === sha256(text) ? text : undefined;
}

function pruneFolder(folder: string, needed: ReadonlySet<string>): void {
  try {
    const names = readdirSync(folder).filter((name) => !needed.has(name));
    const spare = 1000 + 4 * needed.size;
    if (names.length <= spare) return;
    const ages = names.map((name) => ({ name, age: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
    ages.sort((left, right) => left.age - right.age);
    for (const { name } of ages.slice(0, names.length - spare / 2)) rmSync(join(folder, name), { force: true });
  } catch {
    // Another process prunes too, or the folder cannot be written.
  }
}
