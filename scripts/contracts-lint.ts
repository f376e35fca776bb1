/** `npm run contracts:lint`: the official validators and the house rules of .spectral.yaml on every file under specs. */
import { runContractsLint } from './contracts-lint/run.ts';

process.exitCode = await runContractsLint('specs', '.spectral.yaml', console);
