import { join } from 'node:path';
import { atMost, median, spread, type Measurement } from '../table.ts';
import { inWorkplace, repository, timeProcess } from './workplace.ts';

const rounds = 5;

/** The whole repository with an empty cache, against the official validation of one event document. */
export function measureCold(): Promise<readonly Measurement[]> {
  return inWorkplace((workplace) => {
    const validate = (): number =>
      timeProcess(
        process.execPath,
        [join(repository, 'node_modules/.bin/asyncapi'), 'validate', join(workplace.specs, 'asyncapi/order.created.yaml')],
        repository,
        { CI: 'true' },
      );
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      workplace.clear();
      ours.push(workplace.generate());
      theirs.push(validate());
    }
    const detail = `${median(ours).toFixed(2)} s against ${median(theirs).toFixed(2)} s; medians of ${rounds}`;
    return [
      atMost('all specs, empty cache / one `asyncapi validate`', median(ours) / median(theirs), 2, '', `${detail}, ours ${spread(ours)}`),
    ];
  });
}
