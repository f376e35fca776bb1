import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { alone } from './lock.ts';

export const root = resolve(import.meta.dirname, '../..');

/** Something that is made of files, and made again only when one of them has changed. */
export interface MadeOnce {
  /** Globs of everything that it is made of, from the checkout. */
  readonly inputs: readonly string[];
  /** The file that remembers what it was made of, with what was made. */
  readonly stamp: string;
  /** The file that says that a process is making it. */
  readonly lock: string;
  readonly make: () => Promise<void>;
}

/**
 * Makes it where something has changed. Of two processes at once, one waits for the other. What fails is made again the next
 * time.
 *
 * @returns how long it took in seconds; 0 where what there is is still good
 */
export function madeOnce({ inputs, stamp, lock, make }: MadeOnce): Promise<number> {
  return alone(lock, async () => {
    const wanted = fingerprint(inputs);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 0;
    const started = performance.now();
    rmSync(stamp, { force: true });
    await make();
    writeFileSync(stamp, wanted);
    return (performance.now() - started) / 1000;
  });
}

function fingerprint(inputs: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  const files = inputs.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }));
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
