import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export const repository = join(import.meta.dirname, '..', '..', '..');

const launcher = join(repository, 'packages', 'codegen', 'bin', 'kada-codegen.js');

/** A copy of the specs, with an output folder and a cache of its own. */
export interface Workplace {
  readonly root: string;
  readonly specs: string;
  readonly out: string;
  /** Runs the command as a process and returns its seconds, Node's start included. */
  generate(...more: readonly string[]): number;
  /** Starts the command and leaves it running. */
  start(...more: readonly string[]): ChildProcessByStdio<null, Readable, null>;
  /** Forgets everything that was generated and cached. */
  clear(): void;
  /** Replaces a text in a file of the specs, which must be there. */
  edit(file: string, from: string, to: string): void;
  /** Lets generated modules import what the repository has installed. */
  linkModules(): void;
  remove(): void;
}

export function makeWorkplace(): Workplace {
  const root = mkdtempSync(join(tmpdir(), 'kada-bench-'));
  const [specs, out, modules] = [join(root, 'specs'), join(root, 'generated'), join(root, 'node_modules')];
  cpSync(join(repository, 'specs'), specs, { recursive: true });
  mkdirSync(modules);
  const argumentsOf = (more: readonly string[]): string[] => [launcher, '--specs', specs, '--out', out, ...more];
  return {
    root,
    specs,
    out,
    generate: (...more) => timeProcess(process.execPath, argumentsOf(more), root),
    start: (...more) => spawn(process.execPath, argumentsOf(more), { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] }),
    clear() {
      rmSync(out, { recursive: true, force: true });
      rmSync(join(modules, '.cache'), { recursive: true, force: true });
    },
    edit(file, from, to) {
      const text = readFileSync(join(specs, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)} to edit`);
      writeFileSync(join(specs, file), text.replace(from, () => to));
    },
    linkModules() {
      for (const name of ['zod', 'ajv', 'ajv-formats', 'fast-deep-equal', 'openapi-fetch', '@kada-mandiya']) {
        symlinkSync(join(repository, 'node_modules', name), join(modules, name));
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The seconds that a process takes; it must succeed. */
export function timeProcess(command: string, args: readonly string[], cwd: string, environment: NodeJS.ProcessEnv = {}): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: { ...process.env, ...environment }, encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${stdout}${stderr}`);
  return seconds;
}

/** A workplace for the time of some work. */
export async function inWorkplace<T>(work: (workplace: Workplace) => T | Promise<T>): Promise<T> {
  const workplace = makeWorkplace();
  try {
    return await work(workplace);
  } finally {
    workplace.remove();
  }
}
