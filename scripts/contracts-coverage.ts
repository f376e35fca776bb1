/**
 * `npm run contracts:coverage [-- --report]`: which operations, answers and events of the contracts the tests have met. It
 * runs the tests of services, gateway and shop first; with `--report` it only reads what the last run has noted. Exit
 * code 1 where less than 95 % were met.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { coverageText, coverageOf } from './contracts-coverage/coverage.ts';
import { declared } from './contracts-coverage/declared.ts';
import { exercisedIn } from './contracts-coverage/exercised.ts';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, '.cache/contracts-coverage');
const bound = 0.95;

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const tested = args.includes('--report') ? 0 : runTests();
  const coverage = coverageOf(declared(), exercisedIn(folder));
  console.log(coverageText(coverage));
  if (coverage.share < bound) console.error(`\n${(coverage.share * 100).toFixed(1)} % is less than ${bound * 100} %`);
  return tested === 0 && coverage.share >= bound ? 0 : 1;
}

function runTests(): number {
  rmSync(folder, { recursive: true, force: true });
  const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', resolve(root, 'node_modules/jest/bin/jest.js')];
  const { status } = spawnSync(process.execPath, [...options, ...['services', 'gateway', 'scripts/test/shop'].map((place) => `^${root}/${place}/`)], { cwd: root, stdio: 'inherit', env: { ...process.env, CONTRACT_COVERAGE_DIR: folder } });
  return status ?? 1;
}
