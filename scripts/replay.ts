import { runReplay } from './replay/run.ts';

process.exitCode = await runReplay(process.argv.slice(2), process.env, console);
