import type { Fault } from './faults.ts';
import { runSchedule, type ScheduleOptions, type ScheduleResult } from './schedule.ts';
import type { Stage } from './stage.ts';

/** A failing schedule with as little in it as still breaks the same rule. */
export interface Shrunk {
  readonly options: ScheduleOptions;
  readonly result: ScheduleResult;
  /** How many schedules were tried. */
  readonly runs: number;
}

/** Fewer orders first, then fewer faults: halves of them, and smaller parts, until none can be left out. */
export async function shrink(stage: Stage, options: ScheduleOptions): Promise<Shrunk> {
  let best = { options, result: await runSchedule(stage, options) };
  let runs = 1;
  const rule = best.result.violation?.rule;
  const isBetter = async (next: ScheduleOptions): Promise<boolean> => {
    runs += 1;
    const result = await runSchedule(stage, next);
    if (rule === undefined || result.violation?.rule !== rule) return false;
    best = { options: next, result };
    return true;
  };
  for (let orders = 1; orders < best.result.orders; orders += 1) if (await isBetter({ ...best.options, orders })) break;
  for (let part = Math.ceil(best.result.faults.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let start = 0; start < best.result.faults.length; ) {
      const without = best.result.faults.slice(start, start + part);
      if (!(await isBetter({ ...best.options, suppressed: withNames(best.options.suppressed, without) }))) start += part;
    }
  }
  return { ...best, runs };
}

function withNames(names: ReadonlySet<string> = new Set(), faults: readonly Fault[]): ReadonlySet<string> {
  return new Set([...names, ...faults.map(({ name }) => name)]);
}

/**
 * What a failing seed says: the rule, how to run it again, what must go wrong for it, and what happened. `more`: what the
 * command was given beside the seed.
 */
export function report({ options, result, runs }: Shrunk, more = ''): string {
  const { seed, violation, faults, trace } = result;
  return [
    `seed ${seed} breaks: ${violation?.rule ?? 'nothing'}`,
    `  ${violation?.detail ?? ''}`,
    `run it again: node packages/service-kit/test/simulation/simulate.ts --seed ${seed}${more}`,
    `with ${result.orders} orders and ${faults.length} faults (after ${runs} schedules; ${options.suppressed?.size ?? 0} faults were not needed):`,
    ...faults.map(({ name, at }) => `  at ${at.toFixed(3)} ms: ${name}`),
    'milliseconds, who, what:',
    ...trace,
  ].join('\n');
}
