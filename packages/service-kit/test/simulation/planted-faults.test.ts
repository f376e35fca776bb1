import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plantedFaults } from './planted-faults.ts';
import type { Plant } from './replica.ts';
import { runSchedule } from './schedule.ts';
import { report, shrink } from './shrink.ts';
import { openStage, type Stage } from './stage.ts';

describe('what the simulation finds', () => {
  let stage: Stage;
  const seedsToTry = 60;
  /** For a machine that is busy with much else. */
  const limitMs = 300_000;

  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  async function firstFailing(plant: Plant, breaks: RegExp): Promise<number> {
    for (let seed = 1; seed <= seedsToTry; seed += 1) {
      const { violation } = await runSchedule(stage, { seed, plant });
      if (violation !== undefined && breaks.test(violation.rule)) return seed;
    }
    throw new Error(`none of ${seedsToTry} seeds breaks ${String(breaks)}`);
  }

  test.each(plantedFaults)('$fault', async ({ plant, breaks }) => {
    const seed = await firstFailing(plant, breaks);
    const shrunk = await shrink(stage, { seed, plant });
    expect(shrunk.result.violation?.rule).toMatch(breaks);
    expect(shrunk.result.faults.length).toBeLessThan(10);
    // What was shrunk is a schedule like any other: it replays, and the real kit keeps its promises in it.
    expect((await runSchedule(stage, shrunk.options)).trace).toEqual(shrunk.result.trace);
    const { suppressed = new Set<string>(), orders = Infinity } = shrunk.options;
    expect((await runSchedule(stage, { seed, orders, suppressed })).violation).toBeUndefined();
  }, limitMs);

  test('a report has the seed, the rule, the faults that are needed and no other, and the history up to the violation', async () => {
    const { plant, breaks } = plantedFaults.find(({ fault }) => fault.includes('before its transaction')) ?? { plant: {}, breaks: /^$/ };
    const seed = await firstFailing(plant, breaks);
    const whole = await runSchedule(stage, { seed, plant });
    const shrunk = await shrink(stage, { seed, plant });
    const { faults, trace } = shrunk.result;
    expect(faults.length).toBeLessThan(whole.faults.length);
    for (const { name } of faults) {
      const suppressed = new Set([...(shrunk.options.suppressed ?? []), name]);
      expect((await runSchedule(stage, { ...shrunk.options, suppressed })).violation?.rule).not.toBe(shrunk.result.violation?.rule);
    }
    const lines = report(shrunk).split('\n');
    expect(lines[0]).toBe(`seed ${seed} breaks: ${shrunk.result.violation?.rule ?? ''}`);
    expect(lines.filter((line) => line.startsWith('  at '))).toHaveLength(faults.length);
    expect(lines.slice(-trace.length)).toEqual(trace);
    expect(lines.at(-1)).toContain('VIOLATION');
  }, limitMs);
});
