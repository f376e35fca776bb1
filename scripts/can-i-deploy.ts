import { runCanIDeploy } from './can-i-deploy/run.ts';

process.exitCode = await runCanIDeploy(process.argv.slice(2), process.cwd(), console);
