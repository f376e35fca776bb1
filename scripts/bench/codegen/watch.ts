import { createInterface } from 'node:readline';
import { edits } from './edits.ts';
import { atMost, median, type Measurement } from '../table.ts';
import { inWorkplace, type Workplace } from './workplace.ts';

const rounds = 9;

/** With `--watch`: from the save of a file to the report that all is written. */
export function measureWatch(): Promise<readonly Measurement[]> {
  return inWorkplace(async (workplace) => {
    const child = workplace.start('--watch', '--json');
    const reports = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    try {
      await reports.next();
      const seconds = edits.map((): number[] => []);
      for (let round = 1; round <= rounds; round += 1) {
        for (const [index, { file, from, to }] of edits.entries()) {
          seconds[index]?.push(await timeSave(workplace, reports, [file, from, to(round)]));
          await timeSave(workplace, reports, [file, to(round), from]);
        }
      }
      return edits.map(({ name }, index) => describe(name, seconds[index] ?? []));
    } finally {
      child.kill('SIGINT');
    }
  });
}

async function timeSave(workplace: Workplace, reports: AsyncIterator<string>, edit: readonly [string, string, string]): Promise<number> {
  const start = performance.now();
  workplace.edit(...edit);
  const report = await reports.next();
  const milliseconds = performance.now() - start;
  if (report.done === true) throw new Error('the watch has ended');
  if (!hasWritten(report.value)) throw new Error(`the edit of ${edit[0]} changed nothing: ${report.value.slice(0, 500)}`);
  return milliseconds;
}

function hasWritten(report: string): boolean {
  return report.includes('"status":"written"');
}

function describe(name: string, milliseconds: readonly number[]): Measurement {
  const detail = `median of ${rounds}, ${Math.min(...milliseconds).toFixed(0)} to ${Math.max(...milliseconds).toFixed(0)} ms`;
  return atMost(`--watch: ${name} file saved to output written`, median(milliseconds), 200, 'ms', detail);
}
