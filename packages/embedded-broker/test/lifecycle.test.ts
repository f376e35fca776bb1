import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { connect } from 'amqplib';
import { startBroker } from '../src/index.ts';
import { runChild } from './processes/child.ts';

describe('a broker', () => {
  test('that is closed leaves nothing behind that keeps a process alive', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'embedded-broker-'));
    try {
      expect(await runChild('start-and-close.ts', [], folder)).toBe('closed\n');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('that cannot have its port says so and leaves nothing behind', async () => {
    const first = await startBroker();
    await expect(startBroker({ port: first.port, managementPort: 0 })).rejects.toThrow('EADDRINUSE');
    await first.close();
    const second = await startBroker({ port: first.port });
    await second.close();
  });

  test('tells its clients that it closes', async () => {
    const broker = await startBroker();
    const connection = await connect(broker.url);
    const closing = new Promise<unknown>((resolve) => connection.once('close', resolve));
    await broker.close();
    expect(String(await closing)).toContain('CONNECTION_FORCED');
  });

  test('knows only its own users and virtual hosts', async () => {
    const broker = await startBroker({ users: { shop: 'p@ss/word', other: 'x' }, vhosts: ['shop'] });
    const at = (credentials: string, vhost: string): Promise<unknown> => connect(`amqp://${credentials}@127.0.0.1:${broker.port}/${vhost}`);
    try {
      const connection = await connect(`${broker.url}/shop`);
      await connection.close();
      await expect(at('other:wrong', 'shop')).rejects.toThrow('403 (ACCESS-REFUSED)');
      await expect(at('guest:guest', 'shop')).rejects.toThrow('403 (ACCESS-REFUSED)');
      await expect(at('constructor:x', 'shop')).rejects.toThrow('403 (ACCESS-REFUSED)');
      await expect(at('other:x', '%2F')).rejects.toThrow('got <ConnectionClose channel:0>');
    } finally {
      await broker.close();
    }
  });

  test('serves several processes at once', async () => {
    const broker = await startBroker();
    const connection = await connect(broker.url);
    const channel = await connection.createChannel();
    await channel.assertQueue('shared');
    const received: string[] = [];
    const all = Promise.withResolvers<undefined>();
    await channel.consume(
      'shared',
      (message) => {
        received.push(message?.content.toString() ?? '');
        if (received.length === 600) all.resolve(undefined);
      },
      { noAck: true },
    );

    await Promise.all([1, 2].map(() => runChild('publisher.ts', [], broker.url, 'shared', '300')));
    await all.promise;
    await connection.close();
    await broker.close();

    const byProcess = Object.groupBy(received, (text) => text.split(':')[0] ?? '');
    const inOrder = Array.from({ length: 300 }, (_, number) => number);
    expect(Object.values(byProcess).map((texts) => texts?.map((text) => Number(text.split(':')[1])))).toEqual([inOrder, inOrder]);
  });

  test('holds no more memory after many messages', async () => {
    const output = await runChild('flat-memory.ts', ['--expose-gc'], '30000');
    const result: unknown = JSON.parse(output);
    // 30,000 messages of 256 bytes would be 8 MB without all that belongs to them.
    expect(result).toMatchObject({ messages: 30_000 });
    expect(Number(Reflect.get(Object(result), 'grown'))).toBeLessThan(3_000_000);
  }, 60_000);
});

/** A way to the broker on which what the broker sends can be held up. */
async function slowWayTo(port: number) {
  const upstream: Socket[] = [];
  const proxy = createServer((client) => {
    const server = connectSocket(port, '127.0.0.1');
    upstream.push(server);
    server.once('close', () => client.destroy());
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.pipe(server).pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    holdUp: () => upstream.forEach((socket) => socket.unpipe().pause()),
    goOn: (to: (chunk: Buffer) => void) => upstream.forEach((socket) => socket.on('data', to).resume()),
    close: () => {
      upstream.forEach((socket) => socket.destroy());
      proxy.close();
    },
  };
}

describe('a consumer that does not read', () => {
  test('is not sent everything; it gets the rest when it reads again', async () => {
    const broker = await startBroker();
    const way = await slowWayTo(broker.port);
    const [consuming, publishing] = [await connect({ port: way.port, heartbeat: 0 }), await connect(broker.url)];
    consuming.on('error', () => undefined);
    const [consumer, publisher] = [await consuming.createChannel(), await publishing.createConfirmChannel()];
    await publisher.assertQueue('large');
    await consumer.consume('large', () => undefined, { noAck: true });
    way.holdUp();

    for (let number = 0; number < 1000; number++) publisher.sendToQueue('large', Buffer.alloc(65_536));
    await publisher.waitForConfirms();
    const { messageCount } = await publisher.checkQueue('large');
    const everything = Promise.withResolvers<undefined>();
    let bytes = 0;
    way.goOn((chunk) => {
      bytes += chunk.length;
      if (bytes > 1000 * 65_536) everything.resolve(undefined);
    });
    await everything.promise;
    const left = await publisher.checkQueue('large');
    way.close();
    await publishing.close();
    await broker.close();

    expect(messageCount).toBeGreaterThan(500);
    expect(left.messageCount).toBe(0);
  });
});
