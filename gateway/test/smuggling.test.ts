import { afterEach, describe, expect, test } from '@jest/globals';
import { openSocket, rawSocket, startServer, startService, startUnderTest, stopAll, tokenFor } from './gateway-under-test.ts';

afterEach(stopAll);

const hidden = ['GET /users HTTP/1.1', 'Host: a', '', ''];
const authorization = `Authorization: Bearer ${tokenFor()}`;
const post = ['POST /orders HTTP/1.1', 'Host: a', authorization];

describe('a request that could be read as two is refused whole, and its connection closed', () => {
  test.each<[string, string[], number?]>([
    ['a length and a transfer coding', [...post, 'Content-Length: 4', 'Transfer-Encoding: chunked', '', '0', '', ...hidden]],
    ['a transfer coding and a length', [...post, 'Transfer-Encoding: chunked', 'Content-Length: 4', '', '0', '', ...hidden]],
    ['two lengths', [...post, 'Content-Length: 0', 'Content-Length: 5', '', ...hidden]],
    ['a list of lengths', [...post, 'Content-Length: 0, 5', '', ...hidden]],
    ['a length with a sign', [...post, 'Content-Length: +0', '', ...hidden]],
    ['a negative length', [...post, 'Content-Length: -1', '', ...hidden]],
    ['a length in another base', [...post, 'Content-Length: 0x5', '', ...hidden]],
    ['an unknown transfer coding', [...post, 'Transfer-Encoding: xchunked', '', '0', '', ...hidden], 501],
    ['chunked not as the last coding', [...post, 'Transfer-Encoding: chunked, identity', '', '0', '', ...hidden]],
    ['two transfer codings', [...post, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity', '', '0', '', ...hidden]],
    ['a space before the colon', [...post, 'Transfer-Encoding : chunked', '', '0', '', ...hidden]],
    ['a folded line', [...post, 'X: a', ' Transfer-Encoding: chunked', 'Content-Length: 0', '', ...hidden]],
    ['a chunk size that is none', [...post, 'Transfer-Encoding: chunked', '', '5x', 'hello', '0', '', ...hidden]],
    ['a bare line feed after a chunk size', [...post, 'Transfer-Encoding: chunked', '', '5\nhello', '0', '', ...hidden]],
    ['a control character in a header', [...post, 'X: a\u0000b', 'Content-Length: 0', '', ...hidden]],
    ['a bare carriage return in a header', [...post, 'X: a\rContent-Length: 5', '', ...hidden]],
    ['a transfer coding before HTTP/1.1', ['POST /webhooks/stripe HTTP/1.0', 'Connection: keep-alive', 'Transfer-Encoding: chunked', '', '0', '', ...hidden]],
    ['no protocol', ['GET /orders', '', ...hidden], 505],
    ['another protocol', ['GET /orders HTTP/2.0', 'Host: a', '', ...hidden], 505],
    ['the preface of HTTP/2', ['PRI * HTTP/2.0', '', 'SM', '', '']],
  ])('%s', async (_what, lines, status = 400) => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answers = await rawSocket(url, ...lines);

    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`]);
    expect(answers).toMatch(/connection: close/i);
    expect(answers).toMatch(/content-type: application\/problem\+json/i);
    expect(service.received).toEqual([]);
  });

  test('an upper-case coding is the same coding: what is behind the body is a request of its own', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answers = await rawSocket(url, ...post, 'Transfer-Encoding: CHUNKED', '', '5', 'hello', '0', '', 'GET /users HTTP/1.1', 'Host: a', 'Connection: close', '', '');

    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401']);
    expect(service.received.map(({ method, url: target, body }) => [method, target, body.toString()])).toEqual([['POST', '/orders', 'hello']]);
  });

  test('a coding beside chunked is not known', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answers = await rawSocket(url, ...post, 'Transfer-Encoding: gzip, chunked', 'Connection: close', '', '0', '', '');

    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 501']);
    expect(service.received).toEqual([]);
  });

  test('a chunked body is sent on with one length only', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    await rawSocket(url, ...post, 'Transfer-Encoding: chunked', 'Trailer: X-Sum', 'Connection: close', '', '3;a="b"', 'abc', '0', 'X-Sum: 5', '', '');
    const [received] = service.received;

    expect(received?.body.toString()).toBe('abc');
    expect(Object.keys(received?.headers ?? {}).filter((name) => /^(?:content-length|transfer-encoding)$/.test(name))).toHaveLength(1);
    expect(received?.headers).not.toHaveProperty('trailer');
  });
});

describe('a Host', () => {
  test.each<[string, string[], string]>([
    ['is needed', ['GET /products HTTP/1.1'], '400'],
    ['is one', ['GET /products HTTP/1.1', 'Host: a', 'Host: b'], '400'],
    ['is needed where the gateway answers itself', ['GET /health/live HTTP/1.1'], '400'],
    ['is one where the gateway answers itself', ['OPTIONS /products HTTP/1.1', 'Host: a', 'hOST: a'], '400'],
    ['is not two before HTTP/1.1 either', ['GET /products HTTP/1.0', 'Host: a', 'Host: b'], '400'],
    ['names a host', ['GET /products HTTP/1.1', 'Host: a/b'], '400'],
    ['names no user', ['GET /products HTTP/1.1', 'Host: me@a'], '400'],
    ['may be empty', ['GET /products HTTP/1.1', 'Host:'], '200'],
    ['may be an address with a port', ['GET /products HTTP/1.1', 'Host: [::1]:4000'], '200'],
    ['is not needed before HTTP/1.1', ['GET /products HTTP/1.0'], '200'],
  ])('%s', async (_what, lines, status) => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const answer = await rawSocket(url, ...lines, 'Connection: close', '', '');

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
    expect(service.received).toHaveLength(status === '200' ? 1 : 0);
    if (status === '400') expect(answer).toMatch(/application\/problem\+json/);
  });

  test('does not decide where a request goes', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    await rawSocket(url, 'GET http://169.254.169.254/products HTTP/1.1', 'Host: 169.254.169.254', 'Connection: close', '', '');

    expect(service.received[0]).toMatchObject({ url: '/products', headers: { host: new URL(service.url).host, 'x-forwarded-host': '169.254.169.254' } });
  });
});

test('what is no request, sent in the middle of an answer, ends the connection: no second answer is put into the first', async () => {
  const service = await startServer((_request, response) => void response.write('half'));
  const { url } = await startUnderTest({ service });
  const socket = openSocket(url);
  socket.write('GET /products HTTP/1.1\r\nHost: a\r\n\r\n');
  const parts: string[] = [];
  for await (const part of socket) {
    parts.push(String(part));
    if (parts.join('').includes('half')) socket.write('no request\r\n\r\n');
  }

  expect(parts.join('').match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
});

test('an expectation that is not known is 417, and the request is not sent on; 100-continue is met', async () => {
  const service = await startService();
  const { url } = await startUnderTest({ service: service.url });
  const refused = await rawSocket(url, ...post, 'Expect: magic', 'Content-Length: 2', '', '{}');
  const met = await rawSocket(url, ...post, 'Expect: 100-Continue', 'Content-Length: 2', 'Connection: close', '', '{}');

  expect(refused.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 417']);
  expect(refused).toMatch(/content-type: application\/problem\+json/i);
  expect(refused).toMatch(/connection: close/i);
  expect(met.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
  expect(service.received.map(({ headers, body }) => [headers.expect, body.toString()])).toEqual([[undefined, '{}']]);
});

test('headers that are too large are 431', async () => {
  const { url } = await startUnderTest({ service: 'http://127.0.0.1:1', settings: { maxHeaderBytes: 2048 } });
  const answer = await rawSocket(url, 'GET /products HTTP/1.1', 'Host: a', `X: ${'x'.repeat(3000)}`, '', '');

  expect(answer).toMatch(/^HTTP\/1\.1 431/);
  expect(answer).toMatch(/application\/problem\+json/);
});

test('a tunnel is not opened', async () => {
  const service = await startService();
  const { url } = await startUnderTest({ service: service.url });
  const answer = await rawSocket(url, `CONNECT ${new URL(service.url).host} HTTP/1.1`, 'Host: a', '', '');

  expect(answer).not.toMatch(/ 200 /);
  expect(service.received).toEqual([]);
});

test('a request to switch protocols is one like any other', async () => {
  const service = await startService();
  const { url } = await startUnderTest({ service: service.url });
  const answer = await rawSocket(url, 'GET /products HTTP/1.1', 'Host: a', 'Connection: upgrade, close', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', '', '');

  expect(answer).toMatch(/^HTTP\/1\.1 200/);
  expect(service.received[0]?.headers).not.toHaveProperty('upgrade');
});
