import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');

/** Where the documentation is. */
export const docsFolder = join(root, 'generated/docs');

/** Everything that the pages are made of; what git and the tests have noted alone makes no new ones. */
const inputs = ['specs/**/*', 'generated/gateway/openapi.json', 'scripts/docs/**/*', 'services/*/migrations/**/*', 'packages/codegen/src/{ir,read,schema}/**/*', 'web/src/app/globals.css', 'package-lock.json'];
const stamp = join(docsFolder, '.inputs');

/**
 * Makes the documentation, unless nothing has changed since it was made. `say` is told before it begins, and what was wrong:
 * whoever needs a shop more than its documentation can go on.
 */
export async function ensureDocs(say: (line: string) => void): Promise<void> {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Making the documentation, once until the contracts change …');
  try {
    await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'scripts/docs.ts'), '--site-only'], { cwd: root });
    writeFileSync(stamp, wanted);
  } catch (error) {
    const printed = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
    say(`There is no new documentation: ${printed === '' ? String(error) : printed}`);
  }
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  const files = inputs.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }));
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
