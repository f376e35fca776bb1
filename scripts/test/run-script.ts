import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** How a command ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of this folder's parent as npm does: in the root of the repository. */
export async function runScript(script: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
  const scripts = join(import.meta.dirname, '..');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(scripts, script), ...args], {
    cwd: join(scripts, '..'),
    env: { ...process.env, NODE_OPTIONS: '', AMQP_URL: '', AMQP_MANAGEMENT_URL: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** Runs a command in this process, and keeps what it writes. */
export async function runCommand(command: (output: Pick<Console, 'log' | 'error'>) => Promise<number>): Promise<Ran> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await command({
    log: (text: string) => void stdout.push(`${text}\n`),
    error: (text: string) => void stderr.push(`${text}\n`),
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
