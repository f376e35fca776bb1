import { afterEach, describe, expect, test } from '@jest/globals';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { call, open, openSocket, problemIn, startServer, startService, startUnderTest, stopAll, tokenFor } from './gateway-under-test.ts';

afterEach(stopAll);

const authorization = `Bearer ${tokenFor()}`;
const quick = { connectMs: 1000, firstByteMs: 50, idleMs: 50, totalMs: 60_000 };

/** A service that speaks what it is told to, byte for byte. */
async function startBytes(onRequest: (socket: Socket, connection: number) => void): Promise<string> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = (connections += 1);
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', () => onRequest(socket, connection));
  });
  byteServers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
const byteServers: (() => void)[] = [];
afterEach(() => {
  for (const stop of byteServers.splice(0)) stop();
});

describe('bytes', () => {
  test('of a webhook arrive as they were signed', async () => {
    const service = await startService();
    const { url } = await startUnderTest({ service: service.url });
    const payload = Buffer.from('{ "id" : "evt_1",\r\n\t"amount":1.0, "text":"\\u00e9 é" , "a":1, "a":2}\n');
    const signature = createHmac('sha256', 'secret').update(payload).digest('hex');
    await call(url, '/webhooks/stripe', { method: 'POST', headers: { 'stripe-signature': `t=1,v1=${signature}`, 'content-type': 'application/json; charset=utf-8' }, body: payload });
    const [received] = service.received;

    expect(received?.body.equals(payload)).toBe(true);
    expect(received?.headers).toMatchObject({ 'stripe-signature': `t=1,v1=${signature}`, 'content-type': 'application/json; charset=utf-8', 'content-length': String(payload.length) });
  });

  test.each([
    ['with a length', { 'content-length': '300000' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('of a body %s arrive as they are, and come back as they are', async (_what, headers) => {
    const service = await startServer((request, response) => void request.pipe(response.writeHead(201, { 'content-type': 'application/octet-stream' })));
    const { url } = await startUnderTest({ service, settings: { maxBodyBytes: 1_000_000 } });
    const body = randomBytes(300_000);
    const incoming = await open(url, '/orders', { method: 'POST', headers: { authorization, ...headers }, body });

    expect(incoming.statusCode).toBe(201);
    expect((await buffer(incoming)).equals(body)).toBe(true);
  });

  test.each([
    ['with a length', true],
    ['in chunks', false],
  ])('of a short answer %s come back as they are, whatever they are, alone and behind each other', async (_what, hasLength) => {
    const every = Buffer.from(Array.from({ length: 16_384 }, (_, index) => index % 256));
    const sizes = [1, 256, 16_383, 16_384];
    const service = await startServer((request, response) => {
      const body = every.subarray(0, Number(request.url?.split('=')[1]));
      response.writeHead(200, { 'content-type': 'application/octet-stream', ...(hasLength ? { 'content-length': body.length } : {}) });
      response.write(body.subarray(0, -1));
      response.end(body.subarray(-1));
    });
    const { url } = await startUnderTest({ service });

    for (const size of [...sizes, ...sizes]) {
      const answer = await buffer(await open(url, `/products?limit=${size}`));
      expect(answer.equals(every.subarray(0, size))).toBe(true);
    }
  });

  test('of a compressed answer stay compressed', async () => {
    const zipped = gzipSync('{"items":[]}');
    const service = await startService((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': zipped.length }).end(zipped));
    const { url } = await startUnderTest({ service: service.url });
    const incoming = await open(url, '/products', { headers: { 'accept-encoding': 'gzip' } });

    expect(incoming.headers['content-encoding']).toBe('gzip');
    expect((await buffer(incoming)).equals(zipped)).toBe(true);
  });

  test.each([204, 304])('are none with %d', async (status) => {
    const service = await startService((_request, response) => response.writeHead(status, { etag: '"2"' }).end());
    const { url } = await startUnderTest({ service: service.url });
    expect(await call(url, '/products')).toMatchObject({ status, text: '', headers: { etag: '"2"' } });
  });

  test('have no length with 204, whatever the service says', async () => {
    const service = await startBytes((socket) => socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n'));
    const { url } = await startUnderTest({ service });
    const answer = await call(url, '/products');

    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers).not.toHaveProperty('content-length');
  });

  test('are none with HEAD, and the headers are those of GET', async () => {
    const service = await startService((_request, response) => response.writeHead(200, { 'content-length': 17, 'content-type': 'application/json' }).end('{"items":"twelve"}'.slice(0, 17)));
    const { url } = await startUnderTest({ service: service.url });
    expect(await call(url, '/products', { method: 'HEAD' })).toMatchObject({ status: 200, text: '', headers: { 'content-length': '17' } });
    expect(service.received[0]?.method).toBe('HEAD');
  });
});

describe('an answer', () => {
  test('is streamed: its head, then each part, before the next one is there', async () => {
    const steps = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const service = await startServer((_request, response) => {
      response.flushHeaders();
      void steps[0]?.promise.then(() => response.write('one'));
      void steps[1]?.promise.then(() => response.end('two'));
    });
    const { url } = await startUnderTest({ service });
    const incoming = await open(url, '/products');
    steps[0]?.resolve(undefined);
    const parts: unknown[] = await once(incoming, 'data');
    steps[1]?.resolve(undefined);

    expect(String(parts[0])).toBe('one');
    expect(await text(incoming)).toBe('two');
  });

  test('after early hints is the final one', async () => {
    const service = await startServer((_request, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.writeProcessing();
      response.writeHead(201, { 'x-final': 'yes' }).end('{}');
    });
    const { url } = await startUnderTest({ service });
    expect(await call(url, '/products')).toMatchObject({ status: 201, text: '{}', headers: { 'x-final': 'yes' } });
  });

  test('is read only as fast as the client reads', async () => {
    let sent = 0;
    const blocked = Promise.withResolvers<undefined>();
    const part = Buffer.alloc(65_536, 'x');
    const total = 64 * 1024 * 1024;
    const service = await startServer((_request, response) => {
      const more = (): void => {
        while (sent < total) {
          sent += part.length;
          if (!response.write(part)) {
            blocked.resolve(undefined);
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    });
    const { url } = await startUnderTest({ service });
    const incoming = await open(url, '/products');
    incoming.pause();
    await blocked.promise;
    // Kernel buffers take some megabytes; what does not fit there waits at the service.
    await settled(() => sent);
    expect(sent).toBeLessThan(total / 2);

    let received = 0;
    for await (const chunk of incoming) received += Buffer.isBuffer(chunk) ? chunk.length : 0;
    expect([received, sent]).toEqual([total, total]);
  });

  test('that comes before the request was sent whole is given all the same', async () => {
    const service = await startServer((_request, response) => void response.writeHead(415, { 'content-type': 'application/problem+json' }).end('{"status":415}'));
    const { url } = await startUnderTest({ service, settings: { maxBodyBytes: 100_000_000 } });
    const answer = await call(url, '/orders', { method: 'POST', headers: { authorization }, body: Buffer.alloc(20_000_000) });

    expect([answer.status, answer.text]).toEqual([415, '{"status":415}']);
  });

  test('in a transfer coding that is not known is 502: it would arrive as if it were plain', async () => {
    const service = await startBytes((socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n'));
    const { url, lines } = await startUnderTest({ service });

    expect((await call(url, '/products')).status).toBe(502);
    expect(lines.filter(({ message }) => message === 'a service did not answer as it should')).toHaveLength(1);
  });

  test('with headers that cannot be passed on is 502, without any of them', async () => {
    const service = await startBytes((socket) => socket.write('HTTP/1.1 200 OK\r\nX-First: a\r\nVary: Accept\r\nSet-Cookie: a=1\r\nContent-Encoding: gzip\r\nX-Bad: a\u007fb\r\nContent-Length: 2\r\n\r\n{}'));
    const { url } = await startUnderTest({ service, settings: { corsOrigins: ['https://shop.example'] } });
    const answer = await call(url, '/products');

    expect(answer.status).toBe(502);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', vary: 'Origin' });
    expect(answer.headers).not.toHaveProperty('x-first');
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });
});

test('a request is read only as fast as the service reads', async () => {
  const service = await startServer((request) => request.pause());
  const { url } = await startUnderTest({ service, settings: { maxBodyBytes: 1_000_000_000 } });
  const socket = openSocket(url);
  const total = 64 * 1024 * 1024;
  socket.write(['POST /orders HTTP/1.1', 'Host: a', `Authorization: ${authorization}`, `Content-Length: ${total}`, '', ''].join('\r\n'));
  let sent = 0;
  const part = Buffer.alloc(65_536);
  const more = (): void => {
    while (sent < total) {
      sent += part.length;
      if (!socket.write(part)) return;
    }
  };
  socket.on('drain', more);
  more();
  await settled(() => sent);

  expect(sent).toBeLessThan(total / 2);
});

describe('what is left of a body that nobody reads', () => {
  test.each<[string, number, { readonly firstByteMs: number }]>([
    ['after the answer of the service', 415, { firstByteMs: 60_000 }],
    ['after that of the gateway', 504, { firstByteMs: 100 }],
  ])('is thrown away, %s: the connection serves the next request', async (_what, status, { firstByteMs }) => {
    const stalled = Promise.withResolvers<undefined>();
    const service = await startServer((request, response) => {
      if (request.method === 'GET') response.end('{}');
      else if (status === 415) void stalled.promise.then(() => response.writeHead(415).end('{}'));
      request.pause();
    });
    const { url } = await startUnderTest({ service, settings: { maxBodyBytes: 1_000_000_000, timeouts: { ...quick, firstByteMs } } });
    const socket = openSocket(url);
    const total = 32 * 1024 * 1024;
    socket.write(['POST /orders HTTP/1.1', 'Host: a', `Authorization: ${authorization}`, `Content-Length: ${total}`, '', ''].join('\r\n'));
    socket.write(Buffer.alloc(total));
    socket.write(['GET /products HTTP/1.1', 'Host: a', 'Connection: close', '', ''].join('\r\n'));
    await settled(() => socket.bytesWritten - socket.writableLength);
    stalled.resolve(undefined);

    expect((await text(socket)).match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
  });
});

/** Waits until a number has stopped to change. */
async function settled(read: () => number): Promise<void> {
  for (let before = -1, same = 0; same < 200; ) {
    same = read() === before ? same + 1 : 0;
    before = read();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a client that goes away', () => {
  test('before the answer ends the request to the service', async () => {
    const arrived = Promise.withResolvers<IncomingMessage>();
    const service = await startServer((request) => arrived.resolve(request));
    const { url, lines } = await startUnderTest({ service });
    const outgoing = send(`${url}/products`, { agent: false }).on('error', () => undefined);
    outgoing.end();
    const request = await arrived.promise;
    const closed = once(request.socket, 'close');
    outgoing.destroy();

    await closed;
    expect(lines.filter(({ message }) => message.startsWith('a service'))).toEqual([]);
  });

  test('in the middle of the answer ends it', async () => {
    const gone = Promise.withResolvers<undefined>();
    const service = await startServer((_request, response) => {
      response.once('close', () => gone.resolve(undefined));
      response.write('half');
    });
    const { url } = await startUnderTest({ service });
    const incoming = await open(url, '/products');
    incoming.on('error', () => undefined);
    await once(incoming, 'data');
    incoming.destroy();

    await gone.promise;
  });

  test('in the middle of its body ends the request to the service, uncleanly', async () => {
    const failed = Promise.withResolvers<unknown>();
    const service = await startServer((request) => {
      request.on('error', (error) => failed.resolve(Reflect.get(error, 'code'))).resume();
      arrived.resolve(undefined);
    });
    const arrived = Promise.withResolvers<undefined>();
    const { url, lines } = await startUnderTest({ service });
    const socket = openSocket(url);
    socket.write(['POST /orders HTTP/1.1', 'Host: a', `Authorization: ${authorization}`, 'Transfer-Encoding: chunked', '', '5', 'hello', ''].join('\r\n'));
    await arrived.promise;
    socket.destroy();

    expect(await failed.promise).toBe('ECONNRESET');
    expect(lines.filter(({ message }) => message.startsWith('a service'))).toEqual([]);
  });
});

describe('a service', () => {
  test('that is not there is 502, a declared answer, and is named in the log only', async () => {
    const gone = await startServer(() => undefined);
    await stopAll();
    const { client, lines } = await startUnderTest({ service: gone });
    const { status, body } = await client.send('listProducts');

    expect(status).toBe(502);
    expect(body).toMatchObject({ type: 'about:blank', title: 'Bad Gateway', instance: '/products' });
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|product-service|ECONN/);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ upstream: 'product-service' }), message: 'a service did not answer as it should' }));
  });

  test.each([
    ['that hangs up', ''],
    ['that does not speak HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['that answers with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['that changes the protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n'],
    ['with a head without an end', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}`],
  ])('%s is 502', async (_what, bytes) => {
    const service = await startBytes((socket) => socket.end(bytes));
    const { client } = await startUnderTest({ service });
    expect((await client.send('placeOrder', { token: tokenFor(), body: {} })).status).toBe(502);
  });

  test('that does not answer in time is 504, and is left', async () => {
    const left = Promise.withResolvers<undefined>();
    const service = await startServer((request) => request.socket.once('close', () => left.resolve(undefined)));
    const { client } = await startUnderTest({ service, settings: { timeouts: quick } });
    const { status, body } = await client.send('placeOrder', { token: tokenFor(), body: {} });

    expect([status, body]).toMatchObject([504, { title: 'Gateway Timeout' }]);
    await left.promise;
  });

  test('that takes too long in all is 504', async () => {
    const service = await startServer(() => undefined);
    const { client } = await startUnderTest({ service, settings: { timeouts: { ...quick, firstByteMs: 60_000, totalMs: 50 } } });
    expect((await client.send('getProduct', { params: { productId: '184dbcf9-ccb1-4e87-af87-4d1807b2031b' } })).status).toBe(504);
  });

  test('that a request cannot even be sent to is 504, and the request is not sent later', async () => {
    const targets: string[] = [];
    const service = await startServer(({ url }, response) => {
      targets.push(url ?? '');
      if (url === '/products?3') response.end('{}');
    });
    const { url } = await startUnderTest({ service, settings: { connections: 1, timeouts: { ...quick, firstByteMs: 60_000, totalMs: 1000 } } });
    const stuck = await Promise.all([call(url, '/products?1'), call(url, '/products?2')]);
    const later = await call(url, '/products?3');

    expect([...stuck, later].map(({ status }) => status)).toEqual([504, 504, 200]);
    expect(targets).not.toContain('/products?2');
  });

  test.each([
    ['breaks off', 'Content-Length: 100', { timeouts: { ...quick, firstByteMs: 60_000, idleMs: 60_000 } }, true],
    ['breaks off, in chunks', 'Transfer-Encoding: chunked', { timeouts: { ...quick, firstByteMs: 60_000, idleMs: 60_000 } }, true],
    ['falls silent', 'Content-Length: 100', { timeouts: { ...quick, firstByteMs: 60_000 } }, false],
    ['takes too long in all', 'Content-Length: 100', { timeouts: { ...quick, firstByteMs: 60_000, idleMs: 60_000, totalMs: 1000 } }, false],
  ])('that %s in the middle of its answer breaks the connection: half an answer is not a whole one', async (_what, length, settings, hangsUp) => {
    const body = length.startsWith('Content') ? 'half' : '4\r\nhalf\r\n';
    const service = await startBytes((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${length}\r\n\r\n${body}`);
      if (hangsUp) socket.end();
    });
    const { url, lines } = await startUnderTest({ service, settings });
    const incoming = await open(url, '/products');

    await expect(text(incoming)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(lines.filter(({ message }) => message === 'a service did not answer as it should')).toHaveLength(1);
  });

  test('that breaks off an answer without a length to an HTTP/1.0 client resets the connection', async () => {
    const service = await startBytes((socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'));
    const { url } = await startUnderTest({ service });
    const socket = openSocket(url);
    const failed = once(socket, 'error');
    socket.write('GET /products HTTP/1.0\r\n\r\n');
    socket.resume();

    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  });
});

describe('a connection that breaks before the answer', () => {
  const breaksAt = (which: number) => startBytes((socket, connection) => (connection === which ? socket.destroy() : socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')));

  test.each(['GET', 'HEAD'])('is tried once more with %s', async (method) => {
    const { url } = await startUnderTest({ service: await breaksAt(1) });
    expect((await call(url, '/products', { method })).status).toBe(200);
  });

  test('is not tried a third time', async () => {
    let connections = 0;
    const service = await startBytes((socket, connection) => {
      connections = connection;
      socket.destroy();
    });
    const { url } = await startUnderTest({ service });
    expect((await call(url, '/products')).status).toBe(502);
    expect(connections).toBe(2);
  });

  test.each([
    ['POST', '/orders', 'abc'],
    ['POST', '/orders/184dbcf9-ccb1-4e87-af87-4d1807b2031b/cancel', ''],
    ['PATCH', '/users/me', 'abc'],
  ])('is never tried again with %s %s', async (method, path, body) => {
    let connections = 0;
    const service = await startBytes((socket, connection) => {
      connections = connection;
      socket.destroy();
    });
    const { url } = await startUnderTest({ service });
    const answer = await call(url, path, { method, headers: { authorization }, body });

    expect([answer.status, connections]).toEqual([502, 1]);
  });

  test('in the middle of the answer is not tried again', async () => {
    let connections = 0;
    const service = await startBytes((socket, connection) => {
      connections = connection;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf', () => socket.destroy());
    });
    const { url } = await startUnderTest({ service });
    await expect(text(await open(url, '/products'))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(connections).toBe(1);
  });
});

test('a client that sends its body too slowly gets 408, and the service is left', async () => {
  const left = Promise.withResolvers<undefined>();
  const service = await startServer((request) => request.socket.once('close', () => left.resolve(undefined)));
  const { url } = await startUnderTest({ service, settings: { timeouts: { ...quick, totalMs: 500 } } });
  const socket = openSocket(url);
  socket.write(['POST /orders HTTP/1.1', 'Host: a', `Authorization: ${authorization}`, 'Content-Length: 10', '', 'hello'].join('\r\n'));
  const answer = await text(socket);

  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  expect(problemIn({ status: 408, headers: {}, text: body })).toMatchObject({ status: 408, instance: '/orders' });
  await left.promise;
});
