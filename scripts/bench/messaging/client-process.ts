import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What one client shall do on a broker: see peers/drive.mjs. */
export interface Task {
  readonly client: string;
  readonly mode: 'throughput' | 'failing' | 'unroutable' | 'invalid' | 'reconnect';
  readonly url: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly retries: readonly { readonly queue: string; readonly delayMs: number }[];
  readonly prefetch: number;
  /** A JSON file with the events to publish. */
  readonly eventsFile: string;
  /** How long something that may never happen is waited for, in milliseconds. */
  readonly watchMs: number;
}

export interface Ending {
  /** It ended by an error that nobody caught. */
  readonly crashed: boolean;
  /** The last that it said. */
  readonly said: unknown;
  readonly stderr: string;
}

const patienceMs = 30_000;

/** Runs a client to its end. `onReady` is called when it says that it is; what it returns is told to it. */
export async function runClient(task: Task, onReady?: () => void): Promise<Ending> {
  const child = fork(join(import.meta.dirname, 'peers/drive.mjs'), [JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  let said: unknown;
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.on('message', (message: unknown) => {
    if (isReady(message)) {
      onReady?.();
      child.send('go on');
    } else said = message;
  });
  await once(child, 'close');
  clearTimeout(patience);
  return { crashed: child.exitCode !== 0, said, stderr };
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'ready' in message;
}
