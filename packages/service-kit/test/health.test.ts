import { afterEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { createHealth, listen, type Health, type HealthCheck } from '../src/index.ts';
import { keptLog, type LogLine } from '../src/testing/index.ts';
import { raw, startLibrary, type RunningLibrary } from './http/library.ts';

let running: RunningLibrary | undefined;
afterEach(async () => {
  await running?.server.stop();
  running = undefined;
});

interface Started {
  readonly url: string;
  readonly health: Health;
  readonly lines: LogLine[];
}

async function start(checks: Readonly<Record<string, HealthCheck>>, withinMs = 10_000): Promise<Started> {
  const { logger, lines } = keptLog();
  const health = createHealth({ checks, logger, withinMs });
  running = await startLibrary({ health });
  return { url: running.url, health, lines };
}

describe('a service', () => {
  test('is ready where all checks are well', async () => {
    const { url } = await start({ broker: () => undefined, database: () => Promise.resolve() });
    const answer = await raw(url, '/health/ready');

    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(JSON.parse(answer.text)).toEqual({ status: 'ready', checks: { broker: 'ok', database: 'ok' } });
  });

  test('is not ready where one fails, and keeps the reason to its log', async () => {
    const { url, lines } = await start({ broker: () => undefined, database: () => Promise.reject(new Error('login of sa failed')) });
    const answer = await raw(url, '/health/ready');

    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toEqual({ status: 'not-ready', checks: { broker: 'ok', database: 'failing' } });
    expect(lines).toEqual([{ level: 'warn', fields: { check: 'database', error: new Error('login of sa failed') }, message: 'a health check fails' }]);
  });

  test('is not ready where one does not answer', async () => {
    const { url } = await start({ relay: () => new Promise(() => undefined) }, 1);

    await expect(raw(url, '/health/ready')).resolves.toMatchObject({ status: 503 });
  });

  test('lives, whatever its checks say', async () => {
    const { url } = await start({ broker: () => Promise.reject(new Error('away')) });

    await expect(raw(url, '/health/live')).resolves.toMatchObject({ status: 200, text: '{"status":"live"}' });
  });

  test.each(['/health/live', '/health/ready'])('is asked at %s by GET', async (path) => {
    const { url } = await start({});
    const [posted, options] = [await raw(url, path, { method: 'POST' }), await raw(url, path, { method: 'OPTIONS' })];

    expect([posted.status, posted.headers.allow, JSON.parse(posted.text)]).toEqual([405, 'GET, HEAD, OPTIONS', expect.objectContaining({ status: 405 })]);
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });

  test('is not ready while it stops', async () => {
    const { url, health } = await start({ broker: () => undefined });
    health.stopping();
    const answer = await raw(url, '/health/ready');

    expect([answer.status, JSON.parse(answer.text)]).toEqual([503, { status: 'stopping', checks: { broker: 'ok' } }]);
  });

  test('runs a check once for probes that come at once', async () => {
    let runs = 0;
    let arrived = 0;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { logger } = keptLog();
    const health = createHealth({
      logger,
      checks: {
        broker: () => {
          runs += 1;
          return promise;
        },
      },
    });
    const app = express().use((request, response) => {
      void health.ready(request, response);
      arrived += 1;
      if (arrived === 2) resolve(undefined);
    });
    const server = await listen({ app, logger, port: 0 });
    const answers = await Promise.all([raw(server.url, '/'), raw(server.url, '/')]);
    await server.stop();

    expect([runs, ...answers.map(({ status }) => status)]).toEqual([1, 200, 200]);
  });
});
