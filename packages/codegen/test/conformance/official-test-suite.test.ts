import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Score } from './run-suite.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

async function scoreOf(folder: string, dialect: string, format: string): Promise<Score> {
  const args = [join(import.meta.dirname, 'run-suite.ts'), join(fixtures, folder), dialect, format];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 });
  return JSON.parse(stdout) as Score;
}

test('draft 7, required: predicate and Zod schema pass every one of the 904 tests', async () => {
  const score = await scoreOf('json-schema-test-suite/draft7', 'draft-07', 'annotation');
  expect(score).toEqual({ tests: 904, predicate: 904, schema: 904, failures: [] });
}, 120_000);

test('draft 7, optional formats: what fails are the contextual rules of internationalised host names', async () => {
  const { failures, ...counts } = await scoreOf('json-schema-test-suite/draft7/optional/format', 'draft-07', 'assertion');
  expect(counts).toEqual({ tests: 676, predicate: 622, schema: 622 });
  expect(failures.filter((failure) => !/^(idn-)?hostname\.json: /.test(failure))).toEqual([]);
}, 120_000);

test('2020-12: every case of our own table of its vocabulary', async () => {
  const score = await scoreOf('vocabulary-2020-12', '2020-12', 'annotation');
  expect(score).toEqual({ tests: 302, predicate: 302, schema: 302, failures: [] });
}, 120_000);
