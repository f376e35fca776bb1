import { afterEach, expect, test } from '@jest/globals';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watch, type Watcher, type WatchRun } from '../../src/watch.ts';
import { makePlace, smallEngine, type Place } from '../output/small-engine.ts';

/** A watch whose runs a test waits for. */
interface Runs {
  readonly watcher: Watcher;
  /** The next run, seen or yet to come, that meets a condition; earlier ones are dropped. */
  until(condition: (run: WatchRun) => boolean): Promise<WatchRun>;
}

const open: Watcher[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((watcher) => watcher.close()));
});

function start(place: Place): Runs {
  const seen: WatchRun[] = [];
  let wake: () => void = () => undefined;
  const watcher = watch(
    place,
    (run) => {
      seen.push(run);
      wake();
    },
    smallEngine().engine,
  );
  open.push(watcher);
  return {
    watcher,
    async until(condition) {
      for (;;) {
        const run = seen.shift();
        if (run === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else if (condition(run)) return run;
      }
    },
  };
}

const wrote = (path: string) => (run: WatchRun) =>
  'result' in run && run.result.files.some((file) => file.path === path && file.status === 'written');

function onePlace(): Place {
  const place = makePlace();
  place.spec('a', { path: 'a.ts', text: 'A' });
  return place;
}

test('it generates at once, and again on every save', async () => {
  const place = onePlace();
  const runs = start(place);
  await runs.until(wrote('a.ts'));
  for (const text of ['B', 'C']) {
    place.spec('a', { path: 'a.ts', text });
    await runs.until(wrote('a.ts'));
    expect(place.read('a.ts')).toBe(text);
  }
});

test('it sees saves of editors that rename, again and again', async () => {
  const place = onePlace();
  const runs = start(place);
  await runs.until(wrote('a.ts'));
  for (const text of ['B', 'C', 'D']) {
    const draft = join(place.root, 'draft');
    writeFileSync(draft, JSON.stringify({ path: 'a.ts', text }));
    renameSync(draft, join(place.specs, 'a.json'));
    await runs.until(wrote('a.ts'));
    expect(place.read('a.ts')).toBe(text);
  }
});

test('it sees a new file, and a removed one', async () => {
  const place = onePlace();
  const runs = start(place);
  await runs.until(wrote('a.ts'));
  place.spec('b', { path: 'b.ts', text: 'B' });
  await runs.until(wrote('b.ts'));
  place.forget('b');
  await runs.until((run) => 'result' in run && run.result.files.some(({ status }) => status === 'removed'));
  expect(place.read('b.ts')).toBeUndefined();
});

test('it lives on after an error, and writes nothing meanwhile', async () => {
  const place = onePlace();
  const runs = start(place);
  await runs.until(wrote('a.ts'));
  place.spec('a', { error: 'wrong' });
  await runs.until((run) => 'result' in run && !run.result.ok);
  expect(place.read('a.ts')).toBe('A');
  place.spec('a', { path: 'a.ts', text: 'right' });
  await runs.until(wrote('a.ts'));
});

test('it lives on after a run that could not write', async () => {
  const place = onePlace();
  writeFileSync(place.out, 'a file');
  const runs = start(place);
  await expect(runs.until((run) => 'failure' in run)).resolves.toMatchObject({ failure: expect.stringContaining('is a file') });
  rmSync(place.out);
  place.spec('a', { path: 'a.ts', text: 'B' });
  await runs.until(wrote('a.ts'));
});

test('it finds the folder again after it was moved away and replaced', async () => {
  const place = onePlace();
  const runs = start(place);
  await runs.until(wrote('a.ts'));
  renameSync(place.specs, `${place.specs}-old`);
  await runs.until((run) => 'failure' in run);
  mkdirSync(place.specs);
  place.spec('a', { path: 'a.ts', text: 'B' });
  await runs.until(wrote('a.ts'));
  place.spec('a', { path: 'a.ts', text: 'C' });
  await runs.until(wrote('a.ts'));
  expect(place.read('a.ts')).toBe('C');
});

test('it ends when it is closed', async () => {
  const place = onePlace();
  const runs = start(place);
  await runs.watcher.close();
  expect(place.read('a.ts')).toBe('A');
});
