import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Ran } from './run-script.ts';

const root = resolve(import.meta.dirname, '../..');
const parts = ['.github', '.spectral.yaml', 'gateway', 'generated', 'infra', 'packages', 'scripts', 'services', 'specs', 'docs', 'package.json', 'package-lock.json', 'tsconfig.json', 'jest.setup.js', 'README.md', '.gitignore', 'web/package.json', 'web/Dockerfile', 'web/src/settings.ts'];
const leftOut = new Set(['node_modules', 'dist', '.cache', '.data', '.next', 'docs-site']);

/** A copy of the project that a test may change; what was installed is shared with the original. */
export interface ProjectCopy {
  readonly folder: string;
  /** Runs a program of Node's in the copy. */
  readonly node: (...args: readonly string[]) => Promise<Ran>;
  readonly remove: () => Promise<void>;
}

/** @param without folders of the copied parts that the test has no use for */
export async function copyProject({ without = [] }: { readonly without?: readonly string[] } = {}): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'kada-copy-'));
  const skipped = new Set(without.map((path) => join(root, path)));
  const filter = (source: string): boolean => !leftOut.has(basename(source)) && !skipped.has(source);
  await mkdir(join(folder, 'web'));
  await Promise.all([...parts.map((part) => cp(join(root, part), join(folder, part), { recursive: true, filter })), linkModules(folder)]);
  // The storefront and its tests stay behind.
  const jest = await readFile(join(root, 'jest.config.js'), 'utf8');
  await writeFile(join(folder, 'jest.config.js'), jest.replace("'<rootDir>/web/jest.config.js',", '').replace(", 'web/src', 'web/test'", ''));
  return { folder, node: (...args) => runNode(folder, args), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Every installed package by a link, and those of the workspace by the links that npm makes, which then lead into the copy. */
async function linkModules(folder: string): Promise<void> {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  const scope = join(to, '@kada-mandiya');
  await mkdir(scope, { recursive: true });
  for (const name of await readdir(from)) if (name !== '@kada-mandiya' && !name.startsWith('.')) await symlink(join(from, name), join(to, name), 'junction');
  for (const name of await readdir(join(from, '@kada-mandiya'))) await symlink(await readlink(join(from, '@kada-mandiya', name)), join(scope, name), 'junction');
  for (const part of ['gateway', 'packages/logger']) {
    await mkdir(join(folder, part), { recursive: true });
    await symlink(join(root, part, 'node_modules'), join(folder, part, 'node_modules'), 'junction').catch(() => undefined);
  }
}

async function runNode(cwd: string, args: readonly string[]): Promise<Ran> {
  // Not what the tests of this run are told: where they run, and what they have met.
  const { JEST_WORKER_ID: _, BROKER_UNDER_TEST: __, SQLSERVER_URL: ___, ...environment } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { cwd, env: { ...environment, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
