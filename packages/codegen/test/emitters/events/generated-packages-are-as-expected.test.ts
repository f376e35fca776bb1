import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileErrors } from './compile.ts';
import { contractOf, generateEvents } from './generate-case.ts';

const cases = fileURLToPath(new URL('../../fixtures/emitters', import.meta.url));

async function generateCase(name: string): Promise<Map<string, string>> {
  return generateEvents(await contractOf(join(cases, name, 'specs')));
}

function writeExpected(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    if (isPrintersOwn(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Whether a text is that of the schema printers, which have their own tests; here it must compile and run. */
function isPrintersOwn(path: string): boolean {
  return ['runtime.ts', 'predicates.ts', 'schemas.ts', 'decoders.ts', 'json-cursor.ts'].some((name) => path.endsWith(`/${name}`));
}

function readExpected(folder: string): [string, string][] {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, string] => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')])
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

describe.each(['two-versions', 'foreign'])('the case %s', (name) => {
  it('is generated as expected', async () => {
    const files = await generateCase(name);
    // `UPDATE_EXPECTED=1` writes what is generated now, for a look at the difference.
    if (process.env.UPDATE_EXPECTED !== undefined) writeExpected(join(cases, name, 'expected'), files);
    const own = [...files].filter(([path]) => !isPrintersOwn(path)).sort(([left], [right]) => (left < right ? -1 : 1));
    expect(own).toEqual(readExpected(join(cases, name, 'expected')));
  });

  it('compiles, and misuse does not', async () => {
    const use = readFileSync(join(cases, name, 'use.ts'), 'utf8');
    expect(await compileErrors([...(await generateCase(name)), ['use.ts', use]])).toEqual([]);
  }, 60_000);
});

describe('the case', () => {
  it.each(['hostile', 'neighbours'])('%s compiles', async (name) => {
    expect(await compileErrors(await generateCase(name))).toEqual([]);
  }, 60_000);
});
