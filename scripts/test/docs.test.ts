import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagnosticCodes } from '../../packages/codegen/src/diagnostics/codes.ts';
import { runDocs } from '../docs/run.ts';
import type { CodeMeaning } from '../../packages/codegen/src/diagnostics/codes.ts';

const docs = join(import.meta.dirname, '../../docs');

test('docs/codegen.md lists every diagnostic with its severity and meaning', async () => {
  const page = await readFile(join(docs, 'codegen.md'), 'utf8');
  const [, table] = /<!-- diagnostics:start -->\n(.*)<!-- diagnostics:end -->/s.exec(page) ?? [];
  const rows = Object.entries<CodeMeaning>(diagnosticCodes).map(([code, { severity, elsewhere, title }]) => {
    const severities = elsewhere === undefined ? severity : `${severity} / ${elsewhere}`;
    return `| \`${code}\` | ${severities} | ${title.replaceAll('|', '\\|')} |\n`;
  });
  expect(table).toBe(`| code | severity | means |\n|---|---|---|\n${rows.join('')}`);
});

test('npm run docs deletes no folder that is not its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kada-thesis-'));
  await writeFile(join(folder, 'thesis.md'), 'years of work');
  const errors: string[] = [];
  const code = await runDocs(['--site-only', '--out', folder], join(docs, '..'), { log: () => undefined, error: (line: string) => void errors.push(line) });

  expect([code, errors]).toEqual([2, [expect.stringContaining(`${folder} holds something else`)]]);
  expect(await readdir(folder)).toEqual(['thesis.md']);
  await rm(folder, { recursive: true });
});
