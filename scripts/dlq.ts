import { runDlq } from './dlq/run.ts';

process.exitCode = await runDlq(process.argv.slice(2), process.env, console);
