import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite } from './build-site.ts';
import { drawDiagrams, drifted, writeDiagrams, type Drawn } from './diagrams.ts';
import { BrokenSpecsError, readSystem } from './read-system.ts';

const help = `npm run docs [-- OPTIONS]

Writes the documentation of the contracts, and the diagrams of README and docs.

  --site-only  leaves the diagrams as they are
  --check      writes nothing; exit code 1 where a diagram is not what the contracts say
  --out DIR    where the site goes; generated/docs unless given
  --help`;

/** Where the command writes. */
export type Output = Pick<Console, 'log' | 'error'>;

/**
 * Runs the command for a repository.
 *
 * @returns its exit code: 0 done, 1 a diagram has drifted or the specs have errors, 2 it could not run
 */
export async function runDocs(args: readonly string[], root: string, output: Output): Promise<number> {
  const started = performance.now();
  try {
    const { values } = parseArgs({ args: [...args], options: { 'site-only': { type: 'boolean', default: false }, check: { type: 'boolean', default: false }, out: { type: 'string' }, help: { type: 'boolean', default: false } } });
    if (values.help) {
      output.log(help);
      return 0;
    }
    const specs = await readSystem(join(root, 'specs'));
    const diagrams = values['site-only'] ? [] : await drawDiagrams(root, specs.system);
    if (values.check) return check(diagrams, output);
    await writeDiagrams(root, diagrams);
    const out = resolve(root, values.out ?? 'generated/docs');
    const pages = await buildSite({ root, specs, out });
    output.log(`${pages} pages in ${relative(root, join(out, 'index.html'))}, after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return 0;
  } catch (error) {
    output.error(error instanceof Error ? error.message : String(error));
    return error instanceof BrokenSpecsError ? 1 : 2;
  }
}

function check(diagrams: readonly Drawn[], output: Output): number {
  const wrong = drifted(diagrams);
  for (const { file } of wrong) output.error(`${file}: a diagram is not what the contracts say; npm run docs draws it again`);
  if (wrong.length === 0) output.log(`${diagrams.length} files with diagrams are what the contracts say`);
  return wrong.length === 0 ? 0 : 1;
}
