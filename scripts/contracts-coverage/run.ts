import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Output } from '../topology/run.ts';
import { withHelp, wrongArguments } from '../wrong-arguments.ts';
import { coverageText, coveredShare } from './coverage.ts';
import { declared } from './declared.ts';
import { exercisedIn } from './exercised.ts';

const help = `npm run contracts:coverage [-- OPTIONS]

Which operations, answers, events, versions and parties of the contracts the tests have met. npm test takes notes of it; so
does every single test of a service, the gateway or the shop. Where there are none, these tests are run.

  --run     forgets the notes, and runs the tests of services, gateway and shop
  --report  runs nothing; exit code 1 where there are no notes
  --help    print this

Exit code: 0, or 1 where less than 95 % were met.`;

const leastShare = 0.95;

export interface CoverageOptions {
  /** Where the notes are. */
  readonly folder: string;
  readonly output: Output;
  /** Runs the tests that take notes there. @returns their exit code */
  readonly runTests: () => number;
}

/** Runs the command. @returns its exit code */
export function runCoverage(args: readonly string[], { folder, output, runTests }: CoverageOptions): number {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { run: { type: 'boolean' }, report: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    output.error(`contracts:coverage: ${withHelp('contracts:coverage', wrongArguments(error))}`);
    return 1;
  }
  if (values.help === true) {
    output.log(help);
    return 0;
  }
  if (values.run === true) rmSync(folder, { recursive: true, force: true });
  const isNoted = exercisedIn(folder).names.size > 0;
  if (!isNoted && values.report === true) {
    output.error('contracts:coverage: no test has taken notes yet: npm test does, and npm run contracts:coverage without --report');
    return 1;
  }
  if (!isNoted) output.log('No test has taken notes yet: the tests of services, gateway and shop are run.');
  const tested = isNoted ? 0 : runTests();
  return report(folder, output) && tested === 0 ? 0 : 1;
}

function report(folder: string, output: Output): boolean {
  const { names, lastAt } = exercisedIn(folder);
  const contracts = declared();
  const share = coveredShare(contracts, names);
  output.log(coverageText(contracts, names));
  if (lastAt !== undefined) output.log(`\n   From the notes of all tests up to ${lastAt.toISOString().slice(0, 16).replace('T', ' ')} UTC; -- --run takes them anew. npm run docs marks its pages with them.`);
  if (share < leastShare) output.error(`\n${(share * 100).toFixed(1)} % is less than ${leastShare * 100} %: were only some of the tests run?`);
  return share >= leastShare;
}
