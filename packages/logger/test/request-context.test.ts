import { afterEach, describe, expect, test } from '@jest/globals';
import express, { Router, type Express } from 'express';
import { once } from 'node:events';
import { request as httpRequest, type Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { currentContext, requestContext, type LogContext } from '../src/index.ts';
import { captureLog, type CapturedLog } from './captured-lines.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const given = '6f062af2-41e0-4f56-83e6-b90f6e30147d';
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Shop extends CapturedLog {
  readonly url: string;
  /** Resolves with the lines as soon as there are so many. */
  readonly written: (count: number) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

async function serve(routes: (app: Express, log: CapturedLog) => void): Promise<Shop> {
  const log = captureLog();
  const app = express();
  let time = 0;
  app.use(requestContext({ logger: log.logger, now: () => (time += 2.5) }));
  routes(app, log);
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const written: Shop['written'] = async (count) => {
    while (log.text.length < count) await turn();
    return log.lines();
  };
  return { ...log, url: `http://127.0.0.1:${address.port}`, written };
}

describe('the ids', () => {
  test('of the caller go on and come back, the request id is new', async () => {
    const seen: (LogContext | undefined)[] = [];
    const { url } = await serve((app) => {
      app.get('/', async (_, response) => {
        await turn();
        seen.push(currentContext());
        response.end();
      });
    });

    const answers = [
      await fetch(url, { headers: { 'x-correlation-id': given, 'x-request-id': given } }),
      await fetch(url, { headers: { 'x-correlation-id': given.toUpperCase() } }),
    ];

    expect(answers.map(({ headers }) => headers.get('x-correlation-id'))).toEqual([given, given]);
    expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(seen.map((context) => context?.requestId));
    expect(seen).toEqual([
      { correlationId: given, requestId: expect.stringMatching(uuid) },
      { correlationId: given, requestId: expect.stringMatching(uuid) },
    ]);
    expect(new Set([given, ...seen.map((context) => context?.requestId)]).size).toBe(3);
  });

  test.each(['', 'x', `${given}0`, '<script>', `${given}, ${given}`])('are new where the caller sends %p', async (sent) => {
    const { url } = await serve((app) => app.get('/', (_, response) => void response.end()));

    const { headers } = await fetch(url, { headers: { 'x-correlation-id': sent } });

    expect(headers.get('x-correlation-id')).toMatch(uuid);
    expect(headers.get('x-correlation-id')).not.toBe(given);
  });
});

describe('the line of a request', () => {
  test('says method, path, route, status, duration and the ids, and nothing of the query', async () => {
    const { url, written } = await serve((app) => {
      const orders = Router().get('/:orderId', (_, response) => void response.status(404).end());
      app.use('/orders', orders);
    });

    const { headers } = await fetch(`${url}/orders/o-1?token=geheim&email=a@b.example`, { headers: { 'x-correlation-id': given } });

    const [line] = await written(1);
    expect(line).toEqual({
      level: 'info',
      service: 'order-service',
      time: expect.any(String),
      correlationId: given,
      requestId: headers.get('x-request-id'),
      method: 'GET',
      path: '/orders/o-1',
      route: '/orders/:orderId',
      status: 404,
      durationMs: 2.5,
      msg: 'request finished',
    });
  });

  test('leaves out a parameter that is named like a secret', async () => {
    const { url, text, written } = await serve((app) => app.get('/reset/:resetToken', (_, response) => void response.end()));

    await fetch(`${url}/reset/geheim%2B1`);

    expect(await written(1)).toMatchObject([{ path: '/reset/[redacted]', route: '/reset/:resetToken' }]);
    expect(text.join('')).not.toContain('geheim');
  });

  test('is there where no route is', async () => {
    const { url, written } = await serve(() => undefined);

    await fetch(`${url}/nowhere`);

    const [line] = await written(1);
    expect(line).toMatchObject({ path: '/nowhere', status: 404 });
    expect(line).not.toHaveProperty('route');
  });

  test('is a warning when the service failed', async () => {
    const { url, written } = await serve((app) => app.get('/', (_, response) => void response.status(503).end()));

    await fetch(url);

    expect(await written(1)).toMatchObject([{ level: 'warn', status: 503, msg: 'request failed' }]);
  });

  test('says that the client went away, once, and no status that nobody was sent', async () => {
    const { url, written } = await serve((app) => {
      app.get('/slow', () => client.destroy());
      app.get('/half', (_, response) => {
        response.write('half', () => half.destroy());
      });
    });
    const client = httpRequest(`${url}/slow`).on('error', () => undefined);
    client.end();
    const [slow] = await written(1);
    const half = httpRequest(`${url}/half`).on('error', () => undefined);
    half.end();
    await written(2);
    await fetch(`${url}/end`);
    const lines = await written(3);

    expect(slow).toMatchObject({ level: 'warn', path: '/slow', aborted: true, msg: 'request aborted' });
    expect(slow).not.toHaveProperty('status');
    expect(lines.slice(1)).toMatchObject([{ path: '/half', aborted: true, status: 200 }, { path: '/end', status: 404 }]);
    expect(lines[2]).not.toHaveProperty('aborted');
  });

  test('of a health check is for debugging, unless it failed', async () => {
    const { url, written } = await serve((app) => {
      app.get('/health/live', (_, response) => void response.end());
      app.get('/health/ready', (_, response) => void response.status(503).end());
      app.get('/healthy-food', (_, response) => void response.end());
    });

    for (const path of ['/health/live', '/health/ready', '/healthy-food']) await fetch(url + path);

    expect((await written(3)).map(({ level }) => level)).toEqual(['debug', 'warn', 'info']);
  });

  test('shares its ids with the lines of the handler', async () => {
    const { url, written } = await serve((app, { logger }) => {
      app.get('/', async (_, response) => {
        await turn();
        logger.info({}, 'working');
        response.end();
      });
    });

    await Promise.all([fetch(url), fetch(url), fetch(url)]);

    const lines = await written(6);
    const works = lines.filter(({ msg }) => msg === 'working').map(({ requestId }) => requestId);
    const requests = lines.filter(({ msg }) => msg !== 'working').map(({ requestId }) => requestId);
    expect(new Set(works).size).toBe(3);
    expect(new Set(requests)).toEqual(new Set(works));
  });
});
