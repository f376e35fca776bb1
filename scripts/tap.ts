import { runTap } from './tap/run.ts';

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());

process.exitCode = await runTap(process.argv.slice(2), { environment: process.env, output: console, signal: interrupted.signal });
