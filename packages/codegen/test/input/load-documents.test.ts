import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadDocuments } from '../../src/input/load.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'specs-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(dir, name)), { recursive: true });
  await writeFile(join(dir, name), content);
}

test('YAML and JSON files of all subfolders are read, in the order of their names', async () => {
  await write('b.yaml', 'openapi: 3.1.0');
  await write('sub/deep/a.yml', 'asyncapi: 3.0.0');
  await write('sub/c.JSON', '{"Money": {"type": "integer"}}');
  await write('sub/d.txt', 'neither');
  await write('kada-codegen.yaml', 'profile: none');
  await write('sub/kada-codegen.yaml', 'only the one at the root counts: true');
  const { files, problems } = await loadDocuments(dir);
  expect(problems).toEqual([]);
  expect([...files.values()].map(({ file, kind }) => [file, kind])).toEqual([
    ['b.yaml', 'openapi'],
    ['kada-codegen.yaml', 'settings'],
    ['sub/c.JSON', 'fragment'],
    ['sub/deep/a.yml', 'asyncapi'],
    ['sub/kada-codegen.yaml', 'fragment'],
  ]);
});

test('hidden files and node_modules are left alone, links to files are followed', async () => {
  await write('.hidden.yaml', 'a: [');
  await write('.git/a.yaml', 'a: [');
  await write('node_modules/x/package.json', '{');
  await write('..data/real.yaml', 'openapi: 3.1.0');
  await symlink(join('..data', 'real.yaml'), join(dir, 'linked.yaml'));
  const { files, problems } = await loadDocuments(dir);
  expect(problems).toEqual([]);
  expect([...files.keys()]).toEqual(['linked.yaml']);
});

test('a link to nothing is a file that cannot be read', async () => {
  await symlink('nowhere.yaml', join(dir, 'lost.yaml'));
  const { files, problems } = await loadDocuments(dir);
  expect(problems).toEqual([
    { code: 'UNREADABLE_FILE', message: 'cannot be read: it does not exist', origin: { file: 'lost.yaml', path: [] } },
  ]);
  expect(files.get('lost.yaml')?.value).toBeUndefined();
});

test('a folder that does not exist, or is a file, is one problem and no exception', async () => {
  await write('file.yaml', 'a: 1');
  const missing = await loadDocuments(join(dir, 'missing'));
  const file = await loadDocuments(join(dir, 'file.yaml'));
  expect(missing.problems.map(({ code, message }) => [code, message])).toEqual([
    ['NO_DOCUMENTS', 'the specs folder cannot be read: it does not exist'],
  ]);
  expect(file.problems.map(({ message }) => message)).toEqual(['the specs folder cannot be read: it is not a folder']);
});

test('a byte order mark is no part of the text', async () => {
  await write('bom.yaml', new Uint8Array([0xef, 0xbb, 0xbf, ...Buffer.from('openapi: 3.1.0')]));
  const { files } = await loadDocuments(dir);
  expect(files.get('bom.yaml')?.value).toEqual({ openapi: '3.1.0' });
});

test('what has not changed is taken over from the last time, with its problems', async () => {
  await write('same.yaml', 'openapi: 3.1.0\ninfo: 1\ninfo: 2\n');
  await write('other.yaml', 'asyncapi: 3.0.0');
  const before = await loadDocuments(dir);
  await write('other.yaml', 'asyncapi: 3.1.0');
  const after = await loadDocuments(dir, before);
  expect(after.files.get('same.yaml')).toBe(before.files.get('same.yaml'));
  expect(after.files.get('other.yaml')?.value).toEqual({ asyncapi: '3.1.0' });
  expect(after.problems.map(({ code }) => code)).toEqual(['DUPLICATE_KEY']);
});
