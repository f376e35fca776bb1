import { once } from 'node:events';
import { connect as connectSocket, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'amqplib';
import fc from 'fast-check';
import { startBroker, type Broker } from '../src/index.ts';

let broker: Broker;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(async () => {
  await broker.close();
});

/** Sends bytes on a socket of their own and waits until the connection has ended. */
async function send(bytes: Buffer): Promise<Buffer> {
  const socket = connectSocket(broker.port, '127.0.0.1');
  const answer: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => answer.push(chunk));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').catch(() => undefined);
  socket.end(bytes);
  await closed;
  return Buffer.concat(answer);
}

async function expectItWorks(): Promise<void> {
  const connection = await connect(broker.url);
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  channel.sendToQueue(queue, Buffer.from('alive'));
  await channel.waitForConfirms();
  const message = await channel.get(queue);
  expect(message === false ? undefined : message.content.toString()).toBe('alive');
  await connection.close();
}

/** The bytes of a whole session: login, declarations, a publish with headers, a consumer, an acknowledgement. */
async function recordedSession(): Promise<Buffer> {
  const recorded: Buffer[] = [];
  const proxy = createServer((client) => {
    const server = connectSocket(broker.port, '127.0.0.1');
    client.on('data', (chunk: Buffer) => recorded.push(chunk));
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.pipe(server).pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address: AddressInfo | string | null = proxy.address();
  const connection = await connect({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, username: 'guest', password: 'guest' });
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { autoDelete: true, arguments: { 'x-message-ttl': 60_000 } });
  await channel.assertExchange('garbage', 'headers', { autoDelete: true });
  await channel.bindQueue(queue, 'garbage', '', { 'x-match': 'any', a: 1 });
  const received = Promise.withResolvers<undefined>();
  await channel.consume(queue, (message) => {
    if (message === null) return;
    channel.ack(message);
    received.resolve(undefined);
  });
  channel.publish('garbage', 'key', Buffer.from('body'), { headers: { a: 1, deep: { list: [1, 'x'] } }, persistent: true });
  await received.promise;
  await connection.close();
  const closed = once(proxy, 'close');
  proxy.close();
  await closed;
  return Buffer.concat(recorded);
}

describe('garbage on the socket', () => {
  test('before the handshake is answered with the protocol that is spoken here', async () => {
    expect((await send(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toString('latin1')).toBe('AMQP\0\0\x09\x01');
  });

  test('of any kind leaves the broker working', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, withHeader) => {
        await send(Buffer.concat([withHeader ? Buffer.from('AMQP\0\0\x09\x01', 'latin1') : Buffer.alloc(0), bytes]));
      }),
      { numRuns: 100 },
    );
    await expectItWorks();
  });

  test('in the middle of a session leaves the broker working', async () => {
    const session = await recordedSession();
    await fc.assert(
      fc.asyncProperty(fc.nat(session.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const broken = Buffer.from(session);
        broken[at] = (broken[at] ?? 0) ^ change;
        await send(broken);
      }),
      { numRuns: 300 },
    );
    await expectItWorks();
  }, 60_000);

  test('that cuts a session short at any byte leaves the broker working', async () => {
    const session = await recordedSession();
    for (let length = 0; length < session.length; length += 3) await send(session.subarray(0, length));
    await expectItWorks();
  }, 60_000);
});
