import { atMost, median, spread, type Measurement } from '../table.ts';
import { inWorkplace } from './workplace.ts';

const rounds = 15;

/** A process that finds nothing to do, and one that checks. */
export function measureUnchanged(): Promise<readonly Measurement[]> {
  return inWorkplace((workplace) => {
    workplace.generate();
    const plain: number[] = [];
    const check: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      plain.push(workplace.generate());
      check.push(workplace.generate('--check'));
    }
    const detail = (seconds: readonly number[]): string => `a whole process, median of ${rounds}, ${spread(seconds)}`;
    return [
      atMost('nothing changed', median(plain), 0.35, 's', detail(plain)),
      atMost('nothing changed, `--check`', median(check), 1, 's', detail(check)),
    ];
  });
}
