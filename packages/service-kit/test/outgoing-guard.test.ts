import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { guardOutgoing } from '../src/index.ts';

let server: Server;
let port: number;
let requests: number;

const elsewhere = { allow: ['amqp://127.0.0.1', 'https://api.stripe.com'] };

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
    ['net, by a port in text', () => connect({ port: `0x${port.toString(16)}` as never, host: '127.0.0.1' })],
    ['net, by a port alone that is written otherwise', () => connect(` ${port}` as never, '127.0.0.1')],
    ['net, beside an empty path', () => connect({ port, host: '127.0.0.1', path: '' } as never)],
    ['tls', () => connectTls({ port, host: '127.0.0.1' })],
    ['http2', () => connectHttp2(`http://127.0.0.1:${port}`)],
  ])('over %s', async (_what, open) => {
    expect(await errorOf(guardOutgoing(elsewhere, open))).toEqual(refused('127.0.0.1'));
    expect(requests).toBe(0);
  });

  test('over fetch', async () => {
    const error: unknown = await guardOutgoing(elsewhere, () => fetch(`http://127.0.0.1:${port}/`)).catch((reason: unknown) => reason);

    // The cause is of another realm under Jest.
    expect(String(Reflect.get(Object(error), 'cause'))).toContain(`an outgoing connection to 127.0.0.1:${port} was refused`);
    expect(requests).toBe(0);
  });

  test('over UDP', () => {
    const socket = createSocket('udp4');

    expect(() => guardOutgoing(elsewhere, () => socket.send('a', port, '127.0.0.1'))).toThrow('over UDP was refused');
    socket.close();
  });

  test('but to a local socket it is not', async () => {
    const error = await errorOf(guardOutgoing(elsewhere, () => connect(join(tmpdir(), 'kada-nobody-listens.sock'))));

    expect(error).toMatchObject({ code: 'ENOENT' });
  });

  test('to a host without a name, which is this one', async () => {
    expect(await errorOf(guardOutgoing(elsewhere, () => connect(port)))).toEqual(refused('localhost'));
  });
});

describe('an outgoing connection', () => {
  const here = (): { readonly allow: readonly string[] } => ({ allow: [`http://127.0.0.1:${port}`] });
  const answered = async (): Promise<number> => {
    const [response] = (await once(get({ port, host: '127.0.0.1', agent: false }), 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  };

  test('to a declared host and port is made', async () => {
    await expect(guardOutgoing(here(), answered)).resolves.toBe(200);
  });

  test('is free outside of guards, also while one is at work', async () => {
    const guarded = guardOutgoing(elsewhere, async () => {
      await Promise.resolve();
      return answered();
    });

    const [inside, outside] = await Promise.allSettled([guarded, answered()]);
    expect(inside).toMatchObject({ status: 'rejected', reason: { code: 'UNDECLARED_CONNECTION' } });
    expect(outside).toEqual({ status: 'fulfilled', value: 200 });
  });

  test('inside of two guards needs both', async () => {
    await expect(guardOutgoing(elsewhere, () => guardOutgoing(here(), answered))).rejects.toThrow('is not declared');
    await expect(guardOutgoing(here(), () => guardOutgoing(elsewhere, answered))).rejects.toThrow('is not declared');
    await expect(guardOutgoing(here(), () => guardOutgoing(here(), answered))).resolves.toBe(200);
  });

  test('that a request to a guarded server leads to is guarded too, whoever sent it', async () => {
    const inner = await guardOutgoing(elsewhere, async () => {
      const guarded = createServer((_request, response) => {
        answered().then(
          () => response.end('connected'),
          (error: unknown) => response.end(String(error)),
        );
      });
      await once(guarded.listen(0, '127.0.0.1'), 'listening');
      return guarded;
    });
    const address = inner.address();
    const agent = new Agent({ keepAlive: true });
    const said = async (): Promise<string> => {
      const [response] = (await once(get({ port: typeof address === 'object' ? address?.port : 0, host: '127.0.0.1', agent }), 'response')) as [IncomingMessage];
      return text(response);
    };

    expect([await said(), await said()]).toEqual([expect.stringContaining('is not declared'), expect.stringContaining('is not declared')]);
    agent.destroy();
    inner.close();
  });

  test('a destination that names no host is a mistake', () => {
    expect(() => guardOutgoing({ allow: ['localhost'] }, answered)).toThrow('neither a URL nor a host with a port');
    expect(() => guardOutgoing({ allow: ['localhost:80'] }, answered)).toThrow('has no host');
  });
});
