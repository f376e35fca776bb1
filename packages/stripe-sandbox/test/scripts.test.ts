import { SourceTextModule } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { sandboxUnderTest } from './sandbox-under-test.ts';

const page = { origin: 'https://shop.example' };

/** What is imported, from a script on, until nothing new is. */
async function graphFrom(address: string, seen = new Map<string, string>()): Promise<ReadonlyMap<string, string>> {
  if (seen.has(address)) return seen;
  const answer = await fetch(address, { headers: page });
  expect([address, answer.status]).toEqual([address, 200]);
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const text = await answer.text();
  seen.set(address, text);
  for (const { specifier } of new SourceTextModule(text).moduleRequests) await graphFrom(new URL(specifier, address).href, seen);
  return seen;
}

describe('Stripe.js of the sandbox', () => {
  test('is modules that a browser understands, each of them there', async () => {
    const { sandbox } = await sandboxUnderTest();
    const graph = await graphFrom(`${sandbox.url}/stripe.js`);
    expect([...graph.keys()].map((address) => address.slice(sandbox.url.length))).toEqual(expect.arrayContaining(['/stripe.js', '/stripe-js/browser/main.ts', '/stripe-js/browser/stripe.ts', '/stripe-js/cards.ts']));
    expect([...graph.values()].join('')).not.toMatch(/\bnode:|sk_test_/);
  });

  test('is asked for each time, and sent again only when it has changed', async () => {
    const { sandbox } = await sandboxUnderTest();
    const first = await fetch(`${sandbox.url}/stripe.js`);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await fetch(`${sandbox.url}/stripe.js`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await fetch(`${sandbox.url}/stripe.js`, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test.each(['/stripe-js/sandbox.ts', '/stripe-js/browser/none.ts', '/stripe-js/browser/../sandbox.ts', '/stripe-js/browser/%2e%2e/sandbox.ts', '/stripe-js/', '/stripe.ts'])('is nothing else: %s', async (path) => {
    const { sandbox } = await sandboxUnderTest();
    expect((await fetch(`${sandbox.url}${path}`)).status).toBe(401);
  });

  test('is for those origins only that are named, where they are', async () => {
    const { sandbox } = await sandboxUnderTest({ allowedOrigins: ['https://other.example'] });
    expect((await fetch(`${sandbox.url}/stripe.js`, { headers: page })).headers.get('access-control-allow-origin')).toBeNull();
  });
});
