import { expect, test } from '@jest/globals';
import { jsonReport, reportText } from '../../src/cli/report.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnose.ts';
import { formatDiagnostic } from '../../src/diagnostics/format.ts';
import type { FileResult } from '../../src/output/file-results.ts';

const error: Diagnostic = {
  file: 'specs/a.yaml',
  line: 2,
  column: 3,
  length: 4,
  severity: 'error',
  code: 'YAML_SYNTAX',
  message: 'an error in it',
  source: '  oops',
};
const warning: Diagnostic = { ...error, severity: 'warning', code: 'UNUSED_FILE' };
const files: FileResult[] = [
  { path: 'a.ts', status: 'written' },
  { path: 'b.ts', status: 'unchanged' },
  { path: 'c.ts', status: 'removed' },
];
const drift: FileResult[] = [
  { path: 'a/a.ts', status: 'differs' },
  { path: 'b.ts', status: 'unchanged' },
  { path: 'c.ts', status: 'missing' },
  { path: 'd.ts', status: 'left-over' },
];
const options = { out: 'generated', check: false, seconds: 0.214, colour: false, prefix: '', format: formatDiagnostic };
const result = { ok: true, diagnostics: [], files: [], durations: {} };

test('a run is one line', () => {
  expect(reportText({ ...result, files }, options)).toBe('2 files: 1 written, 1 unchanged, 1 removed in 0.21 s\n');
});

test('warnings come first, each with its source and a caret', () => {
  expect(reportText({ ...result, files, diagnostics: [warning] }, options)).toBe(
    'specs/a.yaml:2:3 warning UNUSED_FILE an error in it\n    oops\n    ^^^^\n' +
      '2 files: 1 written, 1 unchanged, 1 removed, 1 warning in 0.21 s\n',
  );
});

test('errors say that nothing was written', () => {
  const text = reportText({ ...result, ok: false, diagnostics: [error, warning] }, options);
  expect(text).toContain('specs/a.yaml:2:3 error YAML_SYNTAX an error in it\n');
  expect(text.trimEnd().split('\n').at(-1)).toBe('1 error, 1 warning: nothing was written, in 0.21 s');
});

test('a check names each file that differs', () => {
  expect(reportText({ ...result, ok: false, files: drift }, { ...options, check: true })).toBe(
    'generated/a/a.ts differs from the specs\n' +
      'generated/c.ts is missing\n' +
      'generated/d.ts is left over: the specs do not yield it\n' +
      '3 files: 1 differ, 1 missing, 1 left over in 0.21 s; run codegen without --check\n',
  );
});

test('a check that passes is one line', () => {
  const unchanged: FileResult[] = [{ path: 'b.ts', status: 'unchanged' }];
  expect(reportText({ ...result, files: unchanged }, { ...options, check: true })).toBe('1 file as the specs say, in 0.21 s\n');
});

test('colour marks the severity and the caret, and no other word', () => {
  const text = reportText({ ...result, ok: false, diagnostics: [error] }, { ...options, colour: true });
  expect(text).toContain('specs/a.yaml:2:3 \u001b[31merror\u001b[39m YAML_SYNTAX an error in it');
  expect(text).toContain('\u001b[31m^^^^\u001b[39m');
});

test('the JSON report has a stable shape', () => {
  expect(jsonReport({ ...result, ok: false, diagnostics: [warning], files: drift }, { check: true, seconds: 0.2 })).toEqual({
    version: 1,
    ok: false,
    check: true,
    diagnostics: [warning],
    files: drift,
    counts: { errors: 0, warnings: 1, unchanged: 1, written: 0, removed: 0, differs: 1, missing: 1, 'left-over': 1 },
    seconds: 0.2,
  });
});
