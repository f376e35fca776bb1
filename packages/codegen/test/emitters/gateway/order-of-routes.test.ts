import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Route } from '@kada-mandiya/contract';
import { routesOf } from '../../../src/emitters/gateway/routes.ts';
import { contractFrom, contractOf, house, ownSpecs, specsOf } from '../http/emitting.ts';

/** The routes of a service with these paths, in the order of the table. */
function orderOf(paths: readonly string[]): string[] {
  const item = { get: { responses: { 204: { description: 'Nothing.' } } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'A', version: '1.0.0' },
    paths: Object.fromEntries(paths.map((path) => [path, item])),
  };
  return routesOf(contractFrom({ ...house, 'openapi/a-service.yaml': document })).map(({ path }) => path);
}

/** The first route that a request's path matches. */
function firstMatch(paths: readonly string[], request: string): string | undefined {
  return paths.find((path) => {
    const pattern = path.split(/\{[^}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('[^/]+')}$`).test(request);
  });
}

describe('the first route that matches is the right one', () => {
  test.each([
    [['/orders/{id}', '/orders/export'], '/orders/export', '/orders/export'],
    [['/{any}/me', '/users/{id}'], '/users/me', '/users/{id}'],
    [['/files/{name}', '/files/{name}.json'], '/files/a.json', '/files/{name}.json'],
    [['/a/{b}/c', '/a/b/{c}', '/a/b/c'], '/a/b/c', '/a/b/c'],
  ])('of %j for %s', (paths, request, expected) => {
    expect(firstMatch(orderOf(paths), request)).toBe(expected);
    expect(firstMatch(orderOf(paths.toReversed()), request)).toBe(expected);
  });

  test('whatever the order of the paths in the documents', () => {
    const segment = fc.constantFrom('a', 'b', '{x}');
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 6 }), (paths) => {
        expect(orderOf(paths)).toEqual(orderOf(paths.toReversed()));
      }),
      { numRuns: 50 },
    );
  });

  test('a path without templates is never hidden by one with', () => {
    const paths = ['/{x}', '/a', '/a/{x}', '/{x}/b', '/a/b', '/{x}/{y}'];
    for (const path of paths.filter((text) => !text.includes('{'))) expect(firstMatch(orderOf(paths), path)).toBe(path);
  });
});

test('a route tells who serves it, who may call it and how often, and whether its body must pass as it is', async () => {
  const routes = routesOf(await contractOf(specsOf('http-shop')));
  const expected: Route[] = [
    {
      method: 'post',
      path: '/orders',
      service: 'order-service',
      operationId: 'placeOrder',
      secured: true,
      roles: [],
      rateLimit: { limit: 60, windowSeconds: 60, by: 'user' },
      rawBody: false,
    },
    {
      method: 'get',
      path: '/orders/export',
      service: 'order-service',
      operationId: 'exportOrders',
      secured: true,
      roles: ['admin'],
      rawBody: false,
    },
    {
      method: 'post',
      path: '/webhooks/stripe',
      service: 'payment-service',
      operationId: 'receiveWebhook',
      secured: false,
      roles: [],
      rawBody: true,
    },
  ];
  expect(routes).toEqual(expect.arrayContaining(expected));
});

test('internal operations have no route', async () => {
  const contract = await contractOf(ownSpecs);
  const internal = contract.apis.flatMap(({ operations }) => operations.filter((operation) => operation.internal));
  const ids = routesOf(contract).map(({ operationId }) => operationId);
  expect(internal.length).toBeGreaterThan(0);
  expect(ids).not.toEqual(expect.arrayContaining(internal.map(({ id }) => id)));
  expect(ids).toHaveLength(contract.apis.flatMap(({ operations }) => operations).length - internal.length);
});
