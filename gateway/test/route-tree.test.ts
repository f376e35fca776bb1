import { describe, expect, test } from '@jest/globals';
import { routes } from '@kada-mandiya/gateway-contract';
import fc from 'fast-check';
import { createRouteTree, type Place } from '../src/route-tree.ts';

const table: Place[] = [
  { method: 'get', path: '/reports/{name}.json' },
  { method: 'get', path: '/reports/{name}' },
  { method: 'get', path: '/users/me' },
  { method: 'patch', path: '/users/me' },
  { method: 'get', path: '/users/{userId}' },
  { method: 'put', path: '/users/{userId}' },
  { method: 'get', path: '/users/{userId}/orders' },
  { method: 'head', path: '/only-head' },
  { method: 'get', path: '/' },
];
const find = createRouteTree(table);

function found(method: string, path: string): string | undefined {
  return find(path.slice(1).split('/'))?.at(method)?.path;
}

describe('a path finds', () => {
  test.each([
    ['GET', '/users/me', '/users/me'],
    ['GET', '/users/you', '/users/{userId}'],
    ['GET', '/users/me/orders', '/users/{userId}/orders'],
    ['PUT', '/users/me', '/users/{userId}'],
    ['GET', '/reports/march.json', '/reports/{name}.json'],
    ['GET', '/reports/march.jsonl', '/reports/{name}'],
    ['GET', '/reports/marchXjson', '/reports/{name}'],
    ['GET', '/reports/.json', '/reports/{name}'],
    ['HEAD', '/users/me', '/users/me'],
    ['HEAD', '/only-head', '/only-head'],
    ['GET', '/', '/'],
    ['GET', '/only-head', undefined],
    ['DELETE', '/users/me', undefined],
    ['GET', '/Users/me', undefined],
    ['GET', '/users/', undefined],
    ['GET', '/users', undefined],
    ['GET', '/users/me/', undefined],
    ['GET', '//users/me', undefined],
    ['GET', '/users//orders', undefined],
    ['get', '/users/me', undefined],
    ['GET', '/users/__proto__', '/users/{userId}'],
    ['GET', '/constructor', undefined],
  ])('%s %s: %s', (method, path, expected) => {
    expect(found(method, path)).toBe(expected);
  });

  test('what it takes, over all places that match', () => {
    expect(find(['users', 'me'])?.methods).toEqual(['GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT']);
    expect(find(['only-head'])?.methods).toEqual(['HEAD', 'OPTIONS']);
  });

  test('the first of the table that matches, as looking at all of them in turn would', () => {
    const segment = fc.constantFrom('a', 'b', '{x}', '{y}', 'a{x}', '{x}b');
    const place = fc.record({ method: fc.constantFrom('get', 'post'), path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`) });
    const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'c', ''), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 12 }), path, fc.constantFrom('get', 'post'), (places, segments, method) => {
        const expected = places.find((one) => one.method === method && matches(one.path, segments));
        expect(createRouteTree(places)(segments)?.at(method.toUpperCase())).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test('each route of the contracts, by its own path', () => {
    const all = createRouteTree(routes);
    for (const route of routes) {
      const segments = route.path.slice(1).replaceAll(/\{[^}]+\}/g, '184dbcf9-ccb1-4e87-af87-4d1807b2031b').split('/');
      expect(all(segments)?.at(route.method.toUpperCase())).toBe(route);
    }
  });
});

function matches(path: string, segments: readonly string[]): boolean {
  const parts = path.slice(1).split('/');
  return parts.length === segments.length && parts.every((part, index) => new RegExp(`^${part.replaceAll(/\{[^}]+\}/g, '.+')}$`).test(segments[index] ?? ''));
}
