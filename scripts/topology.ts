import { runTopology } from './topology/run.ts';

process.exitCode = await runTopology(process.argv.slice(2), process.env, console);
