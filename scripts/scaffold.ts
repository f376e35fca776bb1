/** `npm run scaffold`: see scripts/scaffold/arguments.ts. */
import { runScaffold } from './scaffold/run.ts';

process.exitCode = await runScaffold(process.argv.slice(2), process.cwd(), console);
