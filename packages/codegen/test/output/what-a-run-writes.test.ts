import { describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run, type RunResult } from '../../src/run.ts';
import { makePlace, smallEngine, type Place } from './small-engine.ts';

const manifest = '.kada-codegen.json';

function twoFiles(): Place {
  const place = makePlace();
  place.spec('a', { path: 'events/a.ts', text: 'A\n' });
  place.spec('b', { path: 'events/b.ts', text: 'B\n' });
  return place;
}

function statuses({ files }: RunResult): Record<string, string> {
  return Object.fromEntries(files.map(({ path, status }) => [path, status]));
}

describe('a run', () => {
  test('writes what the specs yield, and nothing the second time', async () => {
    const place = twoFiles();
    const { engine, printed } = smallEngine();
    expect(statuses(await run(place, engine))).toEqual({ 'events/a.ts': 'written', 'events/b.ts': 'written' });
    expect(place.read('events/a.ts')).toBe('A\n');
    expect(statuses(await run(place, engine))).toEqual({ 'events/a.ts': 'unchanged', 'events/b.ts': 'unchanged' });
    expect(printed).toEqual(['events/a.ts', 'events/b.ts']);
  });

  test('prints and writes only what changed, and leaves the times of the rest', async () => {
    const place = twoFiles();
    const { engine, printed } = smallEngine();
    await run(place, engine);
    utimesSync(join(place.out, 'events/b.ts'), 1000, 1000);
    place.spec('a', { path: 'events/a.ts', text: 'AA\n' });
    expect(statuses(await run(place, engine))).toEqual({ 'events/a.ts': 'written', 'events/b.ts': 'unchanged' });
    expect(printed).toEqual(['events/a.ts', 'events/b.ts', 'events/a.ts']);
    expect(statSync(join(place.out, 'events/b.ts')).mtimeMs).toBe(1000_000);
  });

  test('prints everything again with another engine', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    const other = smallEngine('two');
    expect(statuses(await run(place, other.engine))).toEqual({ 'events/a.ts': 'written', 'events/b.ts': 'written' });
    expect(place.read('events/a.ts')).toBe('twoA\n');
  });

  test('removes what is no longer planned, with the folders that are then empty', async () => {
    const place = makePlace();
    place.spec('a', { path: 'events/a.ts', text: 'A' });
    place.spec('b', { path: 'old/deep/b.ts', text: 'B' });
    await run(place, smallEngine().engine);
    place.forget('b');
    expect(statuses(await run(place, smallEngine().engine))).toEqual({ 'events/a.ts': 'unchanged', 'old/deep/b.ts': 'removed' });
    expect(readdirSync(place.out).sort()).toEqual([manifest, 'events']);
  });

  test('renames: the new file is written, the old one removed, also where a file becomes a folder', async () => {
    const place = makePlace();
    place.spec('a', { path: 'events/a', text: 'A' });
    await run(place, smallEngine().engine);
    place.spec('a', { path: 'events/a/index.ts', text: 'A' });
    await expect(run(place, smallEngine().engine)).resolves.toMatchObject({ ok: true });
    expect(place.files()).toEqual([manifest, 'events/a/index.ts']);
    place.spec('a', { path: 'events/a', text: 'A' });
    await run(place, smallEngine().engine);
    expect(place.files()).toEqual([manifest, 'events/a']);
  });

  test('never removes a file that it did not write, or that was edited since', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    place.write('events/mine.ts', 'mine');
    place.write('events/b.ts', 'edited');
    place.forget('b');
    expect(statuses(await run(place, smallEngine().engine))).toEqual({
      'events/a.ts': 'unchanged',
      'events/b.ts': 'left-over',
      'events/mine.ts': 'left-over',
    });
    expect(place.read('events/b.ts')).toBe('edited');
    expect(place.read('events/mine.ts')).toBe('mine');
  });

  test('minds nothing that other tools put beside the generated files', async () => {
    const place = twoFiles();
    place.write('docs/index.html', 'docs');
    place.write('events/node_modules/zod/index.js', '');
    place.write('events/dist/a.js', '');
    place.write('events/.eslintcache', '');
    await run(place, smallEngine().engine);
    expect(statuses(await run({ ...place, check: true }, smallEngine().engine))).toEqual({
      'events/a.ts': 'unchanged',
      'events/b.ts': 'unchanged',
    });
  });

  test('overwrites a hand-edited file', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    place.write('events/a.ts', 'edited');
    expect(statuses(await run(place, smallEngine().engine))).toMatchObject({ 'events/a.ts': 'written' });
    expect(place.read('events/a.ts')).toBe('A\n');
  });

  test('writes nothing on an error, and the last good output stays', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    place.spec('a', { path: 'events/a.ts', text: 'AA' });
    place.spec('b', { error: 'it is wrong' });
    const result = await run(place, smallEngine().engine);
    expect(result).toMatchObject({ ok: false, files: [], diagnostics: [{ code: 'YAML_VALUE', severity: 'error', message: 'it is wrong' }] });
    expect(place.read('events/a.ts')).toBe('A\n');
    expect(place.read('events/b.ts')).toBe('B\n');
  });

  test('shows the warnings again when nothing changed', async () => {
    const place = twoFiles();
    place.spec('c', { warning: 'unused' });
    const first = await run(place, smallEngine().engine);
    const second = await run(place, smallEngine().engine);
    expect(Object.keys(second.durations)).toEqual(['stamp']);
    expect(second.diagnostics).toEqual(first.diagnostics);
    expect(second.diagnostics).toMatchObject([{ severity: 'warning', message: 'unused' }]);
    expect(second.files).toEqual(first.files.map(({ path }) => ({ path, status: 'unchanged' })));
  });

  test('starts again when the specs change while it runs', async () => {
    const place = twoFiles();
    const { engine } = smallEngine();
    let loads = 0;
    const slow = { ...engine, load: async (dir: string) => {
      const documents = await engine.load(dir);
      loads += 1;
      if (loads === 1) place.spec('a', { path: 'events/a.ts', text: 'newer' });
      return documents;
    } };
    await run(place, slow);
    expect(loads).toBe(2);
    expect(place.read('events/a.ts')).toBe('newer');
  });
});

