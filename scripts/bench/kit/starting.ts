import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { testIssuer } from '@kada-mandiya/auth/testing';
import { z } from 'zod';
import type { Broker } from '../messaging/brokers.ts';
import { atMost, figure, median, type Measurement } from '../table.ts';

const rounds = 10;
/** What a start may take once Node has kept what it compiled. */
const readyWithinMs = 400;
const repository = join(import.meta.dirname, '../../..');
const service = join(repository, 'services/order-service');
const bundler = join(repository, 'packages/service-kit/bin/bundle-service.ts');
const userId = '0b0f4f4e-6c1e-4b7c-9c39-0d1b8f1f7a10';

const Launched = z.object({ milliseconds: z.number(), processorMs: z.number() });
const Ready = z.object({ msg: z.literal('ready'), url: z.string() });

interface Start extends z.output<typeof Launched> {
  /** From the spawning of a process to the answer to a request that was sent when it was ready. */
  readonly answeredMs?: number;
}

/**
 * order-service to the moment at which it takes requests and events, with an empty database: `launch` alone, in a process
 * that has loaded its modules; and the whole process, from its spawning to its line "ready": from the sources, the first
 * time and when Node has kept what it compiled, and bundled, as the images have it. The processor time stands beside it,
 * since on a machine that does other things too most of the time is waiting.
 */
export async function measureStarting(broker: Broker): Promise<readonly Measurement[]> {
  const issuer = testIssuer();
  const environment = { AMQP_URL: broker.url, ...issuer.env };
  const token = issuer.token({ id: userId, roles: ['customer'] });
  const [kept, dist] = [await mkdtemp(join(tmpdir(), 'kada-compiled-')), join(service, 'dist')];
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', bundler, service]);
  const asProcess = (main: string, more: Environment) => (): Promise<Start> => inFolder({ ...environment, ...more }, (own) => spawnedIn(main, own, token));
  const ways: readonly Way[] = [
    { what: 'launch()', bound: readyWithinMs, start: () => inFolder(environment, launchedIn), starts: [] },
    { what: 'a process from the sources, for the first time', start: asProcess('src/main.ts', { NODE_DISABLE_COMPILE_CACHE: '1' }), starts: [] },
    { what: 'a process from the sources, again', bound: readyWithinMs, start: asProcess('src/main.ts', { NODE_COMPILE_CACHE: kept }), starts: [] },
    { what: 'a process of an image', bound: readyWithinMs, start: asProcess('dist/main.mjs', { NODE_COMPILE_CACHE: join(dist, 'compiled') }), starts: [] },
  ];
  for (let round = 0; round <= rounds; round += 1) {
    for (const { start, starts } of ways) {
      const one = await start();
      if (round > 0) starts.push(one);
    }
  }
  await Promise.all([kept, dist].map((folder) => rm(folder, { recursive: true })));
  return ways.map((way) => judge(broker, way));
}

interface Way {
  readonly what: string;
  /** In milliseconds; absent where the time is only told. */
  readonly bound?: number;
  readonly start: () => Promise<Start>;
  /** But the first, which warms up. */
  readonly starts: Start[];
}

function judge(broker: Broker, { what, bound, starts }: Way): Measurement {
  const times = starts.map(({ milliseconds }) => milliseconds);
  const processor = median(starts.map(({ processorMs }) => processorMs));
  const answered = starts.flatMap(({ answeredMs }) => answeredMs ?? []);
  const first = answered.length === 0 ? '' : `; to the answer to a first request ${median(answered).toFixed(0)} ms`;
  const detail = `${processor.toFixed(0)} ms of processor time; median of ${rounds} rounds, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms${first}`;
  const name = `${broker.name}: start to ready, ${what}`;
  return bound === undefined ? figure(name, `${median(times).toFixed(2)} ms`, detail) : atMost(name, median(times), bound, 'ms', detail);
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

async function spawnedIn(main: string, environment: Environment, token: string): Promise<Start> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0169', join(service, main)], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const url = await readyUrl(child);
  const milliseconds = performance.now() - started;
  const processorMs = await processorTimeOf(child);
  // Its contract refuses it: to say so the validator must be there.
  const { status } = await fetch(`${url}/orders/not-an-id`, { headers: { authorization: `Bearer ${token}` } });
  const answeredMs = performance.now() - started;
  child.kill('SIGTERM');
  await ended;
  if (status !== 400) throw new Error(`the first request was answered with ${status}`);
  return { milliseconds, processorMs, answeredMs };
}

async function readyUrl({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the process has no standard output');
  for await (const line of createInterface({ input: stdout })) {
    const { success, data } = Ready.safeParse(JSON.parse(line));
    if (success) {
      stdout.resume();
      return data.url;
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
