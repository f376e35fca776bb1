import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTokenSigner, createTokenVerifier, readPublicKeys, readSigningKeys } from '@kada-mandiya/auth';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kada-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const keys = (...args: readonly string[]): { readonly status: number | null; readonly stderr: string } =>
  spawnSync(process.execPath, [resolve(import.meta.dirname, '../keys.ts'), ...args], { encoding: 'utf8' });

test('two files: what one signs, the other verifies; the secret one is for its owner only', () => {
  const { status } = keys(join(folder, 'new'));
  const [signing, published] = [join(folder, 'new/signing-keys.json'), join(folder, 'new/public-keys.json')];
  const rules = { issuer: 'a', audience: 'b' };
  const { token } = createTokenSigner({ key: readSigningKeys(signing).signing, ...rules, lifetimeSeconds: 60 }).sign({ id: '88ac19b5-d8f5-431f-b2a2-058e41c73065', roles: [] });

  expect(status).toBe(0);
  expect(createTokenVerifier(readPublicKeys(published), rules).verify(token)).toMatchObject({ kind: 'verified' });
  expect(statSync(signing).mode & 0o077).toBe(0);
  expect(readFileSync(published, 'utf8')).not.toContain('"d"');
});

test('keys that are there stay', () => {
  keys(folder);
  const before = readFileSync(join(folder, 'signing-keys.json'), 'utf8');
  const { status, stderr } = keys(folder);

  expect([status, readFileSync(join(folder, 'signing-keys.json'), 'utf8')]).toEqual([1, before]);
  expect(stderr).toMatch(/^keys: .*EEXIST/);
});
