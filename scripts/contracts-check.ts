import { runContractsCheck } from './contracts-check/run.ts';

process.exitCode = await runContractsCheck(process.argv.slice(2), process.cwd(), console);
