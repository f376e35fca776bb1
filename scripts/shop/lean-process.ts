import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';

export interface LeanProcessOptions {
  readonly stdio: StdioOptions;
  readonly arguments?: readonly string[];
  /** For Node, beside those that keep it lean. */
  readonly nodeOptions?: readonly string[];
  /** Over this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts Node on a file so that it keeps less memory than it does by itself: a young generation of the usual size, and two
 * arenas of glibc's allocator, which the blocks of argon2 otherwise fill in every thread. Both must be known before Node
 * starts. Measured after 1,300 orders: 350 MiB instead of 500, and no order less a second.
 */
export function startLean(file: string, { stdio, arguments: given = [], nodeOptions = [], environment }: LeanProcessOptions): ChildProcess {
  const options = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=16', ...nodeOptions];
  return spawn(process.execPath, [...options, file, ...given], { stdio, env: { MALLOC_ARENA_MAX: '2', ...process.env, ...environment } });
}
