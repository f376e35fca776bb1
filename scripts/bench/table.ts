/** One measured number and its bound. */
export interface Measurement {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly passed: boolean;
  /** What was compared, or over how many rounds. */
  readonly detail: string;
}

/** A number that must not be above its bound. */
export function atMost(what: string, value: number, bound: number, unit: string, detail: string): Measurement {
  return { what, measured: show(value, unit), bound: `<= ${show(bound, unit)}`, passed: value <= bound, detail };
}

/** A number that must not be below its bound. */
export function atLeast(what: string, value: number, bound: number, unit: string, detail: string): Measurement {
  return { what, measured: show(value, unit), bound: `>= ${show(bound, unit)}`, passed: value >= bound, detail };
}

/** A number that is told and has no bound. */
export function figure(what: string, measured: string, detail: string): Measurement {
  return { what, measured, bound: 'none', passed: true, detail };
}

/** Prints measurements as a Markdown table, so that it can be quoted. */
export function printTable(measurements: readonly Measurement[]): void {
  const head = ['what', 'measured', 'bound', '', 'how'];
  const rows = measurements.map(({ what, measured, bound, passed, detail }) => [what, measured, bound, passed ? 'PASS' : 'FAIL', detail]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'));
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Seconds, with the spread of what they are the median of. */
export function spread(seconds: readonly number[]): string {
  return `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s`;
}

function show(value: number, unit: string): string {
  return `${value.toFixed(2)} ${unit}`.trimEnd();
}
