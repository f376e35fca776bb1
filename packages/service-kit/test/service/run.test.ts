import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { temporaryPlace } from '@kada-mandiya/database/testing';

const main = join(import.meta.dirname, 'children', 'lending-process.ts');

function start(environment: Readonly<Record<string, string | undefined>>): ReturnType<typeof spawn> {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ReturnType<typeof spawn>): Promise<{ readonly code: unknown; readonly errors: string }> {
  const exit = once(child, 'exit');
  const errors = child.stderr === null ? '' : await text(child.stderr);
  const [code] = (await exit) as [number | null];
  return { code, errors };
}

describe('a service as a process', () => {
  test('names all that is missing in its environment, and ends with 1', async () => {
    const child = start({ PORT: 'http', LOG_LEVEL: 'loud' });
    child.stdout?.resume();
    const { code, errors } = await ended(child);

    expect(code).toBe(1);
    expect(errors.split('\n')).toEqual([
      'library-service did not start: the configuration is not complete:',
      '  PORT must be a number',
      '  AMQP_URL is missing',
      '  LOG_LEVEL must be debug, info, warn, error or silent',
      '',
    ]);
  });

  test('says in one line that its broker does not let it in, without the password, and ends with 1', async () => {
    const [broker, { place, remove }] = await Promise.all([startBroker(), temporaryPlace()]);
    const child = start({ AMQP_URL: broker.url.replace('guest:guest', 'guest:hunter2'), DATA_DIR: place.dataDir });
    child.stdout?.resume();
    const { code, errors } = await ended(child);
    await broker.close();
    await remove();

    expect([code, errors.trim().split('\n')]).toEqual([1, [expect.stringMatching(/^library-service did not start: /)]]);
    expect(errors).not.toContain('hunter2');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('stops on %s, ends with 0, and has kept what it compiled', async (signal) => {
    const [broker, { place, remove }, temporary] = await Promise.all([startBroker(), temporaryPlace(), mkdtemp(join(tmpdir(), 'kada-compiled-'))]);
    const child = start({ AMQP_URL: broker.url, DATA_DIR: place.dataDir, TMPDIR: temporary });
    const finish = ended(child);
    const lines: string[] = [];
    if (child.stdout === null) throw new Error('it has no output');
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes('"msg":"ready"')) child.kill(signal);
    }
    const { code, errors } = await finish;
    const kept = await readdir(join(temporary, 'node-compile-cache'), { recursive: true });
    await Promise.all([broker.close(), remove(), rm(temporary, { recursive: true })]);

    expect([code, errors]).toEqual([0, '']);
    expect(kept.length).toBeGreaterThan(500);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ service: 'library-service', msg: 'stopped', well: true });
  });

  test('stops on SIGTERM while it waits for its broker, and ends with 0', async () => {
    const silent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('it has no port');
    const { place, remove } = await temporaryPlace();
    const child = start({ AMQP_URL: `amqp://127.0.0.1:${address.port}`, DATA_DIR: place.dataDir });
    const finish = ended(child);
    const lines: string[] = [];
    if (child.stdout === null) throw new Error('it has no output');
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes('"attempt":3')) child.kill('SIGTERM');
    }
    const { code, errors } = await finish;
    silent.close();
    await remove();

    expect([code, errors]).toEqual([0, '']);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ service: 'library-service', msg: 'stopped', well: true });
  });
});
