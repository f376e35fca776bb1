import { describe, expect, test } from '@jest/globals';
import { isSameOrigin } from '#session/same-origin.ts';

const host = 'shop.example';

describe('a request that changes something is ours', () => {
  test.each([
    ['by Fetch Metadata', { 'sec-fetch-site': 'same-origin' }],
    ['by its origin', { host, origin: 'https://shop.example' }],
    ['by its origin, at a port', { host: 'shop.example:3000', origin: 'http://shop.example:3000' }],
    ['by its origin, behind a proxy', { host: '10.0.0.7:3000', 'x-forwarded-host': host, origin: 'https://shop.example' }],
    ['by its origin, behind two', { host: '10.0.0.7:3000', 'x-forwarded-host': 'shop.example, edge.internal', origin: 'https://shop.example' }],
  ])('%s', (_, headers) => {
    expect(isSameOrigin(new Headers(Object.entries(headers)))).toBe(true);
  });
});

describe('a request that changes something is refused', () => {
  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site', host, origin: 'https://evil.example' }],
    ['from another subdomain', { 'sec-fetch-site': 'same-site', host, origin: 'https://blog.shop.example' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none', host }],
    ['from another site, though its origin says otherwise', { 'sec-fetch-site': 'cross-site', host, origin: 'https://shop.example' }],
    ['of another origin', { host, origin: 'https://evil.example' }],
    ['of another port', { host: 'shop.example:3000', origin: 'http://shop.example:4000' }],
    ['of a name that begins like ours', { host, origin: 'https://shop.example.evil.example' }],
    ['of an opaque origin', { host, origin: 'null' }],
    ['of no origin', { host }],
    ['with nothing', {}],
    ['of an origin that is none', { host, origin: 'shop.example' }],
  ])('%s', (_, headers) => {
    expect(isSameOrigin(new Headers(Object.entries(headers)))).toBe(false);
  });
});
