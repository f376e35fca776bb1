import { expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineHash } from '../../src/output/engine-hash.ts';

function sources(): string {
  const root = mkdtempSync(join(tmpdir(), 'kada-engine-'));
  mkdirSync(join(root, 'emitters'));
  writeFileSync(join(root, 'run.ts'), 'run');
  writeFileSync(join(root, 'emitters/events.ts'), 'events');
  return root;
}

test('equal sources have equal hashes, wherever and whenever they were written', () => {
  expect(engineHash(sources())).toBe(engineHash(sources()));
});

test.each([
  ['an edited file', (root: string) => writeFileSync(join(root, 'emitters/events.ts'), 'evento')],
  ['a new file', (root: string) => writeFileSync(join(root, 'emitters/http.ts'), '')],
  ['a moved file', (root: string) => renameSync(join(root, 'emitters/events.ts'), join(root, 'events.ts'))],
])('%s changes it', (_what, change) => {
  const root = sources();
  const before = engineHash(root);
  change(root);
  expect(engineHash(root)).not.toBe(before);
});

test('what is no code does not', () => {
  const root = sources();
  const before = engineHash(root);
  writeFileSync(join(root, 'run.d.ts'), '');
  writeFileSync(join(root, '.run.ts.swp'), '');
  expect(engineHash(root)).toBe(before);
});
