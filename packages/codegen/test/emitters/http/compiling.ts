import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { cleanEnvironment } from '../../clean-environment.ts';
import { writeAll } from './emitting.ts';

const root = join(import.meta.dirname, '../../../../..');

const workspaces: string[] = [];

afterAll(async () => {
  for (const dir of workspaces.splice(0)) await rm(dir, { recursive: true });
});

/** What the compiler finds wrong. */
export interface CompileError {
  /** Relative to the folder that is compiled. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
  /** All lines of the message. */
  readonly message: string;
}

/**
 * A temporary folder, removed after the test file, with some files in it, in which imports find what the repository has installed, and the packages
 * among the files under their own names.
 *
 * @param packages the folders of packages among the files, by name: `@shop/http-contracts` in `http-contracts`.
 */
export async function workspace(
  files: ReadonlyMap<string, string>,
  packages: Readonly<Record<string, string>> = {},
): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'kada-emitters-')));
  workspaces.push(dir);
  await writeAll(dir, new Map([['package.json', JSON.stringify({ type: 'module' })], ...files]));
  await linkInstalled(dir);
  for (const [name, folder] of Object.entries(packages)) {
    const target = join(dir, 'node_modules', name);
    await mkdir(join(target, '..'), { recursive: true });
    await symlink(join(dir, folder), target);
  }
  return dir;
}

/** Links to the installed packages one by one, so that there is room for others beside them. */
async function linkInstalled(dir: string): Promise<void> {
  const installed = join(root, 'node_modules');
  await mkdir(join(dir, 'node_modules/@kada-mandiya'), { recursive: true });
  for (const name of await readdir(installed)) {
    if (name !== '@kada-mandiya' && !name.startsWith('.')) await symlink(join(installed, name), join(dir, 'node_modules', name));
  }
  await symlink(join(root, 'packages/contract'), join(dir, 'node_modules/@kada-mandiya/contract'));
}

/** Compiles all TypeScript below a folder, as strictly as the repository's own. */
export async function compile(dir: string): Promise<readonly CompileError[]> {
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
    include: ['**/*.ts'],
    exclude: ['node_modules'],
  };
  await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(settings));
  const output = await run(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', dir, '--pretty', 'false'], dir);
  return parseErrors(output);
}

/** Runs a module of a folder in Node and gives what it prints, which must be JSON. */
export async function runModule(dir: string, module: string): Promise<unknown> {
  const output = await run(process.execPath, ['--disable-warning=ExperimentalWarning', join(dir, module)], dir);
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(output);
  }
}

function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

function parseErrors(output: string): readonly CompileError[] {
  const errors: { file: string; line: number; code: string; message: string }[] = [];
  for (const line of output.split('\n').filter((text) => text.trim() !== '')) {
    const [, file, number, code, message] = /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(line) ?? [];
    if (file !== undefined && code !== undefined) errors.push({ file, line: Number(number), code, message: message ?? '' });
    else if (errors.length > 0 && line.startsWith(' ')) errors.splice(-1, 1, withLine(errors.at(-1), line));
    else errors.push({ file: '', line: 0, code: '', message: line });
  }
  return errors;
}

function withLine<E extends CompileError>(error: E | undefined, line: string): E | CompileError {
  return error === undefined ? { file: '', line: 0, code: '', message: line } : { ...error, message: `${error.message}\n${line}` };
}
