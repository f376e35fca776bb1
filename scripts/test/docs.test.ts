import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagnosticCodes } from '../../packages/codegen/src/diagnostics/codes.ts';
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
