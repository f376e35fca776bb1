import { fork, type ChildProcess } from 'node:child_process';

/** A process of the benchmark. */
export interface Child {
  readonly url: string;
  /** The processor time that it has used so far, in microseconds. */
  used(): Promise<number>;
  stop(): void;
}

/** Starts a process that says where it is; its standard output is thrown away, as by a log collector that is fast enough. */
export async function startChild(file: string, ...words: readonly string[]): Promise<Child> {
  const child = fork(file, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code ?? 'a signal'}`)));
    child.once('message', (message) => resolve(String(fieldOf(message, 'url'))));
  });
  return { url, used: () => usedBy(child), stop: () => child.disconnect() };
}

function usedBy(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(Number(fieldOf(message, 'microseconds'))));
    child.send('used');
  });
}

function fieldOf(message: unknown, name: string): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, name) : undefined;
}
