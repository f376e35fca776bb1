import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'peers');

/** Installs what its lockfile names, with that lockfile's integrity, unless it is there. No script of it runs. */
export function installPeers(): void {
  if (isInstalled()) return;
  process.stderr.write('installing the peers (npm ci in scripts/bench/messaging/peers) …\n');
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`the peers could not be installed:\n${stderr}`);
}

/** npm leaves a copy of the lockfile's packages where it has installed them. */
function isInstalled(): boolean {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const integrities = (text: string): ReadonlySet<string> => new Set(Array.from(text.matchAll(/"integrity": "([^"]+)"/g), ([, value = '']) => value));
  const there = integrities(readFileSync(installed, 'utf8'));
  return [...integrities(wanted)].every((value) => there.has(value));
}
