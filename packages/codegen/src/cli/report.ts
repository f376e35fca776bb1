import { join } from 'node:path';
import { styleText } from 'node:util';
import type { Diagnostic } from '../diagnostics/diagnose.ts';
import type { FileResult, FileStatus } from '../output/file-results.ts';
import type { RunResult } from '../run.ts';

/** What a report needs to know besides the result. */
export interface ReportOptions {
  /** The output folder as shown before file names. */
  readonly out: string;
  readonly check: boolean;
  readonly seconds: number;
  /** Whether to colour it. */
  readonly colour: boolean;
  /** Before the line that sums it up. */
  readonly prefix: string;
  readonly format: (diagnostic: Diagnostic) => string;
}

/** A run for people: diagnostics, what is wrong with the output folder, and one line that sums it up. */
export function reportText(result: RunResult, options: ReportOptions): string {
  const lines = result.diagnostics.map((diagnostic) => paint(options.format(diagnostic), diagnostic, options.colour));
  for (const { path, status } of result.files) {
    const says = sayings[status];
    if (says !== undefined) lines.push(`${join(options.out, path)} ${says(options.check)}`);
  }
  lines.push(`${options.prefix}${summary(result, options)}`);
  return `${lines.join('\n')}\n`;
}

const sayings: Partial<Record<FileStatus, (check: boolean) => string>> = {
  differs: () => 'differs from the specs',
  missing: () => 'is missing',
  'left-over': (check) => (check ? 'is left over: the specs do not yield it' : 'is not ours: left alone, delete it if it is not needed'),
};

/** The result for programs. The shape only grows; a change that would break readers raises `version`. */
export interface JsonReport {
  readonly version: 1;
  /** Whether the exit code is 0. */
  readonly ok: boolean;
  readonly check: boolean;
  /** In the order of files, lines and columns. */
  readonly diagnostics: readonly Diagnostic[];
  /** In the order of their paths, which are relative to the output folder. Empty where the specs have errors. */
  readonly files: readonly FileResult[];
  readonly counts: Readonly<Record<'errors' | 'warnings' | FileStatus, number>>;
  readonly seconds: number;
  /** Why the command could not run (exit code 2). */
  readonly failure?: string;
}

/** A run as a JSON report. */
export function jsonReport(result: RunResult, options: Pick<ReportOptions, 'check' | 'seconds'>): JsonReport {
  const { ok, diagnostics, files } = result;
  return { version: 1, ok, check: options.check, diagnostics, files, counts: count(result), seconds: options.seconds };
}

/** A failure as a JSON report. */
export function jsonFailure(failure: string, check: boolean): JsonReport {
  const result = { ok: false, diagnostics: [], files: [], durations: {} };
  return { ...jsonReport(result, { check, seconds: 0 }), failure };
}

function count({ diagnostics, files }: RunResult): JsonReport['counts'] {
  const counts = { errors: 0, warnings: 0, unchanged: 0, written: 0, removed: 0, differs: 0, missing: 0, 'left-over': 0 };
  for (const { severity } of diagnostics) counts[severity === 'error' ? 'errors' : 'warnings'] += 1;
  for (const { status } of files) counts[status] += 1;
  return counts;
}

function summary(result: RunResult, { check, seconds, colour }: ReportOptions): string {
  const counts = count(result);
  const time = `in ${seconds.toFixed(2)} s`;
  const warnings = counts.warnings === 0 ? '' : `, ${plural(counts.warnings, 'warning')}`;
  if (counts.errors > 0) {
    return tint('red', `${plural(counts.errors, 'error')}${warnings}: nothing was written, ${time}`, colour);
  }
  const total = counts.unchanged + counts.written + counts.differs + counts.missing;
  if (!check) {
    const { written, unchanged, removed } = counts;
    return `${plural(total, 'file')}: ${written} written, ${unchanged} unchanged, ${removed} removed${warnings} ${time}`;
  }
  if (result.ok) return `${plural(total, 'file')} as the specs say${warnings}, ${time}`;
  const { differs, missing } = counts;
  const text = `${plural(total, 'file')}: ${differs} differ, ${missing} missing, ${counts['left-over']} left over${warnings} ${time}; run codegen without --check`;
  return tint('red', text, colour);
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function paint(text: string, { severity }: Diagnostic, colour: boolean): string {
  const hue = severity === 'error' ? 'red' : 'yellow';
  return text
    .replace(` ${severity} `, () => ` ${tint(hue, severity, colour)} `)
    .replace(/\^+$/, (caret) => tint(hue, caret, colour));
}

function tint(hue: 'red' | 'yellow', text: string, colour: boolean): string {
  return colour ? styleText(hue, text, { validateStream: false }) : text;
}