describe('a check', () => {
  test('passes on what was generated, without a cache too', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    await expect(run({ ...place, check: true, cacheDir: false }, smallEngine().engine)).resolves.toMatchObject({ ok: true });
  });

  test('names a hand-edited, a missing and a left-over file, and writes nothing', async () => {
    const place = twoFiles();
    place.spec('c', { path: 'events/c.ts', text: 'C' });
    await run(place, smallEngine().engine);
    place.write('events/a.ts', 'A \n');
    rmSync(join(place.out, 'events/b.ts'));
    place.forget('c');
    place.write('events/d.ts', 'by hand');
    const before = place.files();
    const result = await run({ ...place, check: true }, smallEngine().engine);
    expect(result.ok).toBe(false);
    expect(statuses(result)).toEqual({
      'events/a.ts': 'differs',
      'events/b.ts': 'missing',
      'events/c.ts': 'left-over',
      'events/d.ts': 'left-over',
    });
    expect(place.files()).toEqual(before);
    expect(place.read('events/a.ts')).toBe('A \n');
  });

  test('is not fooled by a manifest that was edited along with the file', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    const honest = place.read(manifest) ?? '';
    place.spec('x', { path: 'events/a.ts', text: 'forged' });
    place.forget('a');
    const other = makePlace();
    other.spec('x', { path: 'events/a.ts', text: 'forged' });
    other.spec('b', { path: 'events/b.ts', text: 'B\n' });
    await run(other, smallEngine().engine);
    place.forget('x');
    place.spec('a', { path: 'events/a.ts', text: 'A\n' });
    place.write('events/a.ts', 'forged');
    place.write(manifest, other.read(manifest) ?? '');
    expect(other.read(manifest)).not.toBe(honest);
    expect(statuses(await run({ ...place, check: true }, smallEngine().engine))).toMatchObject({ 'events/a.ts': 'differs' });
  });

  test.each([
    ['missing', (place: Place) => rmSync(join(place.out, manifest)), 'missing'],
    ['cut short', (place: Place) => place.write(manifest, '{'), 'differs'],
  ])('says so when only the manifest is %s', async (_name, spoil, status) => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    spoil(place);
    expect(statuses(await run({ ...place, check: true }, smallEngine().engine))).toMatchObject({ [manifest]: status });
    await run(place, smallEngine().engine);
    await expect(run({ ...place, check: true }, smallEngine().engine)).resolves.toMatchObject({ ok: true });
  });
});

describe('a manifest', () => {
  test('with a merge conflict still tells which files were ours', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    place.write(manifest, `<<<<<<< ours\n${place.read(manifest) ?? ''}=======\n>>>>>>> theirs\n`);
    place.forget('b');
    expect(statuses(await run(place, smallEngine().engine))).toMatchObject({ 'events/b.ts': 'removed' });
  });

  test('cannot make a run delete what is outside the output folder', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    const outside = join(dirname(place.out), 'outside.ts');
    writeFileSync(outside, 'A\n');
    const text = place.read(manifest) ?? '';
    place.write(manifest, text.replaceAll('"events/a.ts"', '"../outside.ts"').replaceAll('"events/b.ts"', `"events/../../outside.ts"`));
    await run(place, smallEngine().engine);
    expect(readFileSync(outside, 'utf8')).toBe('A\n');
  });
});

