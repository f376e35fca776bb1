import { expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedDocuments } from '../../src/input/documents.ts';
import { loadDocuments } from '../../src/input/load.ts';
import { openDocumentCache } from '../../src/output/document-cache.ts';
import { engine } from '../../src/engine.ts';
import { run } from '../../src/run.ts';

const specs: Readonly<Record<string, string>> = {
  'plain.yaml': 'a: 1\n__proto__: { b: [true, null, 1.5e300, "\\ud800"] }\n',
  'zero.yaml': 'a: -0\n',
  'twice.yaml': 'a: 1\na: 2\n',
  'broken.yaml': 'a: [',
  'alias.yaml': `a: &a [${'x, '.repeat(2000)}x]\nb: &b [*a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]\n`,
};

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'kada-documents-'));
  for (const [name, text] of Object.entries(specs)) writeFileSync(join(dir, name), text);
  return dir;
}

async function kept(dir: string, cacheDir = mkdtempSync(join(tmpdir(), 'kada-cache-'))): Promise<[LoadedDocuments, LoadedDocuments | undefined]> {
  const documents = await loadDocuments(dir);
  openDocumentCache(cacheDir, 'engine', dir).keep(documents);
  return [documents, openDocumentCache(cacheDir, 'engine', dir).read()];
}

test('a file without problems is kept as it is, and no other', async () => {
  const [documents, again] = await kept(folder());
  expect([...(again?.files.keys() ?? [])]).toEqual(['plain.yaml']);
  const [before, after] = [documents, again].map((loaded) => loaded?.files.get('plain.yaml'));
  expect(before?.tree).toBeDefined();
  expect(after).toEqual({ ...before, tree: undefined });
  expect(JSON.stringify(after?.value)).toBe(JSON.stringify(before?.value));
});

test('what was kept replaces reading a file, but for one whose text has changed', async () => {
  const dir = folder();
  const [documents, again] = await kept(dir);
  writeFileSync(join(dir, 'zero.yaml'), 'a: 1\n');
  const loaded = await loadDocuments(dir, again);
  expect(loaded.files.get('plain.yaml')).toBe(again?.files.get('plain.yaml'));
  expect(loaded.problems).toEqual(documents.problems);
  writeFileSync(join(dir, 'plain.yaml'), 'a: 2\n');
  expect((await loadDocuments(dir, again)).files.get('plain.yaml')?.value).toEqual({ a: 2 });
});

test('another engine, or a changed file, makes it worthless', async () => {
  const dir = folder();
  const cacheDir = mkdtempSync(join(tmpdir(), 'kada-cache-'));
  await kept(dir, cacheDir);
  expect(openDocumentCache(cacheDir, 'another', dir).read()).toBeUndefined();
  const [name = ''] = readdirSync(join(cacheDir, 'documents'));
  const file = join(cacheDir, 'documents', name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('1.5', '2.5'));
  expect(openDocumentCache(cacheDir, 'engine', dir).read()).toBeUndefined();
});

test('errors have their places although the documents were kept', async () => {
  const root = mkdtempSync(join(tmpdir(), 'kada-documents-'));
  const dir = mkdtempSync(join(root, 'specs-'));
  const options = { specs: dir, out: join(root, 'out'), cacheDir: join(root, 'cache') };
  const sameEngine = { ...engine, hash: () => 'the same' };
  writeFileSync(join(dir, 'api.yaml'), 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths:\n  /a: { $ref: "#/nowhere" }\n');
  const first = await run(options, sameEngine);
  const second = await run(options, sameEngine);
  expect(first.diagnostics).toMatchObject([{ line: 4, severity: 'error' }]);
  expect(second.diagnostics).toEqual(first.diagnostics);
});
