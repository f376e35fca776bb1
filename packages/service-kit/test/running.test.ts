import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRunning } from '../src/index.ts';
import { keptLog } from '../src/testing/index.ts';

describe('stopping', () => {
  test('takes what was started last first, one after another', async () => {
    const { logger } = keptLog();
    const steps: string[] = [];
    const running = createRunning({ logger });
    for (const name of ['database', 'relay', 'http']) {
      running.started({
        name,
        stop: async () => {
          steps.push(`${name} stops`);
          await Promise.resolve();
          steps.push(`${name} stopped`);
        },
      });
    }

    await expect(running.stop('test')).resolves.toBe(true);
    expect(steps).toEqual(['http stops', 'http stopped', 'relay stops', 'relay stopped', 'database stops', 'database stopped']);
    await expect(running.ended).resolves.toBe(true);
  });

  test('goes on where a part fails, and says so', async () => {
    const { logger, lines } = keptLog();
    const running = createRunning({ logger });
    let closed = false;
    running.started({ name: 'database', stop: () => void (closed = true) });
    running.started({ name: 'relay', stop: () => Promise.reject(new Error('cut')) });
    running.started({
      name: 'http',
      stop: () => {
        throw new Error('at once');
      },
    });

    await expect(running.stop('test')).resolves.toBe(false);
    expect(closed).toBe(true);
    expect(lines.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toEqual([
      { part: 'http', error: new Error('at once') },
      { part: 'relay', error: new Error('cut') },
    ]);
  });

  test('goes on where a part never stops', async () => {
    const { logger, lines } = keptLog();
    const running = createRunning({ logger, stopWithinMs: 0 });
    let closed = false;
    running.started({ name: 'database', stop: () => void (closed = true) });
    running.started({ name: 'relay', stop: () => new Promise(() => undefined) });

    await expect(running.stop('test')).resolves.toBe(false);
    expect(closed).toBe(true);
    expect(lines).toContainEqual({ level: 'error', fields: { part: 'relay', withinMs: 100 }, message: 'a part did not stop in time' });
  });

  test('gives each part what is left of the time', async () => {
    const { logger } = keptLog();
    let time = 0;
    const given: number[] = [];
    const running = createRunning({ logger, stopWithinMs: 5000, now: () => time });
    for (const took of [0, 4990, 1000]) {
      running.started({
        name: 'part',
        stop: ({ withinMs }) => {
          given.push(withinMs);
          time += took;
        },
      });
    }
    await running.stop('test');

    expect(given).toEqual([5000, 4000, 100]);
  });

  test('happens once, and starts nothing more', async () => {
    const { logger } = keptLog();
    const running = createRunning({ logger });

    expect(running.stop('one')).toBe(running.stop('two'));
    await running.ended;
    expect(() => running.started({ name: 'late', stop: () => undefined })).toThrow('late was started after the stop');
  });

  test('comes with a signal', async () => {
    const program = `
      import { createRunning, stopOnSignals } from ${JSON.stringify(join(import.meta.dirname, '../src/running.ts'))};
      const silent = () => undefined;
      const running = createRunning({ logger: { debug: silent, info: silent, warn: silent, error: silent } });
      const alive = setInterval(silent, 1000);
      running.started({ name: 'timer', stop: () => clearInterval(alive) });
      stopOnSignals(running);
      console.log('up');
      console.log('stopped well:', await running.ended);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env: { ...process.env, NODE_OPTIONS: '' } });
    const output = text(child.stdout);
    await once(child.stdout, 'readable');
    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(output).resolves.toBe('up\nstopped well: true\n');
  });
});
