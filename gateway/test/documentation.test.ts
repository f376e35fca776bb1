import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { call, open, problemIn, startUnderTest, stopAll, type Answer } from './gateway-under-test.ts';

const nowhere = 'http://127.0.0.1:1';
let place: string;
let docs: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'kada-docs-'));
  docs = join(place, 'docs');
  await mkdir(join(docs, 'asyncapi'), { recursive: true });
  await mkdir(join(docs, 'assets'));
  await writeFile(join(docs, 'index.html'), '<h1>Docs</h1>');
  await writeFile(join(docs, 'asyncapi/order.created.html'), 'an event');
  await writeFile(join(docs, 'assets/site.js'), 'run()');
  await writeFile(join(docs, 'assets/site.css'), '* {}');
  await writeFile(join(docs, 'assets/font.woff2'), Buffer.from([0, 255]));
  await writeFile(join(docs, 'notes.txt'), 'not for readers');
  await writeFile(join(docs, '.hidden.html'), 'not for readers');
  await writeFile(join(place, 'secret.html'), 'not for anybody');
  await symlink(join(place, 'secret.html'), join(docs, 'linked.html'));
});

afterEach(async () => {
  await stopAll();
  await rm(place, { recursive: true, force: true });
});

async function ask(path: string, options: Parameters<typeof call>[2] = {}, docsDir = docs): Promise<Answer> {
  const { url } = await startUnderTest({ service: nowhere, docsDir });
  return call(url, path, options);
}

describe('the documentation', () => {
  test.each([
    ['/docs/', 'text/html; charset=utf-8', '<h1>Docs</h1>'],
    ['/docs/index.html', 'text/html; charset=utf-8', '<h1>Docs</h1>'],
    ['/docs/asyncapi/order.created.html', 'text/html; charset=utf-8', 'an event'],
    ['/docs/assets/site.js?v=2', 'text/javascript; charset=utf-8', 'run()'],
    ['/docs/assets/site.css', 'text/css; charset=utf-8', '* {}'],
  ])('%s is served as %s', async (path, type, text) => {
    const answer = await ask(path);
    expect(answer).toMatchObject({ status: 200, text, headers: { 'content-type': type, 'content-length': String(text.length), 'x-content-type-options': 'nosniff' } });
  });

  test('/docs leads to /docs/', async () => {
    expect(await ask('/docs')).toMatchObject({ status: 308, headers: { location: '/docs/' } });
  });

  test.each(['/docs/nowhere.html', '/docs/asyncapi', '/docs/asyncapi/', '/docs/notes.txt', '/docs/.hidden.html', '/docs/linked.html', '/docs//index.html', '/docs/index.html/', '/docs/index.html/index.html', '/docs/a%3Ab.html', '/docs/nul%20.html', '/docsx/index.html'])('%s is not there', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(problemIn(answer)).toMatchObject({ code: 'not-found' });
  });

  test.each(['/docs/../secret.html', '/docs/%2e%2e/secret.html', '/docs/..%2fsecret.html', '/docs/..%5csecret.html', '/docs/assets/../../secret.html', '/docs/%00.html'])('%s leads to nothing outside', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('not for anybody');
  });

  test('is sent once, until it changes', async () => {
    const { url } = await startUnderTest({ service: nowhere, docsDir: docs });
    const { headers } = await call(url, '/docs/');
    const again = (): Promise<Answer> => call(url, '/docs/', { headers: { 'if-none-match': headers.etag ?? '' } });
    expect(headers['cache-control']).toBe('no-cache');
    expect(await again()).toMatchObject({ status: 304, text: '' });
    await writeFile(join(docs, 'index.html'), '<h1>More</h1>');
    await utimes(join(docs, 'index.html'), 1, 1);
    expect(await again()).toMatchObject({ status: 200, text: '<h1>More</h1>' });
  });

  describe('compressed', () => {
    beforeEach(async () => {
      await writeFile(join(docs, 'assets/site.js.br'), brotliCompressSync('run()'));
      await writeFile(join(docs, 'assets/site.js.gz'), gzipSync('run()'));
    });

    test.each([
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['GZIP;q=0.5, br;q=0', 'gzip'],
      ['br;q=0.1, gzip;q=0.2', 'gzip'],
      ['*', 'br'],
      ['*, br; q=0', 'gzip'],
      ['zstd', undefined],
      ['br;q=2', undefined],
      ['identity, *;q=0', undefined],
      [undefined, undefined],
    ])('Accept-Encoding: %s is answered in %s', async (accepted, coding) => {
      const { url } = await startUnderTest({ service: nowhere, docsDir: docs });
      const incoming = await open(url, '/docs/assets/site.js', { headers: accepted === undefined ? {} : { 'accept-encoding': accepted } });
      const { statusCode, headers } = incoming;
      const body = await buffer(incoming);
      const plain = coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body;

      expect([statusCode, headers['content-encoding'], headers['content-length']]).toEqual([200, coding, String(body.length)]);
      expect(headers.vary).toMatch(/\bAccept-Encoding\b/);
      expect(headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' });
      expect(plain.toString()).toBe('run()');
    });

    test('is another answer, with an entity tag of its own', async () => {
      const { url } = await startUnderTest({ service: nowhere, docsDir: docs });
      const get = (headers: Record<string, string>): Promise<Answer> => call(url, '/docs/assets/site.js', { headers });
      const tags = await Promise.all(['br', 'gzip', 'identity'].map(async (coding) => (await get({ 'accept-encoding': coding })).headers.etag ?? ''));

      expect(new Set(tags).size).toBe(3);
      const again = await get({ 'accept-encoding': 'br', 'if-none-match': tags[0] ?? '' });
      expect(again).toMatchObject({ status: 304, text: '' });
      expect(again.headers.vary).toMatch(/\bAccept-Encoding\b/);
      expect((await get({ 'accept-encoding': 'gzip', 'if-none-match': tags[0] ?? '' })).status).toBe(200);
    });

    test('is no page of its own, and nothing without what it was made of', async () => {
      expect((await ask('/docs/assets/site.js.br')).status).toBe(404);
      await rm(join(docs, 'assets/site.js'));
      expect((await ask('/docs/assets/site.js', { headers: { 'accept-encoding': 'br' } })).status).toBe(404);
    });
  });

  test('is read only', async () => {
    const { url } = await startUnderTest({ service: nowhere, docsDir: docs });
    expect(await call(url, '/docs/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '', headers: { 'content-length': '13' } });
    expect(await call(url, '/docs/', { method: 'OPTIONS' })).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, OPTIONS' } });
    for (const method of ['POST', 'PUT', 'DELETE']) expect(await call(url, '/docs/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } });
  });

  test('runs its own scripts and no others; only the AsyncAPI component may compile', async () => {
    const { url } = await startUnderTest({ service: nowhere, docsDir: docs });
    const policy = async (path: string): Promise<unknown> => (await call(url, path)).headers['content-security-policy'];
    expect(await policy('/docs/')).toMatch(/^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/);
    expect(await policy('/docs/asyncapi/order.created.html')).toContain("script-src 'self' 'unsafe-eval';");
    expect(await policy('/docs/nowhere.html')).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  test('is not there without a folder', async () => {
    expect((await ask('/docs/', {}, join(place, 'nowhere'))).status).toBe(404);
    const { url } = await startUnderTest({ service: nowhere });
    expect((await call(url, '/docs/')).status).toBe(404);
  });
});
