import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runScript } from './run-script.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kada-broker-'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

/** Where no folder can be made. In /proc, Node's own recursive `mkdir` never ends. */
const impossible = [
  ['in a system folder', () => '/proc/x'],
  ['below one that cannot be made', () => '/proc/x/y'],
  ['a file', () => join(folder, 'file')],
  ['below a file', () => join(folder, 'file', 'journal')],
] as const;

test.each(impossible)('a journal %s is one line and exit code 1', async (_, journal) => {
  const ran = await runScript('broker.ts', ['--port', '0', '--journal', journal()], {});
  expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^broker: the journal's folder .+ cannot be made \([A-Z]+\)\n$/) });
}, 20_000);

test.each([
  [['--port', 'x'], "broker: 'x' is no port\n"],
  [['--user', 'guest'], "broker: 'guest' is no NAME:PASSWORD\n"],
  [['--prot', '1'], "broker: Unknown option '--prot'"],
])('%j is refused, with the usage', async (args, line) => {
  const ran = await runScript('broker.ts', args, {});
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr.startsWith(line)).toBe(true);
  expect(ran.stderr).toContain('npm run broker -- [--port N]');
}, 20_000);
