import { runTrace } from './trace/run.ts';

process.exitCode = await runTrace(process.argv.slice(2), process.env, console);
