import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { generateSigningKey } from '@kada-mandiya/auth';
import { z } from 'zod';
import type { Broker } from '../messaging/brokers.ts';
import { atMost, median, type Measurement } from '../table.ts';

const rounds = 7;
const main = join(import.meta.dirname, '../../../services/order-service/src/main.ts');
const Launched = z.object({ milliseconds: z.number(), processorMs: z.number() });

type Start = z.output<typeof Launched>;

/**
 * order-service to the moment at which it takes requests and events, with an empty database: `launch` alone, in a process
 * that has loaded its modules; and the whole process, from its spawning to its line "ready", without and with Node's
 * compile cache (`NODE_COMPILE_CACHE`), which keeps modules with their types stripped and compiled. The processor time
 * stands beside it, since on a machine that does other things too most of the time is waiting.
 */
export async function measureStarting(broker: Broker): Promise<readonly Measurement[]> {
  const environment = { AMQP_URL: broker.url, JWT_PUBLIC_KEYS: JSON.stringify({ keys: [generateSigningKey({ kid: 'bench' }).publicJwk] }) };
  const cache = await mkdtemp(join(tmpdir(), 'kada-compiled-'));
  const ways: readonly Way[] = [
    { what: 'launch()', start: () => inFolder(environment, launchedIn), starts: [] },
    { what: 'as a process', start: () => inFolder(environment, spawnedIn), starts: [] },
    { what: 'as a process, compile cache filled', start: () => inFolder({ ...environment, NODE_COMPILE_CACHE: cache }, spawnedIn), starts: [] },
  ];
  for (let round = 0; round <= rounds; round += 1) {
    for (const { start, starts } of ways) {
      const one = await start();
      if (round > 0) starts.push(one);
    }
  }
  await rm(cache, { recursive: true });
  return ways.map(({ what, starts }) => judge(`${broker.name}: start to ready, ${what}`, starts));
}

interface Way {
  readonly what: string;
  readonly start: () => Promise<Start>;
  /** But the first, which warms up. */
  readonly starts: Start[];
}

function judge(what: string, starts: readonly Start[]): Measurement {
  const times = starts.map(({ milliseconds }) => milliseconds);
  const processor = median(starts.map(({ processorMs }) => processorMs));
  const detail = `${processor.toFixed(0)} ms of processor time; median of ${rounds} rounds, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`;
  return atMost(what, median(times), 400, 'ms', detail);
}

type Environment = Readonly<Record<string, string>>;

async function inFolder(environment: Environment, start: (environment: Environment) => Promise<Start>): Promise<Start> {
  const folder = await mkdtemp(join(tmpdir(), 'kada-start-'));
  try {
    return await start({ ...environment, DATA_DIR: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function launchedIn(environment: Environment): Promise<Start> {
  const child = fork(join(import.meta.dirname, 'starting/launch-process.ts'), { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  let said: unknown;
  child.on('message', (message: unknown) => (said = message));
  await once(child, 'exit');
  return Launched.parse(said);
}

async function spawnedIn(environment: Environment): Promise<Start> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await readyLine(child);
  const milliseconds = performance.now() - started;
  const processorMs = await processorTimeOf(child);
  child.kill('SIGTERM');
  await ended;
  return { milliseconds, processorMs };
}

async function readyLine({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('the process has no standard output');
  for await (const line of createInterface({ input: stdout })) {
    if (line.includes('"msg":"ready"')) {
      stdout.resume();
      return;
    }
  }
  throw new Error('the process ended before it was ready');
}

/** Of another process, from Linux's `/proc` (proc_pid_stat(5): `utime` and `stime` in hundredths of a second); NaN elsewhere. */
async function processorTimeOf({ pid }: ChildProcess): Promise<number> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * 10;
  } catch {
    return NaN;
  }
}
