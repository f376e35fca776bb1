import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { alone } from './build-lock.ts';

export const root = resolve(import.meta.dirname, '../..');
export const webFolder = join(root, 'web');

/** Everything that the build is made of. */
const inputs = ['web/src/**/*', 'web/public/**/*', 'web/next.config.ts', 'web/package.json', 'web/tsconfig.json', 'generated/http-contracts/src/**/*', 'package-lock.json'];
const output = join(webFolder, '.next');
const stamp = join(output, 'kada-inputs.txt');

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
  return alone(join(webFolder, '.cache/build.lock'), () => buildWhereChanged(say));
}

async function buildWhereChanged(say: (line: string) => void): Promise<Built> {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { seconds: 0 };
  say('Building the storefront, once until something in it changes …');
  const started = performance.now();
  rmSync(stamp, { force: true });
  await build();
  writeFileSync(stamp, wanted);
  return { seconds: (performance.now() - started) / 1000 };
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

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  const files = inputs.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }));
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
