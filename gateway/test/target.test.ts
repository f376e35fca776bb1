import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTarget } from '../src/target.ts';

describe('a target that is read', () => {
  test.each([
    ['/orders', '/orders', ''],
    ['/orders?status=PAID&limit=2', '/orders', '?status=PAID&limit=2'],
    ['/orders?', '/orders', '?'],
    ['/', '/', ''],
    ['/orders/', '/orders/', ''],
    ['//orders', '//orders', ''],
    ['/users/%6De', '/users/me', ''],
    ['/users/%4D%45', '/users/ME', ''],
    ['/users/a%20b%C3%A9', '/users/a%20b%C3%A9', ''],
    ['/users/%252e%252e', '/users/%252e%252e', ''],
    ['/users/...', '/users/...', ''],
    ['/users/me?next=%2f..%2F', '/users/me', '?next=%2f..%2F'],
    ['http://shop.example/orders?limit=2', '/orders', '?limit=2'],
    ['HTTPS://shop.example:8443/orders', '/orders', ''],
    ['http://shop.example', '/', ''],
    ['http://shop.example?limit=2', '/', '?limit=2'],
  ])('%s', (target, path, query) => {
    expect(readTarget(target)).toMatchObject({ path, query });
  });

  test.each([
    '/orders/..',
    '/orders/../users',
    '/./orders',
    '/orders/%2e%2e/users',
    '/orders/%2E.',
    '/orders/%2e',
    '/users%2Fme',
    '/users%2fme',
    '/users/a%5Cb',
    '/users/a%00b',
    '/users/a%0d%0ab',
    '/users/%7f',
    '/users/%',
    '/users/%zz',
    '/users/%e0%a4%a',
    '/users/%ff',
    '/users\\me',
    '/users/me#top',
    '/users/me?a#top',
    '/users/<me>',
    '/users/é',
    '/users/me?é',
    '/users/me ',
    'users/me',
    '*',
    '',
    'ftp://shop.example/orders',
    'http:///orders',
    'shop.example:443',
  ])('not: %s', (target) => {
    expect(readTarget(target)).toBeUndefined();
  });

  test('has one spelling: read again, it stays as it is, and decodes to the same segments', () => {
    const piece = fc.oneof(fc.constantFrom('a', '%61', '%2e', '.', '/', '%2F', '%25', '%20', '%C3%A9', '~', ';', '+', '%2B', '\\', '%5c'), fc.stringMatching(/^[a-z0-9]{0,3}$/));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const target = readTarget(`/${pieces.join('')}`);
        if (target === undefined) return;
        expect(readTarget(target.path)).toEqual(target);
        expect(target.path.slice(1).split('/').map(decodeURIComponent)).toEqual(target.segments);
        expect(target.segments.some((segment) => /^\.{1,2}$|[/\\]/.test(segment))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