describe('symbolic links', () => {
  test('the output folder itself may be one', async () => {
    const place = twoFiles();
    const real = `${place.out}-real`;
    mkdirSync(real);
    symlinkSync(real, place.out);
    await run(place, smallEngine().engine);
    expect(readFileSync(join(real, 'events/a.ts'), 'utf8')).toBe('A\n');
    await expect(run({ ...place, check: true }, smallEngine().engine)).resolves.toMatchObject({ ok: true });
  });

  test.each(['events', 'events/a.ts', manifest])('%s may not be one', async (path) => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    const elsewhere = `${place.out}-elsewhere`;
    renameSync(join(place.out, path), elsewhere);
    symlinkSync(elsewhere, join(place.out, path));
    place.spec('a', { path: 'events/a.ts', text: 'AA' });
    await expect(run(place, smallEngine().engine)).rejects.toThrow(`${join(place.out, path)} is a symbolic link`);
  });

  test('a stale file behind one is not removed', async () => {
    const place = makePlace();
    place.spec('a', { path: 'old/a.ts', text: 'A' });
    await run(place, smallEngine().engine);
    const elsewhere = `${place.out}-elsewhere`;
    renameSync(join(place.out, 'old'), elsewhere);
    symlinkSync(elsewhere, join(place.out, 'old'));
    place.spec('a', { path: 'new/a.ts', text: 'A' });
    await run(place, smallEngine().engine);
    expect(readFileSync(join(elsewhere, 'a.ts'), 'utf8')).toBe('A');
  });
});

describe('an output folder that cannot be used', () => {
  test('a file in its place', async () => {
    const place = twoFiles();
    writeFileSync(place.out, '');
    await expect(run(place, smallEngine().engine)).rejects.toThrow(`the output folder ${place.out} is a file`);
  });

  test('a link to nowhere in its place', async () => {
    const place = twoFiles();
    symlinkSync(`${place.out}-nowhere`, place.out);
    await expect(run(place, smallEngine().engine)).rejects.toThrow('it does not exist');
  });

  test('one that holds the specs, or is inside them', async () => {
    const place = twoFiles();
    const inside = { ...place, out: join(place.specs, 'generated') };
    await expect(run(inside, smallEngine().engine)).rejects.toThrow('must not be one inside the other');
    const around = { ...place, out: dirname(place.specs) };
    await expect(run(around, smallEngine().engine)).rejects.toThrow('must not be one inside the other');
  });

  test('a folder in the place of a generated file: nothing else is written either', async () => {
    const place = twoFiles();
    place.write('events/b.ts/mine.txt', 'mine');
    await expect(run(place, smallEngine().engine)).rejects.toThrow('events/b.ts is a folder');
    expect(place.files()).toEqual(['events/b.ts/mine.txt']);
  });

  test('a file in the place of a folder: nothing else is written either', async () => {
    const place = twoFiles();
    place.spec('c', { path: 'aaa/c.ts', text: 'C' });
    place.write('events', 'a file');
    await expect(run(place, smallEngine().engine)).rejects.toThrow(/events is a file, and .*events\/a\.ts needs a folder/);
    expect(place.files()).toEqual(['events']);
    expect(readdirSync(place.out)).toEqual(['events']);
  });

  test('an empty folder is in nobody\'s way', async () => {
    const place = twoFiles();
    mkdirSync(join(place.out, 'events/b.ts'), { recursive: true });
    await run(place, smallEngine().engine);
    expect(place.read('events/b.ts')).toBe('B\n');
  });

  test('a read-only one: nothing is written', async () => {
    const place = twoFiles();
    mkdirSync(place.out);
    chmodSync(dirname(place.out), 0o755);
    chmodSync(place.out, 0o555);
    await expect(unprivileged(() => run(place, smallEngine().engine))).rejects.toThrow('permission denied');
    expect(readdirSync(place.out)).toEqual([]);
  });
});

describe('a cache', () => {
  test('in which everything was spoilt only costs time', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    for (const entry of readdirSync(place.cacheDir, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile()) writeFileSync(file, readFileSync(file, 'utf8').replaceAll('A', 'Z').slice(0, -1));
    }
    place.spec('c', { path: 'events/c.ts', text: 'C' });
    const { engine, printed } = smallEngine();
    await run(place, engine);
    expect(printed).toEqual(['events/a.ts', 'events/b.ts', 'events/c.ts']);
    expect(place.read('events/a.ts')).toBe('A\n');
  });

  test('that cannot be written only costs time', async () => {
    const place = twoFiles();
    writeFileSync(place.cacheDir, 'a file stands here');
    const { engine, printed } = smallEngine();
    await run(place, engine);
    await expect(run(place, engine)).resolves.toMatchObject({ ok: true });
    expect(printed).toHaveLength(4);
  });

  test('does not hide that an output file was changed, removed or replaced', async () => {
    const place = twoFiles();
    await run(place, smallEngine().engine);
    place.write('events/a.ts', 'X\n');
    await run(place, smallEngine().engine);
    expect(place.read('events/a.ts')).toBe('A\n');
    rmSync(place.out, { recursive: true });
    await run(place, smallEngine().engine);
    expect(place.files()).toEqual([manifest, 'events/a.ts', 'events/b.ts']);
  });
});

/** Does something without the rights of root, for whom no folder is read-only. */
async function unprivileged<T>(task: () => Promise<T>): Promise<T> {
  const nobody = 65534;
  if (process.geteuid?.() !== 0) return task();
  process.seteuid?.(nobody);
  try {
    return await task();
  } finally {
    process.seteuid?.(0);
  }
}
