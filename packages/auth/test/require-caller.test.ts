import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger, requestContext } from '@kada-mandiya/logger';
import express from 'express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { bearerAuthentication, callerOf, createTokenVerifier, requireCaller } from '../src/index.ts';
import { at, caller, goodClaims, goodHeader, key, noon, otherKey, rules, tokenOf } from './tokens.ts';

const authenticate = bearerAuthentication(createTokenVerifier({ keys: [key.publicJwk] }, { ...rules, now: at(noon) }));
const customer = `Bearer ${tokenOf(goodHeader, goodClaims)}`;
const admin = `Bearer ${tokenOf(goodHeader, { ...goodClaims, roles: ['admin'] })}`;
const forged = `Bearer ${tokenOf(goodHeader, goodClaims, otherKey)}`;
const correlationId = '6f062af2-41e0-4f56-83e6-b90f6e30147d';
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Shop {
  readonly get: (path: string, authorization?: string) => Promise<Response>;
  /** Paths whose handlers ran. */
  readonly handled: string[];
}

async function shop(): Promise<Shop> {
  const handled: string[] = [];
  const app = express();
  const handle: express.RequestHandler = (request, response) => {
    handled.push(request.path);
    response.json(callerOf(request) ?? null);
  };
  app.use('/with-context', requestContext({ logger: createLogger({ service: 'order-service', level: 'silent' }) }));
  app.get('/open', handle);
  app.get(['/mine', '/with-context/mine'], requireCaller(authenticate), handle);
  app.get('/metrics', requireCaller(authenticate, { roles: ['operator', 'admin'] }), handle);
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const get: Shop['get'] = (path, authorization) =>
    fetch(`http://127.0.0.1:${address.port}${path}`, { headers: { 'x-correlation-id': correlationId, ...(authorization === undefined ? {} : { authorization }) } });
  return { get, handled };
}

describe('a route that needs a caller', () => {
  test('knows who it is', async () => {
    const { get } = await shop();
    const answers = [await get('/mine', customer), await get('/metrics', admin), await get('/open', customer)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([caller, { ...caller, roles: ['admin'] }, null]);
  });

  test.each<[string, string | undefined, string, string]>([
    ['no token', undefined, 'Bearer', 'There is no access token.'],
    ['a forged token', forged, 'Bearer error="invalid_token"', 'The access token is not, or no longer, good.'],
    ['other credentials', 'Basic eDp5', 'Bearer error="invalid_token"', 'The access token is not, or no longer, good.'],
  ])('answers 401 to %s', async (_, authorization, challenge, detail) => {
    const { get, handled } = await shop();
    const answer = await get('/with-context/mine', authorization);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('www-authenticate')]).toEqual([401, 'application/problem+json', challenge]);
    expect(await answer.json()).toEqual({
      type: 'https://kada-mandiya.example/problems/token-invalid',
      title: 'Access token missing or invalid',
      status: 401,
      detail,
      code: 'token-invalid',
      correlationId,
    });
    expect(handled).toEqual([]);
  });

  test('answers 403 without one of its roles', async () => {
    const { get, handled } = await shop();
    const answer = await get('/metrics', customer);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('www-authenticate')]).toEqual([403, 'application/problem+json', null]);
    expect(await answer.json()).toMatchObject({ code: 'role-missing', status: 403, detail: 'This needs the role operator or admin.' });
    expect(handled).toEqual([]);
  });

  test('makes a correlation id where no context has one', async () => {
    const { get } = await shop();
    const body: unknown = await (await get('/mine')).json();
    expect(body).toMatchObject({ correlationId: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) });
    expect(body).not.toMatchObject({ correlationId });
  });
});
