/**
 * `npm run bench:codegen [-- --only cold,unchanged,edited,watch,growth,predicate]`: what the generator and its
 * validators cost, as ratios and times measured in one run, each against its bound. Exit code 1 where one is missed.
 * It works on a copy of the specs.
 */
import { parseArgs } from 'node:util';
import { measureCold } from './codegen/cold.ts';
import { measureEdited } from './codegen/edited.ts';
import { measureGrowth } from './codegen/growth.ts';
import { measurePredicate } from './codegen/predicate.ts';
import { printTable, type Measurement } from './table.ts';
import { measureUnchanged } from './codegen/unchanged.ts';
import { measureWatch } from './codegen/watch.ts';

const parts: Readonly<Record<string, () => readonly Measurement[] | Promise<readonly Measurement[]>>> = {
  cold: measureCold,
  unchanged: measureUnchanged,
  edited: measureEdited,
  watch: measureWatch,
  growth: measureGrowth,
  predicate: measurePredicate,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(parts);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));

if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  process.exitCode = 2;
} else {
  const measurements: Measurement[] = [];
  for (const name of wanted) {
    process.stderr.write(`measuring ${name} …\n`);
    measurements.push(...((await parts[name]?.()) ?? []));
  }
  printTable(measurements);
  process.exitCode = measurements.every(({ passed }) => passed) ? 0 : 1;
}
