import { edits, type Edit } from './edits.ts';
import { atMost, median, spread, type Measurement } from '../table.ts';
import { inWorkplace, type Workplace } from './workplace.ts';

const rounds = 7;

/** A process after one file was edited. */
export function measureEdited(): Promise<readonly Measurement[]> {
  return inWorkplace((workplace) => {
    workplace.generate();
    const seconds = edits.map((): number[] => []);
    for (let round = 1; round <= rounds; round += 1) {
      edits.forEach((edit, index) => seconds[index]?.push(timeEdit(workplace, edit, round)));
    }
    return edits.map(({ name }, index) => {
      const times = seconds[index] ?? [];
      return atMost(`one ${name} file edited`, median(times), 1, 's', `a whole process, median of ${rounds}, ${spread(times)}`);
    });
  });
}

/** Each round makes another edit: the cache must not know its text. */
function timeEdit(workplace: Workplace, { file, from, to }: Edit, round: number): number {
  workplace.edit(file, from, to(round));
  const seconds = workplace.generate();
  workplace.edit(file, to(round), from);
  workplace.generate();
  return seconds;
}
