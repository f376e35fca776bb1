import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { diagnosticCodes } from '../../src/diagnostics/codes.ts';
import { formatDiagnostic } from '../../src/diagnostics/format.ts';
import { diagnoseFolder } from '../read/diagnose-folder.ts';

const folder = join(import.meta.dirname, '../fixtures/bad-specs');
const cases = readdirSync(folder);

function expectedOf(name: string): string {
  return readFileSync(join(folder, name, 'expected.txt'), 'utf8');
}

describe('every mistake is reported at its place, all in one run', () => {
  test.each(cases)('%s', async (name) => {
    const { diagnostics } = await diagnoseFolder(join(folder, name, 'specs'));
    expect(`${diagnostics.map(formatDiagnostic).join('\n')}\n`).toBe(expectedOf(name));
  });
});

test('every code has a case', () => {
  // A file that cannot be read cannot be kept in a repository; it has its test where files are loaded.
  const shown = new Set(['UNREADABLE_FILE']);
  for (const text of cases.map(expectedOf)) {
    for (const match of text.matchAll(/^\S+ (?:error|warning) ([A-Z\d_]+) /gm)) shown.add(match[1] ?? '');
  }
  expect([...shown].sort()).toEqual(Object.keys(diagnosticCodes).sort());
});
