/**
 * Run by npm in a package's folder before it packs or publishes it: in the repository the entry points are TypeScript
 * sources, which Node runs as they are, but not under `node_modules`; in the tarball they are JavaScript with
 * declarations. `postpack.ts` undoes it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from './build.ts';
import { beginPacking } from './packing.ts';

const repository = join(import.meta.dirname, '..', '..');
const folder = process.cwd();

try {
  beginPacking(folder, packerOf(process.ppid), () => {
    buildPackage(repository, folder);
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** npm's own process, which lives until the tarball is written; a shell between it and this script does not. */
function packerOf(parent: number): number {
  try {
    const status = readFileSync(`/proc/${parent}/status`, 'utf8');
    const isShell = /^Name:\s*(?:sh|bash|dash|ash|busybox)$/m.test(status);
    const grandparent = Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]);
    return isShell && grandparent > 1 ? grandparent : parent;
  } catch {
    return parent;
  }
}
