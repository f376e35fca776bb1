import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of this folder's scripts. */
export interface Child {
  readonly process: ChildProcess;
  /** The first line that it prints. */
  readonly firstLine: string;
}

/** Starts a script of this folder and waits for its first line. @throws Error when none comes within 20 seconds. */
export async function startChild(script: string, ...given: readonly string[]): Promise<Child> {
  const child = spawnScript(script, [], given);
  const lines = createInterface({ input: child.stdout });
  const printed: readonly unknown[] = await once(lines, 'line', { signal: AbortSignal.timeout(20_000) });
  return { process: child, firstLine: String(printed[0]) };
}

/** Runs a script of this folder to its end and gives what it prints. @throws Error when it fails or does not end. */
export async function runChild(script: string, options: readonly string[], ...given: readonly string[]): Promise<string> {
  const child = spawnScript(script, options, given);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const patience = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await once(child, 'close');
  clearTimeout(patience);
  if (child.exitCode !== 0) throw new Error(`${script} ended with ${String(child.exitCode)}: ${output}`);
  return output;
}

/** Ends a process at once, as a power cut would, and waits until it is gone. */
export async function killNow({ process: child }: Child): Promise<void> {
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
}

function spawnScript(script: string, options: readonly string[], given: readonly string[]) {
  const file = new URL(script, import.meta.url).pathname;
  const flags = ['--disable-warning=ExperimentalWarning', ...options];
  return spawn(process.execPath, [...flags, file, ...given], { stdio: ['ignore', 'pipe', 'inherit'], env: childEnvironment() });
}

/** Jest's own flags are no flags of a child. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return environment;
}
