import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { isOnPath } from '../on-path.ts';
import { closedPort, runCommand } from './command.ts';

const patienceMs = 30_000;

/** Runs the command without a SQL Server. */
function run(amqpUrl: string | undefined, ...options: readonly string[]): ReturnType<typeof runCommand> {
  return runCommand({ AMQP_URL: amqpUrl, SQLSERVER_URL: '' }, options);
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
    const port = await closedPort();
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
