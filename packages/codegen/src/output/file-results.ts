import type { Comparison } from './compare-files.ts';
import { manifestName } from './manifest.ts';

/** What became of one file, its path relative to the output folder. */
export interface FileResult {
  readonly path: string;
  readonly status: FileStatus;
}

/**
 * A run writes, leaves unchanged or removes. A check finds that a file `differs` from the specs or is `missing`. A
 * `left-over` file is one that the specs do not yield: a run removes it where it is as we wrote it and leaves it alone
 * otherwise, a check fails for it.
 */
export type FileStatus = 'unchanged' | 'written' | 'removed' | 'differs' | 'missing' | 'left-over';

/**
 * A comparison as the results of a run or of a check, in the order of the paths. The manifest is told of only where it
 * is all that is wrong.
 */
export function fileResults(comparison: Comparison, check: boolean): readonly FileResult[] {
  const as = (paths: readonly string[], status: FileStatus): FileResult[] => paths.map((path) => ({ path, status }));
  const all = [
    ...as(comparison.unchanged, 'unchanged'),
    ...as(comparison.changed, check ? 'differs' : 'written'),
    ...as(comparison.missing, check ? 'missing' : 'written'),
    ...as(comparison.stale, check ? 'left-over' : 'removed'),
    ...as(comparison.foreign, 'left-over'),
  ].sort((left, right) => (left.path < right.path ? -1 : 1));
  const others = all.filter(({ path }) => path !== manifestName);
  return check && others.every(({ status }) => status === 'unchanged') ? all.filter(isTold) : others;
}

function isTold({ path, status }: FileResult): boolean {
  return path !== manifestName || status !== 'unchanged';
}
