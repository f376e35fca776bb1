import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { isOnPath } from '../on-path.ts';

const script = resolve(import.meta.dirname, '../../test-integration.ts');
const patienceMs = 30_000;

/** Runs the command and gives what it said on both outputs. */
async function run(amqpUrl: string | undefined, ...options: readonly string[]): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, [script, ...options], {
    env: { ...process.env, AMQP_URL: amqpUrl, SQLSERVER_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, said };
}

test(
  'without AMQP_URL nothing is run, which is said and is no error',
  async () => {
    const { code, said } = await run(undefined);
    expect(said).toMatch(/^Nothing was run: AMQP_URL names no broker\. .*\n$/);
    expect(code).toBe(0);
  },
  patienceMs,
);

test(
  'with --require it is an error',
  async () => {
    const { code, said } = await run('', '--require');
    expect(said).toMatch(/^Nothing was run: /);
    expect(code).toBe(1);
  },
  patienceMs,
);

test(
  'where no broker listens, one line says so, without the password',
  async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    server.close();
    await once(server, 'close');

    const { code, said } = await run(`amqp://guest:secret@127.0.0.1:${port}`);

    expect(said).toBe(`Cannot connect to the broker at amqp://127.0.0.1:${port}: nothing listens there (ECONNREFUSED)\n`);
    expect(code).toBe(1);
  },
  patienceMs,
);

test(
  'an AMQP_URL that is none is one line too',
  async () => {
    const { code, said } = await run('localhost');
    expect(said).toBe("The broker's URL cannot be used: it is no URL; expected amqp://user:password@host:port/vhost\n");
    expect(code).toBe(1);
  },
  patienceMs,
);

test('a command is found on the PATH, or not', () => {
  expect(isOnPath('node', resolve(process.execPath, '..'))).toBe(true);
  expect(isOnPath('no-such-command')).toBe(false);
});
