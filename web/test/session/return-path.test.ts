import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entrancePath, returnPath } from '#session/return-path.ts';

describe('where to go on to after signing in', () => {
  test.each([
    ['/', '/'],
    ['/orders', '/orders'],
    ['/orders?status=PAID&cursor=abc#last', '/orders?status=PAID&cursor=abc#last'],
    ['/products/rice%20and%20curry', '/products/rice%20and%20curry'],
    // A path that only looks like an address of elsewhere.
    ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
    ['/a//b', '/a//b'],
    ['/sign-in?next=//evil.example', '/sign-in?next=//evil.example'],
  ])('%s is a page of ours', (wanted, path) => {
    expect(returnPath(wanted)).toBe(path);
  });

  test.each([
    ['//evil.example'],
    ['///evil.example'],
    ['/\\evil.example'],
    ['\\\\evil.example'],
    ['/\t/evil.example'],
    ['/\n/evil.example'],
    ['\t//evil.example'],
    ['/.//evil.example'],
    ['/..//evil.example'],
    ['/%2e//evil.example'],
    ['/%2E%2E//evil.example'],
    ['//evil.example@shop.example/'],
    ['https://evil.example/'],
    ['https:evil.example'],
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    [' javascript:alert(1)'],
    ['data:text/html,x'],
    ['evil.example'],
    [''],
    ['/session/sign-out'],
    ['/session/check?next=/'],
    [`/${'a'.repeat(2000)}`],
  ])('%j leads elsewhere, or to no page', (wanted) => {
    expect(returnPath(wanted)).toBe('/');
  });

  test.each([[null], [undefined], [['/orders', '/cart']], [new File([], 'x')]])('what is no single text is the front page', (wanted) => {
    expect(returnPath(wanted)).toBe('/');
  });

  test('whatever is wanted, a browser stays with us', () => {
    const pieces = fc.array(fc.constantFrom('/', '\\', '.', '..', '%2f', '%5c', '\t', '\n', ' ', ':', '@', '?', '#', 'evil.example', 'javascript:', 'http:'), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const url = new URL(returnPath(`/${parts.join('')}`), 'https://shop.example/sign-in');
        expect(url.origin).toBe('https://shop.example');
      }),
    );
  });
});

test('the way to the entrance keeps where one wants to go', () => {
  expect(entrancePath('/sign-in', '/orders?status=PAID')).toBe('/sign-in?next=%2Forders%3Fstatus%3DPAID');
  expect(entrancePath('/register', '/')).toBe('/register');
});
