import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { guardOutgoing, type OutgoingGuard } from '../src/index.ts';

let server: Server;
let port: number;
let requests: number;
const guards: OutgoingGuard[] = [];

function allow(...destinations: string[]): void {
  guards.push(guardOutgoing({ allow: destinations }));
}

beforeEach(async () => {
  requests = 0;
  server = createServer((_request, response) => {
    requests += 1;
    response.end('hello');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterEach(() => {
  for (const guard of guards.splice(0)) guard.remove();
  server.close();
  server.closeAllConnections();
});

const refused = (host: string): object => expect.objectContaining({ code: 'UNDECLARED_CONNECTION', message: `an outgoing connection to ${host}:${port} was refused: it is not declared` });
const errorOf = async (emitter: NodeJS.EventEmitter): Promise<unknown> => (await once(emitter, 'error')).at(0);

describe('an outgoing connection that is not declared is refused', () => {
  test.each<[string, () => NodeJS.EventEmitter]>([
    ['http', () => get(`http://127.0.0.1:${port}/`)],
    ['net, by port and host', () => connect(port, '127.0.0.1')],
    ['net, by options', () => connect({ port, host: '127.0.0.1' })],
    ['tls', () => connectTls({ port, host: '127.0.0.1' })],
    ['http2', () => connectHttp2(`http://127.0.0.1:${port}`)],
  ])('over %s', async (_what, open) => {
    allow('amqp://127.0.0.1', 'https://api.stripe.com');

    expect(await errorOf(open())).toEqual(refused('127.0.0.1'));
    expect(requests).toBe(0);
  });

  test('over fetch', async () => {
    allow('amqp://127.0.0.1');

    const error: unknown = await fetch(`http://127.0.0.1:${port}/`).catch((reason: unknown) => reason);

    // The cause is of another realm under Jest.
    expect(String(Reflect.get(Object(error), 'cause'))).toContain(`an outgoing connection to 127.0.0.1:${port} was refused`);
    expect(requests).toBe(0);
  });

  test('over UDP', () => {
    allow('amqp://127.0.0.1');
    const socket = createSocket('udp4');

    expect(() => socket.send('a', port, '127.0.0.1')).toThrow('over UDP was refused');
    socket.close();
  });

  test('to a host without a name, which is this one', async () => {
    allow('amqp://127.0.0.1');

    expect(await errorOf(connect(port))).toEqual(refused('localhost'));
  });
});

describe('an outgoing connection', () => {
  const answered = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/`)).status;

  test('to a declared host and port is made', async () => {
    allow(`http://127.0.0.1:${port}`);

    await expect(answered()).resolves.toBe(200);
  });

  test('is made when any guard of the process allows it', async () => {
    allow('amqp://127.0.0.1');
    allow(`http://127.0.0.1:${port}`);

    await expect(answered()).resolves.toBe(200);
  });

  test('is made again when the last guard is gone, and not before', async () => {
    allow('amqp://127.0.0.1');
    allow('amqp://127.0.0.2');
    guards.pop()?.remove();
    await expect(answered()).rejects.toThrow();
    guards.pop()?.remove();

    await expect(answered()).resolves.toBe(200);
  });

  test('a destination that names no host is a mistake', () => {
    expect(() => guardOutgoing({ allow: ['localhost'] })).toThrow('neither a URL nor a host with a port');
    expect(() => guardOutgoing({ allow: ['localhost:80'] })).toThrow('has no host');
  });
});
