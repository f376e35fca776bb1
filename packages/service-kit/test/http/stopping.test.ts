import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { Agent, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { listen } from '../../src/index.ts';
import { keptLog } from '../../src/testing/index.ts';
import { bookId, handlers, startLibrary, type LibraryOptions } from './library.ts';

/** A handler that answers when the test says so. */
function held(): { readonly options: LibraryOptions; readonly reached: Promise<void>; readonly release: () => void } {
  const reached = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  return {
    reached: reached.promise,
    release: () => released.resolve(undefined),
    options: {
      handlers: {
        getBook: async (request, tools) => {
          reached.resolve(undefined);
          await released.promise;
          return handlers.getBook(request, tools);
        },
      },
    },
  };
}

function get(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    send(`${url}/books/${bookId}`, { agent }, resolve).once('error', reject).end();
  });
}

describe('a stop', () => {
  test('lets a request finish, and closes its connection', async () => {
    const { options, reached, release } = held();
    const { server, url } = await startLibrary(options);
    const agent = new Agent({ keepAlive: true });
    const answer = get(url, agent);
    await reached;
    const stopped = server.stop();
    release();

    const { statusCode, headers } = await answer;
    expect({ statusCode, connection: headers.connection }).toEqual({ statusCode: 200, connection: 'close' });
    (await answer).resume();
    await stopped;
    agent.destroy();
  });

  test('answers a request that was on its way, and closes its connection', async () => {
    const { server, url } = await startLibrary();
    const socket = connect(server.port, new URL(url).hostname);
    const half = 'GET /books HTTP/1.1\r\nHost: a\r\n';
    socket.write(`${half}\r\n${half}`);
    await once(socket, 'readable');
    const stopped = server.stop({ withinMs: 50_000 });
    socket.write('\r\n');

    expect((await text(socket)).match(/HTTP\/1\.1 200|Connection: (?:close|keep-alive)/gi)).toEqual(['HTTP/1.1 200', 'Connection: keep-alive', 'HTTP/1.1 200', 'connection: close']);
    await stopped;
  });

  test('closes connections that are idle, and takes no new ones', async () => {
    const { server, url } = await startLibrary();
    const agent = new Agent({ keepAlive: true });
    await text(await get(url, agent));
    await server.stop({ withinMs: 50_000 });

    await expect(get(url, new Agent())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });

  test('cuts off a handler that never answers, and says so', async () => {
    const { options, reached } = held();
    const { server, url, lines } = await startLibrary(options);
    const answer = get(url, new Agent());
    const refused = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    await reached;
    await server.stop({ withinMs: 1 });

    await refused;
    expect(lines).toContainEqual({ level: 'warn', fields: { requests: 1, withinMs: 1 }, message: 'requests that had not answered were cut off' });
  });

  test('cuts off a client that never finishes its request', async () => {
    const { server, url } = await startLibrary();
    const socket = connect(server.port, new URL(url).hostname);
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.write('POST /webhooks/printer HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nPrinter-Signature: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n{');
    await once(socket, 'data');
    await server.stop({ withinMs: 1 });

    await closed;
    expect(socket.destroyed).toBe(true);
  });

  test('closes the connection of an answer that had begun, when it has ended', async () => {
    const { logger, lines } = keptLog();
    const begun = Promise.withResolvers<ServerResponse>();
    const app = (_request: IncomingMessage, response: ServerResponse): void => {
      response.write('a');
      begun.resolve(response);
    };
    const server = await listen({ app, logger, port: 0 });
    const agent = new Agent({ keepAlive: true });
    const answer = await get(server.url, agent);
    const stopped = server.stop({ withinMs: 50_000 });
    (await begun.promise).end('b');

    expect(await text(answer)).toBe('ab');
    await stopped;
    agent.destroy();
    expect(lines).toEqual([]);
  });

  test('does not wait for a connection on which nothing has come', async () => {
    const { server, url, lines } = await startLibrary();
    const socket = connect(server.port, new URL(url).hostname);
    const closed = once(socket, 'close');
    // When this is answered, the server has accepted the silent one, too.
    await text(await get(url, new Agent()));
    await server.stop({ withinMs: 50_000 });

    await closed;
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('that is asked for twice is one', async () => {
    const { server } = await startLibrary();
    const [one, two] = [server.stop(), server.stop()];

    expect(one).toBe(two);
    await one;
  });
});
