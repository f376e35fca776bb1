import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { madeOnce, root } from '../made-once/made-once.ts';

/** Where the documentation is. */
export const docsFolder = join(root, 'generated/docs');

/** Everything that the pages are made of; what git and the tests have noted alone makes no new ones. */
const inputs = ['specs/**/*', 'generated/gateway/openapi.json', 'scripts/docs/**/*', 'services/*/migrations/**/*', 'packages/codegen/src/{ir,read,schema}/**/*', 'web/src/app/globals.css', 'package-lock.json'];

/**
 * Makes the documentation, unless nothing has changed since it was made. `say` is told before it begins, and what was wrong:
 * whoever needs a shop more than its documentation can go on.
 */
export async function ensureDocs(say: (line: string) => void): Promise<void> {
  try {
    await madeOnce({
      inputs,
      stamp: join(docsFolder, '.inputs'),
      lock: join(root, '.cache/docs.lock'),
      make: async () => {
        say('Making the documentation, once until the contracts change …');
        await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'scripts/docs.ts'), '--site-only'], { cwd: root });
      },
    });
  } catch (error) {
    const printed = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
    say(`There is no new documentation: ${printed === '' ? String(error) : printed}`);
  }
}
