/**
 * `npm run docs`: the documentation of the contracts as a static site under `generated/docs`, and the diagrams of README and
 * docs. `-- --check` only compares the diagrams; exit code 1 where one is not what the contracts say.
 */
import { resolve } from 'node:path';
import { runDocs } from './docs/run.ts';

process.exitCode = await runDocs(process.argv.slice(2), resolve(import.meta.dirname, '..'), console);
