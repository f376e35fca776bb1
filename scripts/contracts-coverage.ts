/** `npm run contracts:coverage`: see scripts/contracts-coverage/run.ts. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { notesOf } from './contracts-coverage/exercised.ts';
import { runCoverage } from './contracts-coverage/run.ts';

const root = resolve(import.meta.dirname, '..');
const folder = notesOf(root);

process.exitCode = runCoverage(process.argv.slice(2), { folder, output: console, runTests });

function runTests(): number {
  const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', resolve(root, 'node_modules/jest/bin/jest.js')];
  const { status } = spawnSync(process.execPath, [...options, ...['services', 'gateway', 'scripts/test/shop'].map((place) => `^${root}/${place}/`)], { cwd: root, stdio: 'inherit', env: { ...process.env, CONTRACT_COVERAGE_DIR: folder } });
  return status ?? 1;
}
