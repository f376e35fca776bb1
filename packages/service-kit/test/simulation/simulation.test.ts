import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runSchedule, type ScheduleResult } from './schedule.ts';
import { report, shrink } from './shrink.ts';
import { openStage, type Stage } from './stage.ts';

const { SIMULATION_SEEDS: wanted = '200' } = process.env;
const seeds = Array.from({ length: Number(wanted) }, (_, index) => index + 1);

describe('the kit in simulated schedules', () => {
  let stage: Stage;
  let results: ScheduleResult[];

  beforeAll(async () => {
    stage = await openStage();
    results = [];
    for (const seed of seeds) results.push(await runSchedule(stage, { seed }));
  }, 30_000 + seeds.length * 1000);
  afterAll(() => stage.close());

  test(`${wanted} schedules keep all promises`, async () => {
    const [failed] = results.filter(({ violation }) => violation !== undefined);
    if (failed !== undefined) throw new Error(report(await shrink(stage, { seed: failed.seed })));
    expect(results).toHaveLength(seeds.length);
  });

  test('they meet what they are for', () => {
    const kinds = new Set(results.flatMap(({ faults }) => faults.map(({ name }) => name.split(':', 1).join())));
    expect([...kinds].toSorted()).toEqual([
      'bank away', 'broker away', 'commit unknown', 'confirm lost', 'connection cut', 'crash', 'deadlock', 'delivered twice', 'mark late', 'overtaken',
      'reaction fails', 'refused', 'release late', 'rolling restart', 'transaction lost', 'unroutable', 'wake lost',
    ]);
    const lines = results.flatMap(({ trace }) => trace);
    const times = (what: RegExp): number => lines.filter((line) => what.test(line)).length;
    for (const what of [/handles e\d+ e\d+/, /gives back e/, /tried again/, /dead-letters/, /the database cannot be reached/, /could not be marked/, /has stopped/, /: unknown/]) {
      expect([what, times(what)]).not.toEqual([what, 0]);
    }
    const answeredWithoutBroker = results.flatMap(({ trace }) => {
      let isAway = false;
      return trace.filter((line) => {
        isAway = (isAway || line.includes(' broker away: ')) && !line.endsWith(" is back");
        return isAway && / answers request-\d+: answered$/.test(line);
      });
    });
    expect(answeredWithoutBroker).not.toEqual([]);
    for (const step of ['inbox', 'outbox', 'commit', 'committed', 'begin', 'a group', 'e\\d+ has arrived', 'a confirm of e\\d+', 'an acknowledgement of e\\d+']) {
      expect([step, times(new RegExp(`crash: .*\\(${step}\\)$`))]).not.toEqual([step, 0]);
    }
  });

  test('a seed is one schedule, byte for byte, whatever ran before it', async () => {
    const other = await openStage();
    try {
      for (const seed of [3, 1, 2]) {
        const { trace } = await runSchedule(other, { seed });
        expect(trace.join('\n')).toBe(results.find((result) => result.seed === seed)?.trace.join('\n'));
      }
    } finally {
      await other.close();
    }
    expect(new Set(results.map(({ trace }) => trace.join('\n'))).size).toBe(results.length);
  });

  test('and however slow the machine is', async () => {
    let over = false;
    // Longer than a database goes on without a pause.
    const busy = (): void => {
      const until = performance.now() + 12;
      while (performance.now() < until);
      if (!over) setTimeout(busy, 5);
    };
    busy();
    const { trace } = await runSchedule(stage, { seed: 1 });
    over = true;
    expect(trace).toEqual(results[0]?.trace);
  });
});
