import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { connectByName, guardOutgoing } from '../src/index.ts';

test('a connection by name is one that the guard knows by that name', async () => {
  const server = createServer((socket) => socket.end('hello'));
  await once(server.listen(0, 'localhost'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const allow = [{ host: 'localhost', port }];
  try {
    const socket = await guardOutgoing({ allow }, () => connectByName({ host: 'localhost', port }, { withinMs: 5000 }));
    expect(socket.listenerCount('error')).toBe(0);
    expect(await text(socket)).toBe('hello');

    await expect(guardOutgoing({ allow }, () => connectByName({ host: '127.0.0.1', port }, { withinMs: 5000 }))).rejects.toThrow(/not declared/);
  } finally {
    server.close();
  }
});

test('a connection that is refused says so', async () => {
  const closed = createServer();
  await once(closed.listen(0, '127.0.0.1'), 'listening');
  const address = closed.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  closed.close();
  await once(closed, 'close');

  await expect(connectByName({ host: '127.0.0.1', port }, { withinMs: 5000 })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
