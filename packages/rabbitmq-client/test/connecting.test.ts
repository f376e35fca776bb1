import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { connect, ConnectError } from '../src/index.ts';
import { proxyTo } from './cuttable-proxy.ts';
import { describeOnBrokers, eventually, quickBackoff, recordingLogger } from './on-broker.ts';

interface Ended {
  readonly code: number;
  readonly stderr: string;
  readonly stdout: string;
}

function run(program: string, ...parameters: readonly string[]): Promise<Ended> {
  const file = fileURLToPath(new URL(`programs/${program}`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...parameters], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

function changed(url: string, change: (url: URL) => void): string {
  const copy = new URL(url);
  change(copy);
  return copy.href;
}

async function freePort(): Promise<number> {
  const server = await listening(() => undefined);
  const { port } = server;
  await server.close();
  return port;
}

async function listening(onConnection: Parameters<typeof createServer>[1]): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

describeOnBrokers((bench) => {
  test.each([
    { name: 'a wrong password', change: (url: URL) => void (url.password = 's3cret-wrong'), says: /refuses user "guest" with this password/ },
    { name: 'an unknown user', change: (url: URL) => void (url.username = 'nobody-at-all'), says: /refuses user "nobody-at-all"/ },
    { name: 'an unknown virtual host', change: (url: URL) => void (url.pathname = '/none-such'), says: /virtual host "none-such"/ },
  ])('$name ends a program at once, with one clear line and exit code 1', async ({ change, says }) => {
    const { code, stderr, stdout } = await run('connect-once.ts', changed(bench.url(), change), '60000');
    expect(stderr).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('s3cret');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  }, 20_000);

  test('the right URL ends it well', async () => {
    expect(await run('connect-once.ts', bench.url())).toEqual({ code: 0, stderr: '', stdout: '' });
  }, 20_000);

  test('a broker that comes later is waited for', async () => {
    const port = await freePort();
    const logger = recordingLogger();
    const url = changed(bench.url(), (its) => void (its.port = String(port)));
    const connecting = bench.connect({ url, logger, connectWithinMs: 20_000, backoff: { minMs: 5, maxMs: 20 } });
    await eventually(() => logger.lines.length >= 3);
    const proxy = await proxyTo(bench.url(), port);
    const messaging = await connecting;
    expect(messaging.connected).toBe(true);
    await messaging.close();
    await proxy.close();
  });
});

describe('an address where no broker is', () => {
  test('is one clear line and exit code 1', async () => {
    const { code, stderr } = await run('connect-once.ts', `amqp://guest:s3cret@127.0.0.1:${await freePort()}`);
    expect(stderr).toMatch(/^Cannot connect to the broker at amqp:\/\/127\.0\.0\.1:\d+: nothing listens there \(ECONNREFUSED\)\n$/);
    expect(code).toBe(1);
  }, 20_000);

  test.each(['', 'not a url', 'http://guest:s3cret@127.0.0.1', 'amqp:/guest:s3cret'])('%j is refused at once', async (url) => {
    const { code, stderr } = await run('connect-once.ts', url, '60000');
    expect(stderr).toMatch(/^The broker's URL cannot be used: .*\n$/);
    expect(stderr).not.toContain('s3cret');
    expect(code).toBe(1);
  }, 20_000);

  test('is tried until the time for it has passed', async () => {
    const url = `amqp://127.0.0.1:${await freePort()}`;
    const logger = recordingLogger();
    const connecting = connect({ url, name: 'late', logger, connectWithinMs: 200, backoff: quickBackoff });
    await expect(connecting).rejects.toThrow(ConnectError);
    await expect(connecting).rejects.toThrow(/\(\d+ attempts within 200 ms\)$/);
    expect(logger.lines.length).toBeGreaterThan(1);
  });

  test('is given up when nobody waits for it any more', async () => {
    const url = `amqp://127.0.0.1:${await freePort()}`;
    const logger = recordingLogger();
    const patience = new AbortController();
    const connecting = connect({ url, name: 'late', logger, connectWithinMs: 1e9, backoff: { minMs: 1e8, maxMs: 1e9 }, signal: patience.signal });
    await eventually(() => logger.lines.length === 1);
    patience.abort('enough');
    await expect(connecting).rejects.toBe('enough');
  });

  test('another kind of server is named as such', async () => {
    const server = await listening((socket) => {
      socket.on('error', () => undefined);
      socket.resume();
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    });
    const connecting = connect({ url: `amqp://127.0.0.1:${server.port}`, name: 'x', logger: recordingLogger(), connectWithinMs: 0 });
    await expect(connecting).rejects.toThrow(/does not speak AMQP 0-9-1/);
    await server.close();
  });
});
