import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { plantedFaults } from './planted-faults.ts';
import { runSchedule } from './schedule.ts';
import { report, shrink } from './shrink.ts';
import { openStage } from './stage.ts';

/**
 * `node simulate.ts [--seeds 5000] [--from 1] [--workers N]` runs that many schedules and prints their rate; a seed that
 * fails is printed with what is left of its schedule when all is left out that it does not need. `--seed N` runs one and
 * prints its trace. `--plant 'words of a planted fault'` runs a kit with that fault.
 */
const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string' },
    plant: { type: 'string' },
  },
});

/** What one thread runs: every `of`th seed. */
interface Share {
  readonly first: number;
  readonly last: number;
  readonly of: number;
}

const planted = given.plant === undefined ? undefined : plantedFaults.find(({ fault }) => fault.includes(given.plant ?? ''));
const plant = planted?.plant ?? {};
const plantArgument = given.plant === undefined ? '' : ` --plant '${given.plant}'`;
if (given.plant !== undefined && planted === undefined) throw new Error(`no planted fault is called "${given.plant}": ${plantedFaults.map(({ fault }) => fault).join('; ')}`);

/** Resolves with the report of the first seed that fails. */
async function runShare({ first, last, of }: Share): Promise<string | undefined> {
  const stage = await openStage();
  try {
    for (let seed = first; seed <= last; seed += of) {
      const { violation } = await runSchedule(stage, { seed, plant });
      if (violation !== undefined) return report(await shrink(stage, { seed, plant }), plantArgument);
    }
    return undefined;
  } finally {
    await stage.close();
  }
}

async function runAll(): Promise<void> {
  const [first, seeds, of] = [Number(given.from), Number(given.seeds), Math.max(1, Number(given.workers))];
  const last = first + seeds - 1;
  const started = performance.now();
  const shares = Array.from({ length: of }, (_, index): Share => ({ first: first + index, last, of }));
  const reports = await Promise.all(shares.map(inThread));
  const failed = reports.filter((one) => one !== undefined);
  const seconds = (performance.now() - started) / 1000;
  for (const one of failed) process.stdout.write(`${one}\n\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
  const rate = `${(seeds / seconds).toFixed(0)} a second with ${of} threads`;
  process.stdout.write(failed.length === 0 ? `${seeds} schedules from seed ${first} on keep all promises: ${seconds.toFixed(1)} s, ${rate}\n` : 'a promise is broken\n');
}

function inThread(share: Share): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share, argv: process.argv.slice(2) });
    worker.once('message', (message: { readonly report?: string }) => resolve(message.report));
    worker.once('error', reject);
  });
}

async function runOne(seed: number): Promise<void> {
  const stage = await openStage();
  const { trace, violation } = await runSchedule(stage, { seed, plant });
  process.stdout.write(violation === undefined ? `${trace.join('\n')}\nseed ${seed} keeps all promises\n` : `${report(await shrink(stage, { seed, plant }), plantArgument)}\n`);
  process.exitCode = violation === undefined ? 0 : 1;
  await stage.close();
}

if (!isMainThread) {
  // Nobody reads the stacks of the errors that a schedule is full of, and they take a tenth of its time.
  Error.stackTraceLimit = 0;
  const found = await runShare(workerData as Share);
  parentPort?.postMessage(found === undefined ? {} : { report: found });
} else if (given.seed === undefined) await runAll();
else await runOne(Number(given.seed));
