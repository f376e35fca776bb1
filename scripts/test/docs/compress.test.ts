import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressSite } from '../../docs/compress.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kada-compress-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('what is text and long lies beside itself compressed, and is the same', async () => {
  const text = 'Who tells what to whom. '.repeat(500);
  await mkdir(join(folder, 'vendor'));
  await writeFile(join(folder, 'vendor/scalar.js'), text);
  await writeFile(join(folder, 'short.html'), 'short');
  await writeFile(join(folder, 'font.woff2'), Buffer.alloc(5000));
  await compressSite(folder);

  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['font.woff2', 'short.html', 'vendor', 'vendor/scalar.js', 'vendor/scalar.js.br', 'vendor/scalar.js.gz']);
  const [br, gz] = await Promise.all(['br', 'gz'].map((ending) => readFile(join(folder, `vendor/scalar.js.${ending}`))));
  expect([brotliDecompressSync(br ?? '').toString(), gunzipSync(gz ?? '').toString()]).toEqual([text, text]);
  expect(Math.max(br?.length ?? 0, gz?.length ?? 0)).toBeLessThan(text.length / 10);
});
