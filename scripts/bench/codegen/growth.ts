import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticApi, syntheticEvent } from './synthetic-specs.ts';
import { atMost, median, type Measurement } from '../table.ts';

const sizes = [75, 150, 300];
const rounds = 3;

/** The exponent of the cost over the number of events, with a third as many operations. */
export function measureGrowth(): readonly Measurement[] {
  const root = mkdtempSync(join(tmpdir(), 'kada-growth-'));
  try {
    for (const size of sizes) writeSpecs(join(root, String(size)), size);
    const times = new Map(sizes.map((size) => [size, [] as number[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const size of sizes) times.get(size)?.push(timeRun(join(root, String(size))));
    }
    const points = sizes.map((size) => ({ size, seconds: median(times.get(size) ?? []) }));
    const detail = points.map(({ size, seconds }) => `${size} events and ${size / 3} operations: ${seconds.toFixed(2)} s`).join(', ');
    return [atMost('cost grows with the specs to the power of', exponent(points), 1.1, '', `${detail}; medians of ${rounds}`)];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeSpecs(folder: string, events: number): void {
  mkdirSync(join(folder, 'specs'), { recursive: true });
  for (let number = 0; number < events; number += 1) {
    writeFileSync(join(folder, 'specs', `event-${number}.yaml`), syntheticEvent(number));
  }
  const operations = 5;
  for (let number = 0; number < events / 3 / operations; number += 1) {
    writeFileSync(join(folder, 'specs', `api-${number}.yaml`), syntheticApi(number, operations));
  }
}

/** In a process of its own that has generated something before, so that loading code is not counted. */
function timeRun(folder: string): number {
  const script = join(import.meta.dirname, 'time-one-run.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`generating from ${folder} failed:\n${stdout}${stderr}`);
  return Number(stdout);
}

/** The slope of the least-squares line through the logarithms. */
function exponent(points: readonly { size: number; seconds: number }[]): number {
  const logs = points.map(({ size, seconds }) => ({ x: Math.log(size), y: Math.log(seconds) }));
  const mean = (pick: (point: { x: number; y: number }) => number): number => logs.reduce((sum, point) => sum + pick(point), 0) / logs.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const covariance = mean(({ x, y }) => (x - meanX) * (y - meanY));
  return covariance / mean(({ x }) => (x - meanX) ** 2);
}
