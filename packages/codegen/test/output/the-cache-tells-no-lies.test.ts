import { expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { engine, type Engine } from '../../src/engine.ts';
import { run, type RunMemory } from '../../src/run.ts';

const repositorySpecs = join(import.meta.dirname, '..', '..', '..', '..', 'specs');
interface Place {
  readonly specs: string;
  readonly out: string;
  readonly cacheDir: string;
}

function copySpecs(): Place {
  const root = mkdtempSync(join(tmpdir(), 'kada-cache-'));
  cpSync(repositorySpecs, join(root, 'specs'), { recursive: true });
  return { specs: join(root, 'specs'), out: join(root, 'generated'), cacheDir: join(root, 'cache') };
}

function edit(place: Place, file: string, from: RegExp, to: string): void {
  const path = join(place.specs, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
}

/** Edits that a file's input must tell apart; each changes what several emitters print. */
const edits: readonly (readonly [what: string, file: string, from: RegExp, to: string])[] = [
  ['a shared scalar', 'common/scalars.yaml', /maximum: 99999999/, 'maximum: 99999998'],
  ['a description', 'asyncapi/order.created.yaml', /Whose order it is, what it costs/, 'Whose order it is and what it costs'],
  ['a title', 'common/scalars.yaml', /title: Quantity/, 'title: How many'],
  ['a retry policy', 'asyncapi/order.created.yaml', /\[2000, 15000, 60000, 300000, 900000\]/, '[2000, 15000]'],
  ['the shared retry policy', 'asyncapi/common/delivery.yaml', /x-retry:/, 'x-retry: '],
  ['a prefetch', 'asyncapi/order.created.yaml', /x-prefetch: 10/, 'x-prefetch: 11'],
  ['an example', 'asyncapi/order.created.yaml', /Ekel Broom/, 'Broom'],
  ['an optional property', 'asyncapi/order.created.yaml', /required: \[orderId, userId, amount, currency, items\]/, 'required: [orderId, userId, amount, currency]'],
  ['a sensitive mark', 'common/scalars.yaml', /(title: Quantity|title: How many)/, 'x-sensitive: true\n      $1'],
  ['an API’s version', 'openapi/user-service.yaml', /version: 1\.0\.0/, 'version: 1.1.0'],
  ['a rate limit', 'openapi/auth-service.yaml', /limit: (\d+)/, 'limit: 1$1'],
  ['the scope', 'kada-codegen.yaml', /'@kada-mandiya'/, "'@other'"],
];

const sameEngine: Engine = { ...engine, hash: () => 'the same' };

test('after every edit a run with the cache writes what one without it would write', async () => {
  const place = copySpecs();
  const memory: RunMemory = {};
  await expect(run(place, sameEngine, memory)).resolves.toMatchObject({ ok: true });
  for (const [what, file, from, to] of edits) {
    edit(place, file, from, to);
    const { ok, diagnostics } = await run(place, sameEngine, memory);
    expect({ what, ok, diagnostics }).toMatchObject({ what, ok: true });
    const { files } = await run({ ...place, check: true, cacheDir: false }, sameEngine, memory);
    expect({ what, stale: files.filter(({ status }) => status !== 'unchanged') }).toEqual({ what, stale: [] });
  }
}, 60_000);

test('the order of keys in the specs changes no generated text, even without a cache', async () => {
  const place = copySpecs();
  await run(place, sameEngine);
  for (const name of readdirSync(place.specs, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.yaml')) continue;
    const file = join(place.specs, name);
    writeFileSync(file, JSON.stringify(withReversedKeys(parse(readFileSync(file, 'utf8')))));
  }
  const { ok, files } = await run({ ...place, check: true, cacheDir: false }, sameEngine);
  expect(files.filter(({ status }) => status !== 'unchanged')).toEqual([]);
  expect(ok).toBe(true);
}, 60_000);

function withReversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, withReversedKeys(item)]));
}
