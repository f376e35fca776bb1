import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { madeOnce, root } from '../made-once/made-once.ts';

export const webFolder = join(root, 'web');

/** Everything that the build is made of. */
const inputs = ['web/src/**/*', 'web/public/**/*', 'web/next.config.ts', 'web/package.json', 'web/tsconfig.json', 'generated/http-contracts/src/**/*', 'package-lock.json'];

export interface Built {
  /** Of the build; 0 where the last one is still good. */
  readonly seconds: number;
}

/**
 * Builds the storefront, unless nothing has changed since it was built. `say` is told before a build begins. Of two processes
 * at once, one waits for the other.
 *
 * @throws Error with what Next printed
 */
export async function ensureBuilt(say: (line: string) => void): Promise<Built> {
  const seconds = await madeOnce({
    inputs,
    stamp: join(webFolder, '.next/kada-inputs.txt'),
    lock: join(webFolder, '.cache/build.lock'),
    make: () => {
      say('Building the storefront, once until something in it changes …');
      return build();
    },
  });
  return { seconds };
}

/** Of Next, as the storefront has it. */
export function nextCommand(): string {
  return createRequire(join(webFolder, 'package.json')).resolve('next/dist/bin/next');
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, [nextCommand(), 'build'], {
    cwd: webFolder,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  if (code !== 0) throw new Error(`the storefront does not build:\n${printed.join('')}`);
}
