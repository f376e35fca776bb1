import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from '../made-once/lock.ts';

describe('a lock of a build', () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kada-lock-'));
    lock = join(folder, 'below/build.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('lets one at a time in', async () => {
    const inside: string[] = [];
    const enter = (name: string): Promise<void> =>
      alone(lock, async () => {
        inside.push(`${name} in`);
        await new Promise(setImmediate);
        inside.push(`${name} out`);
      });
    await Promise.all([enter('a'), enter('b')]);
    expect(inside).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(existsSync(lock)).toBe(false);
  });

  test('is given back where the work fails', async () => {
    await expect(alone(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(alone(lock, () => Promise.resolve(1))).resolves.toBe(1);
  });

  test('of a process that has died holds nobody up', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await alone(lock, () => Promise.resolve());
    writeFileSync(lock, String(pid));
    await expect(alone(lock, () => Promise.resolve('in'))).resolves.toBe('in');
  });
});
