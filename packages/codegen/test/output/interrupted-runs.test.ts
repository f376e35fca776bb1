import { expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/run.ts';
import { cleanEnvironment } from '../clean-environment.ts';
import { makePlace, smallEngine, type Place } from './small-engine.ts';

const script = join(import.meta.dirname, 'run-and-die.ts');
const environment = cleanEnvironment();

/** One file to change, one to add, one to remove. */
async function threeChanges(): Promise<Place> {
  const place = makePlace();
  place.spec('a', { path: 'a/a.ts', text: 'old text of a' });
  place.spec('b', { path: 'b/b.ts', text: 'text of b' });
  await run(place, smallEngine().engine);
  place.spec('a', { path: 'a/a.ts', text: 'new text of a' });
  place.forget('b');
  place.spec('c', { path: 'c/c.ts', text: 'text of c' });
  return place;
}

function copyOf(place: Place): Place {
  const root = mkdtempSync(join(tmpdir(), 'kada-output-'));
  cpSync(place.root, root, { recursive: true });
  return makePlace(root);
}

function runInChild(place: Place, dieAt: number | undefined): { signal: string | null; output: string } {
  const args = [script, place.root, ...(dieAt === undefined ? [] : [String(dieAt)])];
  const { signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: environment });
  return { signal, output: stdout + stderr };
}

function expectFinished(place: Place): void {
  expect(place.files()).toEqual(['.kada-codegen.json', 'a/a.ts', 'c/c.ts']);
  expect(readdirSync(place.out).sort()).toEqual(['.kada-codegen.json', 'a', 'c']);
  expect(place.read('a/a.ts')).toBe('new text of a');
}

test('whenever a run is killed, all files are whole, and the next run finishes the work', async () => {
  const start = await threeChanges();
  const calls = Number(runInChild(copyOf(start), undefined).output);
  expect(calls).toBeGreaterThan(10);
  for (let call = 1; call <= calls; call += 1) {
    const place = copyOf(start);
    expect(runInChild(place, call).signal).toBe('SIGKILL');
    expect(['old text of a', 'new text of a']).toContain(place.read('a/a.ts'));
    expect(['text of b', undefined]).toContain(place.read('b/b.ts'));
    expect(['text of c', undefined]).toContain(place.read('c/c.ts'));
    await run(place, smallEngine().engine);
    expectFinished(place);
    await expect(run({ ...place, check: true, cacheDir: false }, smallEngine().engine)).resolves.toMatchObject({ ok: true });
  }
}, 60_000);

test('when the specs were changed back after the kill, nothing of the killed run stays', async () => {
  const start = await threeChanges();
  const calls = Number(runInChild(copyOf(start), undefined).output);
  for (let call = 1; call <= calls; call += 1) {
    const place = copyOf(start);
    runInChild(place, call);
    place.spec('a', { path: 'a/a.ts', text: 'old text of a' });
    place.spec('b', { path: 'b/b.ts', text: 'text of b' });
    place.forget('c');
    await run(place, smallEngine().engine);
    expect(readdirSync(place.out).sort()).toEqual(['.kada-codegen.json', 'a', 'b']);
    await expect(run({ ...place, check: true }, smallEngine().engine)).resolves.toMatchObject({ ok: true });
  }
}, 60_000);

test('several runs at once leave what one leaves', async () => {
  const place = await threeChanges();
  const children = Array.from({ length: 6 }, () => spawn(process.execPath, [script, place.root], { env: environment }));
  const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expectFinished(place);
  await expect(run({ ...place, check: true }, smallEngine().engine)).resolves.toMatchObject({ ok: true });
}, 60_000);
