import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..', '..', '..');

/** The packages that are packed, by their names, with their folders relative to the repository. */
export function findPackages(): ReadonlyMap<string, string> {
  const generated = join(repository, 'generated');
  const names = existsSync(generated) ? readdirSync(generated) : [];
  const folders = ['packages/contract', 'packages/codegen', ...names.map((name) => `generated/${name}`)];
  const isPackage = (folder: string): boolean => existsSync(join(repository, folder, 'package.json'));
  return new Map(folders.filter(isPackage).map((folder) => [manifestOf(join(repository, folder)).name, folder]));
}

export function manifestOf(folder: string): { readonly name: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
}

/**
 * A copy of what packing needs, with the installed packages linked and our own ones being the copies: packing changes
 * files for a moment, which other tests must not see.
 */
export function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'kada-repository-'));
  const packages = findPackages();
  const skipped = new Set(['node_modules', 'dist', 'test']);
  for (const path of ['package.json', 'tsconfig.json', 'scripts/pack', ...packages.values()]) {
    const source = join(repository, path);
    const filter = (file: string): boolean => file === source || !skipped.has(basename(file));
    cpSync(source, join(copy, path), { recursive: true, filter });
  }
  linkModules(copy, packages);
  return copy;
}

function linkModules(copy: string, packages: ReadonlyMap<string, string>): void {
  const modules = join(copy, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const ours = new Set([...packages.keys()].map((name) => name.split('/')[0] ?? name));
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (!ours.has(name) && name !== '.cache') symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  for (const [name, folder] of packages) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(copy, folder), join(modules, name));
  }
}

/** How a command ended, and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command with this Node.js first on the PATH, and without what Jest and npm have put into the environment. */
export function runCommand(cwd: string, command: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: cleanEnvironment(), shell: isWindows });
  return { status, output: stdout + stderr };
}

/** As `runCommand`, for commands that must succeed; returns what they print. */
export function runWell(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, output } = runCommand(cwd, command, ...args);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${String(status)}:\n${output}`);
  return output;
}

/** Starts a command that must succeed beside others. */
export function runBeside(cwd: string, command: string, ...args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { cwd, env: cleanEnvironment(), stdio: 'ignore', shell: isWindows });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${String(code)}`));
    });
  });
}

const isWindows = process.platform === 'win32';

/** What is not kept; the proxies and registries that npm needs here are. */
const fromOutside = /^(?:npm_(?!config_(?:registry|cache)$)|NODE_OPTIONS$|JEST_|INIT_CWD$|(?:NO|FORCE)_COLOR$|CI$|TERM$)/i;

function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !fromOutside.test(name));
  return { ...Object.fromEntries(kept), PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` };
}
