import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../../..');

/** `npm run mocks` in a process of its own, as a frontend developer has it. */
export interface MocksProcess {
  /** By name, as the table says at the start. */
  readonly urls: Readonly<Record<string, string>>;
  /** Everything that was printed. */
  readonly lines: readonly string[];
  /** Resolves with the next line that fits; rejects where the process ends without. */
  said(pattern: RegExp): Promise<string>;
  /** Ctrl-C; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts it at free ports, and waits for its table. */
export async function startMocksProcess(args: readonly string[] = []): Promise<MocksProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'scripts/mocks.ts'), '--port-base', '0', ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<{ readonly pattern: RegExp; readonly met: (line: string) => void }>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      for (const one of waiting) if (one.pattern.test(line)) one.met(line);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = async (pattern: RegExp): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const one = { pattern, met: resolve };
    waiting.add(one);
    void ended.then(() => reject(new Error(`the mocks ended without saying ${String(pattern)}:\n${lines.join('\n')}`)));
    return promise.finally(() => waiting.delete(one));
  };
  await said(/^Ctrl-C stops them/);
  const rows = lines.flatMap((line) => [/^ +(\S+) +(http:\/\/\S+) /.exec(line)].filter((row) => row !== null));
  return {
    urls: Object.fromEntries(rows.map(([, name = '', url = '']) => [name, url])),
    lines,
    said,
    async stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}
